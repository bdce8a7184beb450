package netio

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// sweepWait bounds, in microseconds, an accept that finds the connection taken by another process after all.
const sweepWait = 1000

// sweep takes what waits in the kernel's queue when this process stops accepting on a socket that another process
// may serve from now on. The kernel wakes one waiter for a connection: when that was this process, nobody else would
// look before the next connection comes. What the gates have no place for stays in the queue: this process did not
// wait for it.
func (a *acceptor) sweep() {
	if a.l.group.sim != nil {
		return
	}
	fd, flags := a.ln.fd, syscall.SOCK_CLOEXEC
	if a.l.group.poller == "epoll" {
		flags |= syscall.SOCK_NONBLOCK
	}
	if unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: sweepWait}) != nil {
		return
	}
	for len(a.surplus) == 0 && a.room() > 0 && connectionWaits(fd) {
		accepted, _, err := syscall.Accept4(fd, flags)
		if err != nil {
			break
		}
		a.accepted(accepted)
	}
	_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{}) // it was possible above
}

// connectionWaits tells whether an accept would find a connection now.
func connectionWaits(fd int) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, 0)
	return err == nil && n == 1
}

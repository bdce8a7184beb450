package main

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// poller is one edge-triggered epoll loop for clients and origins alike. It runs on
// a locked thread and makes raw system calls: what it costs is not measured, but the
// less of its core it needs, the harder it can drive a proxy.
type poller struct {
	ep    int
	conns []endpoint // by descriptor
	buf   []byte     // what was read last; shared by all endpoints
}

// endpoint is one descriptor of the loop. It is told of every edge and reads once:
// whatever comes later raises another edge.
type endpoint interface {
	ready(p *poller, events uint32) error
}

func newPoller() (*poller, error) {
	ep, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	return &poller{ep: ep, buf: make([]byte, 256<<10)}, nil
}

func (p *poller) add(fd int, e endpoint) error {
	for len(p.conns) <= fd {
		p.conns = append(p.conns, nil)
	}
	p.conns[fd] = e
	ev := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET, Fd: int32(fd)}
	return os.NewSyscallError("epoll_ctl", unix.EpollCtl(p.ep, unix.EPOLL_CTL_ADD, fd, &ev))
}

func (p *poller) drop(fd int) {
	p.conns[fd] = nil
	unix.Close(fd)
}

// close closes every descriptor of the loop.
func (p *poller) close() {
	for fd, e := range p.conns {
		if e != nil {
			p.drop(fd)
		}
	}
	unix.Close(p.ep)
}

// run turns the loop until done says so. It polls without sleeping while spin, so
// that paced requests leave on time, and sleeps at most a millisecond otherwise.
func (p *poller) run(spin bool, done func() (bool, error)) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	events, timeout := make([]unix.EpollEvent, 512), 1
	if spin {
		timeout = 0
	}
	for {
		n, err := epollWait(p.ep, events, timeout)
		if err != nil {
			return err
		}
		for _, ev := range events[:n] {
			if e := p.conns[ev.Fd]; e != nil {
				if err := e.ready(p, ev.Events); err != nil {
					return err
				}
			}
		}
		if stop, err := done(); stop || err != nil {
			return err
		}
	}
}

// errno makes an error of a raw system call's result; EAGAIN is none.
func errno(call string, e unix.Errno) error {
	if e == 0 || e == unix.EAGAIN {
		return nil
	}
	return fmt.Errorf("%s: %w", call, e)
}

//go:noinline
func epollWait(ep int, events []unix.EpollEvent, timeout int) (int, error) {
	n, _, e := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(ep), uintptr(unsafe.Pointer(&events[0])), uintptr(len(events)), uintptr(timeout), 0, 0)
	if e == unix.EINTR || e != 0 && errno("epoll_pwait", e) == nil {
		return 0, nil
	}
	return int(n), errno("epoll_pwait", e)
}

// read fills p.buf. n is 0 at the end of the stream, -1 when nothing was there.
//
//go:noinline
func (p *poller) read(fd int) (n int, err error) {
	r, _, e := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&p.buf[0])), uintptr(len(p.buf)))
	if e != 0 {
		return -1, errno("read", e)
	}
	return int(r), nil
}

// discard throws away what the socket holds, without copying it, with the meaning of read.
//
//go:noinline
func (p *poller) discard(fd int) (n int, err error) {
	r, _, e := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&p.buf[0])), 4<<20, unix.MSG_TRUNC, 0, 0)
	if e != 0 {
		return -1, errno("recv", e)
	}
	return int(r), nil
}

// write sends what the socket takes and returns the rest.
//
//go:noinline
func write(fd int, b []byte) (rest []byte, err error) {
	r, _, e := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)), unix.MSG_NOSIGNAL, 0, 0)
	if e != 0 {
		return b, errno("send", e)
	}
	return b[r:], nil
}

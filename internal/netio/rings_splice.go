package netio

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Splicing on rings: the ring's own splice operation always runs on a thread of the kernel's, so the loop splices itself, when
// a poll has told that it need not wait. The sockets block, as the ring's receives and sends want them; for the moment of the
// call they do not.

// sip ends a receive that takes whatever comes, or begins one again.
func (p *rings) sip(c *Conn) {
	switch {
	case c.flags&fSip == 0:
		p.pull(c)
	case c.flags&(fArmed|fStopped) == fArmed:
		c.flags |= fStopped
		p.floods++
		p.cancel(udConn(udRecv, c))
	}
}

// ready polls a socket once.
func (p *rings) ready(c *Conn, out bool) {
	op, flag, events := uint64(udReadable), fPollIn, uint32(unix.POLLIN|unix.POLLRDHUP)
	if out {
		op, flag, events = udWritable, fPollOut, unix.POLLOUT
	}
	if c.flags&(flag|fDropped|fConnected) != fConnected || c.err != nil || !out && c.flags&fArmed != 0 {
		return
	}
	s := p.ring.next()
	s.op, s.fd, s.opFlags, s.data = opPoll, c.fd, events, udConn(op, c)
	c.flags |= flag
	c.refs++
}

// completeReady notes what a poll told; whoever waits tries again, and learns of an error then.
func (p *rings) completeReady(c *Conn, out bool, res int32) {
	if out {
		c.flags &^= fPollOut
		c.writers.Wake()
		return
	}
	c.flags &^= fPollIn
	if c.flags&fDropped == 0 && res > 0 {
		c.flags |= fReadable
	}
	c.readers.Wake()
}

func (p *rings) splice(c *Conn, from, to, n int) (int, syscall.Errno) {
	setBlocking(int(c.fd), false)
	k, errno := rawSplice(from, to, n)
	setBlocking(int(c.fd), true)
	return k, errno
}

// setBlocking changes the one flag of a socket that can be changed.
func setBlocking(fd int, on bool) {
	flags := uintptr(syscall.O_NONBLOCK)
	if on {
		flags = 0
	}
	_, _, _ = syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_SETFL, flags) // of an open socket it cannot fail
}

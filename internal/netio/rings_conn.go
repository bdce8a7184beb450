package netio

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func (p *rings) attach(c *Conn) error {
	p.pull(c)
	return nil
}

// pull arms the receive. While the ring works through a cancelled one, its completion arms the next.
func (p *rings) pull(c *Conn) {
	if c.flags&(fArmed|fEOF|fDropped|fStarved|fConnected) != fConnected || c.err != nil {
		return
	}
	s := p.ring.next()
	s.op, s.flags, s.fd, s.data = opRecv, sqeBufferSelect, c.fd, udConn(udRecv, c)
	if c.flags&fSip == 0 {
		s.ioprio = recvMultishot
	}
	c.flags = c.flags&^fStopped | fArmed
	c.refs++
}

func (p *rings) completeRecv(c *Conn, res int32, flags uint32) {
	if flags&cqeMore == 0 {
		if c.flags&fStopped != 0 {
			p.floods--
		}
		c.flags &^= fArmed
	}
	switch {
	case res > 0:
		b := p.bufs.take(int(flags>>cqeBufferShift), int(res))
		c.rawIn().Push(&p.l.bufs, b)
		c.received(int(res))
	case res == 0:
		c.ended()
	case c.flags&fDropped != 0:
	case -res == int32(syscall.ENOBUFS):
		c.flags |= fStarved
		p.starved = append(p.starved, c)
	case -res != int32(syscall.ECANCELED) && -res != int32(syscall.EINTR) && -res != int32(syscall.EAGAIN):
		c.broke(syscall.Errno(-res))
	}
	p.regulate(c)
}

// regulate keeps the receive armed while there is room for input, and hangups watched while it is not armed.
func (p *rings) regulate(c *Conn) {
	if c.flags&fDropped != 0 {
		return
	}
	full := c.rawIn().Len() > inHigh
	switch {
	case c.flags&(fSip|fArmed) == fSip:
		if c.flags&fIdle != 0 && c.flags&fHup == 0 {
			p.pull(c)
		}
		c.readers.Wake() // who still wants input asks for it
	case c.flags&fArmed == 0 && (!full || c.readers.Waits()):
		p.pull(c)
	case full && c.flags&(fArmed|fStopped) == fArmed:
		c.flags |= fStopped
		p.floods++
		p.cancel(udConn(udRecv, c))
	case full:
		c.flags |= fStopped
	}
	if c.hangup.t != nil {
		p.watch(c)
	}
}

// cancel cancels one submission.
func (p *rings) cancel(data uint64) {
	s := p.ring.next()
	s.op, s.flags, s.addr, s.data = opCancel, sqeSkipSuccess, data, udNone
}

// inFlight are the submissions that a connection may have in flight, one of each, and how its flags tell.
var inFlight = []struct {
	op       uint64
	mask, is connFlags
}{
	{udRecv, fArmed, fArmed},
	{udSend, fSending, fSending},
	{udWatch, fWatched, fWatched},
	{udReadable, fPollIn, fPollIn},
	{udWritable, fPollOut, fPollOut},
	{udConnect, fConnected, 0},
}

// cancelAll cancels what a connection has in flight, one by one: by its descriptor alone, the kernel would search the
// submissions of every connection.
func (p *rings) cancelAll(c *Conn) {
	for _, f := range inFlight {
		if c.flags&f.mask == f.is {
			p.cancel(udConn(f.op, c))
		}
	}
}

// watch polls for hangups when no receive would tell of them.
func (p *rings) watch(c *Conn) {
	if c.flags&(fArmed|fWatched|fDropped|fStarved|fConnected) != fConnected || c.err != nil {
		return
	}
	events := uint32(unix.POLLERR | unix.POLLHUP)
	if c.flags&fHup == 0 {
		events |= unix.POLLRDHUP
	}
	s := p.ring.next()
	s.op, s.fd, s.opFlags, s.data = opPoll, c.fd, events, udConn(udWatch, c)
	c.flags |= fWatched
	c.refs++
}

func (p *rings) completeWatch(c *Conn, res int32) {
	c.flags &^= fWatched
	if c.flags&fDropped != 0 || res <= 0 {
		return
	}
	if res&unix.POLLERR != 0 {
		if errno := sockError(int(c.fd)); errno != 0 {
			c.broke(errno)
			return
		}
	}
	c.hungUp()
	if c.hangup.t != nil && res&unix.POLLHUP == 0 {
		p.watch(c)
	}
}

func (p *rings) connect(c *Conn, a Addr) error {
	c.msg = p.message()
	n, err := a.raw(&c.msg.sa)
	if err != nil {
		p.landed(c)
		return err
	}
	s := p.ring.next()
	s.op, s.fd, s.addr, s.off, s.data = opConnect, c.fd, addrOfRawSockaddr(&c.msg.sa), uint64(n), udConn(udConnect, c)
	c.refs++
	return nil
}

func (p *rings) completeConnect(c *Conn, res int32) {
	p.landed(c)
	switch {
	case c.flags&fDropped != 0:
	case res < 0:
		c.broke(syscall.Errno(-res))
	default:
		c.connected()
		p.pull(c)
	}
}

func (p *rings) fin(c *Conn) { shutdownWrite(c) }

// drop cancels what is in flight and closes. A FIN is sent at once, which the close alone would not do before the
// cancelled receive let go of the socket. With input left unread it is a reset, as the kernel makes of a plain close: a
// peer that waits for room to send would otherwise wait for a minute.
func (p *rings) drop(c *Conn) {
	if c.refs > 0 {
		if n, err := unix.IoctlGetInt(int(c.fd), unix.SIOCINQ); err == nil && n > 0 {
			c.flags |= fReset
			resetOnClose(int(c.fd))
		}
		if c.flags&(fReset|fFin) == 0 && c.flags&fConnected != 0 {
			_ = syscall.Shutdown(int(c.fd), syscall.SHUT_RDWR) // fails when the peer was faster
		}
		p.cancelAll(c)
	}
	s := p.ring.next()
	s.op, s.flags, s.fd, s.data = opClose, sqeSkipSuccess, c.fd, udNone
	c.fd = -1
	if c.refs == 0 {
		c.released()
	}
}

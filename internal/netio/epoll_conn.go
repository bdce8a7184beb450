package netio

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// event notes the readiness of a socket.
func (p *epoll) event(c *Conn, events uint32) {
	if c.flags&fConnected == 0 {
		p.finishConnect(c, events)
		return
	}
	if events&unix.EPOLLERR != 0 {
		if errno := sockError(int(c.fd)); errno != 0 {
			c.broke(errno)
			return
		}
	}
	if events&unix.EPOLLOUT != 0 {
		c.flags |= fWritable
		c.writers.Wake()
		if c.out.Len() > 0 {
			c.touch()
		}
	}
	if events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP) == 0 {
		return
	}
	c.flags |= fReadable
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP) != 0 {
		c.hungUp()
	}
	if c.flags&fClosing != 0 {
		p.pull(c)
		return
	}
	c.readers.Wake()
	if c.held() > 0 {
		c.writers.Wake()
	}
	c.stir()
}

func (p *epoll) attach(c *Conn) error {
	c.flags |= fWritable
	return p.register(int(c.fd), epollSocket, c.index, int32(c.gen()))
}

func (p *epoll) connect(c *Conn, a Addr) error {
	sa, _ := a.sockaddr()
	err := syscall.Connect(int(c.fd), sa)
	if err != nil && err != syscall.EINPROGRESS {
		return err
	}
	if err == nil {
		c.flags |= fWritable
		c.connected()
	}
	return p.register(int(c.fd), epollSocket, c.index, int32(c.gen()))
}

// finishConnect is the first event of a socket that connects.
func (p *epoll) finishConnect(c *Conn, events uint32) {
	if errno := sockError(int(c.fd)); errno != 0 {
		c.broke(errno)
		return
	}
	if events&unix.EPOLLOUT == 0 {
		return
	}
	c.flags |= fWritable
	if events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP) != 0 {
		c.flags |= fReadable
	}
	c.connected()
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP) != 0 {
		c.hungUp() // the peer has sent and closed already: no other event will tell
	}
}

// pull reads once, if the socket is readable, into the room of the input queue.
func (p *epoll) pull(c *Conn) {
	if c.flags&(fReadable|fConnected|fDropped) != fReadable|fConnected {
		return
	}
	if c.flags&fClosing != 0 {
		p.drain(c)
		return
	}
	bufs, in := &p.l.bufs, c.rawIn()
	room := in.Fill(bufs, 4096)
	n, errno := rawRead(int(c.fd), room)
	in.Grown(bufs, max(n, 0))
	switch {
	case n > 0:
		if n < len(room) && c.flags&fHup == 0 {
			c.flags &^= fReadable
		}
		c.received(n)
	case errno == 0:
		c.flags &^= fReadable
		c.ended()
	case errno == syscall.EAGAIN:
		c.flags &^= fReadable
	case errno != syscall.EINTR:
		c.broke(errno)
	}
}

// drain drops the input of a closing connection, a bounded amount a turn.
func (p *epoll) drain(c *Conn) {
	b := p.l.bufs.Get()
	defer p.l.bufs.Put(b)
	for total := 0; total < drainBatch; {
		n, errno := rawRead(int(c.fd), b.Free())
		switch {
		case n > 0:
			total += n
			continue
		case errno == syscall.EINTR:
			continue
		}
		c.flags &^= fReadable
		if errno == 0 {
			c.ended()
		} else if errno != syscall.EAGAIN {
			c.broke(errno)
		}
		return
	}
	if c.flags&fQueued == 0 {
		c.flags |= fQueued
		p.queued = append(p.queued, c)
	}
}

// push sends until the queue is empty or the socket full.
func (p *epoll) push(c *Conn) {
	for c.flags&fWritable != 0 && c.out.Len() > 0 {
		n, want, errno := p.send(c)
		if n < want && errno != syscall.EINTR {
			c.flags &^= fWritable // the event comes when there is room again
		}
		if n > 0 {
			c.sent(n)
		} else if errno != syscall.EAGAIN && errno != syscall.EINTR {
			c.broke(errno)
		}
	}
}

// send sends what is queued, as far as one call takes it.
func (p *epoll) send(c *Conn) (n, want int, errno syscall.Errno) {
	if c.out.Segments() {
		want = p.msg.load(&c.out)
		n, errno = rawSendmsg(int(c.fd), &p.msg)
		return n, want, errno
	}
	b := c.out.Head()
	n, errno = rawSend(int(c.fd), b)
	return n, len(b), errno
}

// sip and ready have nothing to do: input is only read on demand, and readiness always reported.
func (p *epoll) sip(*Conn)         {}
func (p *epoll) ready(*Conn, bool) {}

func (p *epoll) splice(_ *Conn, from, to, n int) (int, syscall.Errno) { return rawSplice(from, to, n) }

// watch has nothing to do: hangups are always reported.
func (p *epoll) watch(*Conn) {}

func (p *epoll) fin(c *Conn) { shutdownWrite(c) }

// shutdownWrite sends FIN. It fails when the peer was faster, which the connection learns of anyway.
func shutdownWrite(c *Conn) { _ = syscall.Shutdown(int(c.fd), syscall.SHUT_WR) }

func (p *epoll) drop(c *Conn) {
	syscall.Close(int(c.fd))
	c.fd = -1
	c.released()
}

package netio

import "syscall"

// quietMost is the largest output that is sent quietly: a larger one may find the socket full, and be submitted twice.
const quietMost = 16 << 10

// quietSend is a send of n bytes whose success posts no completion. It is among the submissions up to place.
type quietSend struct {
	c     *Conn
	place uint32
	n     int
}

// push sends what is queued, as far as one submission takes it; its end sends the next.
//
// A small send that nobody waits for is a quiet one: it is not to wait for room, to take all or fail, and to post no
// completion when it took all. So it wakes nobody. When the submission is over, what did not fail is sent: see settle.
// Only the end of a turn sends quietly: before it, a task may still come to wait for what is on its way.
func (p *rings) push(c *Conn) {
	if c.flags&(fSending|fDropped) != 0 {
		return
	}
	p.send(c, c.out.Len() <= quietMost && c.flags&(fShut|fClosing) == 0 && !c.writers.Waits())
}

func (p *rings) send(c *Conn, quiet bool) {
	s := p.ring.next()
	s.op, s.fd, s.opFlags, s.data = opSend, c.fd, syscall.MSG_NOSIGNAL, udConn(udSend, c)
	n := 0
	if c.out.Segments() {
		c.msg = p.message()
		n = c.msg.load(&c.out)
		s.op, s.addr, s.len = opSendmsg, addrOfMessage(c.msg), 1
	} else {
		b := c.out.Head()
		n = len(b)
		s.addr, s.len = addrOfBytes(b), uint32(n)
	}
	c.flags |= fSending
	c.refs++
	if quiet {
		s.flags = sqeSkipSuccess
		s.opFlags |= syscall.MSG_DONTWAIT | syscall.MSG_WAITALL
		c.flags |= fQuiet
		p.quiet = append(p.quiet, quietSend{c, p.ring.tail, n})
	}
}

// settle takes in the quiet sends of the last submission: those of which no completion told are done.
func (p *rings) settle() {
	if len(p.quiet) == 0 || p.ring.overflowed() {
		return
	}
	i, done := 0, p.ring.submitted()
	for ; i < len(p.quiet) && int32(p.quiet[i].place-done) <= 0; i++ {
		q := p.quiet[i]
		if q.c.flags&fQuiet != 0 {
			q.c.flags &^= fQuiet
			q.c.refs--
			p.completeSend(q.c, int32(q.n))
			p.letGo(q.c)
		}
	}
	p.quiet = append(p.quiet[:0], p.quiet[i:]...)
}

// message gives one that is not in flight.
func (p *rings) message() *message {
	n := len(p.msgs)
	if n == 0 {
		return new(message)
	}
	m := p.msgs[n-1]
	p.msgs = p.msgs[:n-1]
	return m
}

// landed takes back the memory of a submission.
func (p *rings) landed(c *Conn) {
	if c.msg != nil {
		p.msgs = append(p.msgs, c.msg)
		c.msg = nil
	}
}

// completeSend takes in the end of a send, and sends what is left.
func (p *rings) completeSend(c *Conn, res int32) {
	c.flags &^= fSending | fQuiet
	p.landed(c)
	switch {
	case c.flags&fDropped != 0:
		return
	case c.err != nil:
		if res > 0 {
			c.sent(int(res)) // it left before the connection broke
		}
		c.out.Clear(&p.l.bufs)
		if c.flags&fClosing != 0 {
			c.touch()
		}
		return
	case res >= 0:
		c.sent(int(res))
	case -res != int32(syscall.EAGAIN) && -res != int32(syscall.EINTR):
		c.broke(syscall.Errno(-res))
	}
	if c.out.Len() > 0 && c.err == nil {
		p.send(c, false)
	}
}

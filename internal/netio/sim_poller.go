package netio

import (
	"slices"
	"syscall"
	"time"
)

// simPoller drives the sockets of one loop as rings do: everything completes later, in any order, perhaps in part.
type simPoller struct {
	sim     *Sim
	l       *Loop
	rouse   chan struct{} // holds a wake
	sockets []*simSocket
	accs    []*acceptor
	dropped []*Conn // to be released
}

func (p *simPoller) open(l *Loop) error { p.l = l; return nil }
func (p *simPoller) close()             {}
func (p *simPoller) buffers() int       { return 0 }
func (p *simPoller) warm() int          { return 0 }
func (p *simPoller) trim()              {}

func (p *simPoller) socket(Addr) (int, error) {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return int(p.sim.socket(p).fd), nil
}

func (p *simPoller) wake() {
	select {
	case p.rouse <- struct{}{}:
	default: // one is there already
	}
}

// wait blocks in a way that the bubble knows of, so that its time moves on when nobody has anything to do.
func (p *simPoller) wait(ns int64, _ bool) {
	if ns == 0 {
		return
	}
	timer := time.NewTimer(time.Duration(ns))
	defer timer.Stop()
	select {
	case <-p.rouse:
	case <-timer.C:
	}
}

// busy tells whether anything can complete.
func (p *simPoller) busy() bool {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	if len(p.dropped) > 0 {
		return true
	}
	if slices.ContainsFunc(p.sockets, (*simSocket).ready) {
		return true
	}
	return slices.ContainsFunc(p.accs, func(a *acceptor) bool {
		return len(p.sim.listeners[a.ln.addr].backlog) > 0 && a.room() > 0
	})
}

// ready tells whether something completes for the socket.
func (k *simSocket) ready() bool {
	c := k.c
	switch {
	case k.closed || c.err != nil:
		return false
	case k.dialing != nil || k.reset:
		return true
	}
	return k.receiving && (len(k.rx) > 0 || k.fin) || c.flags&fSending != 0 && k.peer.room() > 0 || k.hangup()
}

// hangup tells whether the peer's end of output is news.
func (k *simSocket) hangup() bool {
	return k.fin && len(k.rx) == 0 && k.c.flags&(fHup|fStopped) == fStopped
}

// room is how many bytes may be sent to the socket.
func (k *simSocket) room() int {
	if k.closed {
		return 1 // a send to a closed peer completes, with an error
	}
	return simWindow - len(k.rx)
}

// handle completes some of what can complete, in any order.
func (p *simPoller) handle() int {
	p.sim.mu.Lock()
	order := p.sim.rnd.Perm(len(p.sockets))
	p.sim.mu.Unlock()
	sockets := slices.Clone(p.sockets)
	n := p.release()
	for _, i := range order {
		n += p.complete(sockets[i])
	}
	for _, a := range slices.Clone(p.accs) {
		p.acceptFor(a)
	}
	p.l.stats.events.Add(uint64(n))
	return n
}

// release ends connections dropped in an earlier turn, as cancelled submissions complete late.
func (p *simPoller) release() int {
	dropped := p.dropped
	p.dropped = nil
	for _, c := range dropped {
		c.flags &^= fSending
		c.released()
	}
	return len(dropped)
}

// complete completes at most one thing of a socket.
func (p *simPoller) complete(k *simSocket) int {
	s, c := p.sim, k.c
	s.mu.Lock()
	if !k.ready() || s.rnd.IntN(4) == 0 { // not yet: an interrupted call, or no buffer
		s.mu.Unlock()
		return 0
	}
	if k.peer != nil && s.chance(s.Resets) {
		s.kill(k)
	}
	then := p.next(k)
	victim := s.chance(s.Cancels) && len(p.l.tasks) > 0
	which := 0
	if victim {
		which = s.rnd.IntN(len(p.l.tasks))
	}
	s.mu.Unlock()
	then(c)
	if victim {
		p.l.tasks[which].Cancel(ErrCanceled)
	}
	return 1
}

// next changes the network as the completion says, and gives what to tell the connection.
func (p *simPoller) next(k *simSocket) func(*Conn) {
	c := k.c
	switch {
	case k.reset:
		c.flags &^= fSending
		return func(c *Conn) { c.broke(syscall.ECONNRESET) }
	case k.dialing != nil:
		return p.connectTo(k)
	case c.flags&fSending != 0 && (!k.receiving || p.sim.rnd.IntN(2) == 0) && k.peer.room() > 0:
		return p.send(k)
	case k.receiving && len(k.rx) > 0:
		return p.receive(k)
	case k.receiving && k.fin:
		k.receiving = false
		return (*Conn).ended
	case k.hangup():
		return (*Conn).hungUp
	}
	return func(*Conn) {}
}

func (p *simPoller) connectTo(k *simSocket) func(*Conn) {
	to := p.sim.listeners[*k.dialing]
	k.dialing = nil
	if to == nil {
		return func(c *Conn) { c.broke(syscall.ECONNREFUSED) }
	}
	p.sim.link(k, to)
	return func(c *Conn) {
		c.connected()
		p.pull(c)
	}
}

// send moves a part of the first segment to the peer.
func (p *simPoller) send(k *simSocket) func(*Conn) {
	c := k.c
	c.flags &^= fSending
	if k.peer.closed {
		p.sim.kill(k)
		return func(c *Conn) { c.broke(syscall.EPIPE) }
	}
	b := c.out.Head()
	n := p.sim.part(min(len(b), k.peer.room()))
	k.peer.rx = append(k.peer.rx, b[:n]...)
	k.peer.stir()
	return func(c *Conn) {
		c.sent(n)
		if c.out.Len() > 0 {
			p.push(c)
		}
	}
}

// receive moves a part of what arrived to the input queue.
func (p *simPoller) receive(k *simSocket) func(*Conn) {
	n := p.sim.part(len(k.rx))
	b := slices.Clone(k.rx[:n])
	k.rx = k.rx[n:]
	if len(k.rx) == 0 {
		k.rx = nil
	}
	k.peer.stir() // there is room again
	return func(c *Conn) {
		c.rawIn().Append(&p.l.bufs, b)
		c.received(n)
		if c.rawIn().Len() > inHigh && !c.readers.Waits() {
			k.receiving = false
			c.flags |= fStopped
		}
	}
}

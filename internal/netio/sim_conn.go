package netio

import (
	"slices"
	"syscall"
)

func (p *simPoller) find(c *Conn) *simSocket {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.sim.sockets[c.fd]
}

func (p *simPoller) attach(c *Conn) error {
	k := p.find(c)
	k.c, k.p = c, p
	p.sockets = append(p.sockets, k)
	if k.peer != nil {
		c.setRemote(k.peer.addr)
		c.setLocal(k.addr)
	}
	p.pull(c)
	return nil
}

func (p *simPoller) connect(c *Conn, a Addr) error {
	if err := p.attach(c); err != nil {
		return err
	}
	p.find(c).dialing = &a
	return nil
}

func (p *simPoller) pull(c *Conn) {
	if c.flags&(fEOF|fDropped|fConnected) == fConnected && c.err == nil {
		p.find(c).receiving = true
		c.flags &^= fStopped
	}
}

func (p *simPoller) push(c *Conn) {
	if c.flags&fDropped == 0 {
		c.flags |= fSending
	}
}

// Nothing is spliced: there are no pipes.
func (p *simPoller) sip(*Conn)         {}
func (p *simPoller) ready(*Conn, bool) {}

func (p *simPoller) splice(*Conn, int, int, int) (int, syscall.Errno) { return 0, syscall.ENOSYS }

// watch has nothing to do: see simSocket.hangup.
func (p *simPoller) watch(*Conn) {}

func (p *simPoller) fin(c *Conn) {
	k := p.find(c)
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	p.end(k)
}

// end ends the output of a socket.
func (p *simPoller) end(k *simSocket) {
	if k.peer != nil {
		k.peer.fin = true
		k.peer.stir()
	}
}

// drop closes the socket; as with a real one, input that nobody received makes it a reset.
func (p *simPoller) drop(c *Conn) {
	k := p.find(c)
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	if k.peer != nil && !k.peer.closed && (c.flags&fReset != 0 || len(k.rx) > 0) {
		p.sim.kill(k)
	} else {
		p.end(k)
	}
	k.closed = true
	if k.peer != nil {
		k.peer.stir() // its sends end
	}
	delete(p.sim.sockets, k.fd)
	p.sockets = slices.DeleteFunc(p.sockets, func(x *simSocket) bool { return x == k })
	p.dropped = append(p.dropped, c)
}

func (p *simPoller) accept(a *acceptor) {
	if !a.armed {
		a.armed = true
		p.accs = append(p.accs, a)
	}
}

func (p *simPoller) mute(a *acceptor) {
	a.armed = false
	p.accs = slices.DeleteFunc(p.accs, func(b *acceptor) bool { return a == b })
	a.muted()
}

// acceptFor accepts some of the backlog.
func (p *simPoller) acceptFor(a *acceptor) {
	for a.armed && a.hold() {
		p.sim.mu.Lock()
		from := p.sim.listeners[a.ln.addr]
		if len(from.backlog) == 0 || p.sim.rnd.IntN(4) == 0 {
			p.sim.mu.Unlock()
			a.unhold()
			return
		}
		k := from.backlog[0]
		from.backlog = from.backlog[1:]
		p.sim.mu.Unlock()
		a.accepted(int(k.fd))
	}
}

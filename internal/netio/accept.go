package netio

import (
	"syscall"
	"time"
)

const (
	// acceptPause is how long accepting stops when descriptors or memory ran out.
	acceptPause = int64(100 * time.Millisecond)
	// multiRoom is the room at all gates from which on a poller may accept without asking for each connection.
	multiRoom = 1024
	// skew is how many connections more than the emptiest loop a loop may hold before it hands new ones over.
	skew = 2
)

// acceptor accepts for one listener on one loop.
type acceptor struct {
	l       *Loop
	ln      *Listener
	index   int   // in Loop.acceptors
	active  bool  // the poller accepts
	muting  bool  // the poller was told to stop
	refs    int   // submissions in flight
	held    bool  // a place of each gate is held for the accept in flight
	swept   bool  // the kernel's queue was looked at when accepting ended for good
	left    bool  // the loop has no more to do with the listener
	failing bool  // the last accept failed for want of descriptors: said once
	surplus []int // accepted by the kernel before the gates closed
	timer   timer // end of a pause
	armed   bool  // the poller's: registered, or a submission is in flight
	again   bool  // epoll: to be tried in the next turn
	slot    int   // rings: its number in user_data
}

// join makes the acceptor known to its loop.
func (a *acceptor) join() {
	a.index = len(a.l.acceptors)
	a.l.acceptors = append(a.l.acceptors, a)
	a.revise()
}

// wanted tells whether connections should be accepted now.
func (a *acceptor) wanted() bool {
	return !a.ln.paused.Load() && !a.ln.closed.Load() && !a.l.stopping && a.timer.want == 0
}

// revise starts or stops accepting as it should be now.
func (a *acceptor) revise() {
	switch {
	case a.left || a.muting:
	case !a.wanted():
		if a.active {
			a.muting = true
			a.l.poller.mute(a)
		} else {
			a.muted()
		}
	case len(a.surplus) > 0:
		a.admit()
	default:
		a.active = true
		a.l.poller.accept(a)
	}
}

// muted: the poller accepts no more.
func (a *acceptor) muted() {
	a.active, a.muting = false, false
	a.unhold()
	if a.ln.closed.Load() || a.l.stopping {
		if !a.l.stopping && !a.swept {
			a.swept = true
			a.sweep()
		}
		a.part()
	} else if a.wanted() {
		a.revise()
	}
}

// stop is the end of the loop.
func (a *acceptor) stop() { a.revise() }

// part lets go of the listener. What was accepted before it closed is served first, when the gates let it in.
func (a *acceptor) part() {
	if !a.l.stopping {
		a.drainSurplus()
	}
	if a.left || a.refs > 0 || len(a.surplus) > 0 && !a.l.stopping {
		return
	}
	a.left = true
	for _, fd := range a.surplus {
		syscall.Close(fd)
	}
	a.ln.owed.Add(-int32(len(a.surplus)))
	a.surplus = nil
	l := a.l
	l.timers.remove(&a.timer)
	last := l.acceptors[len(l.acceptors)-1]
	l.acceptors[a.index], last.index = last, a.index
	l.acceptors = l.acceptors[:len(l.acceptors)-1]
	a.gone()
}

// gone counts the loops that let go.
func (a *acceptor) gone() {
	if a.ln.open.Add(-1) == 0 {
		a.ln.free()
	}
}

// room is how many connections all gates would let in.
func (a *acceptor) room() int64 {
	room := int64(1 << 30)
	for _, g := range a.ln.opts.Gates {
		room = min(room, g.room())
	}
	return room
}

// hold takes the places of a connection about to be accepted. When it is false, the gates will call revise.
func (a *acceptor) hold() bool {
	if !a.held {
		a.held = enterAll(a.ln.opts.Gates)
	}
	return a.held
}

// unhold gives back places that were held in vain.
func (a *acceptor) unhold() {
	if a.held {
		a.held = false
		leaveAll(a.ln.opts.Gates)
	}
}

// accepted takes a new socket: its places are held, or taken now; without any it waits for them.
func (a *acceptor) accepted(fd int) {
	a.failing = false
	if len(a.surplus) > 0 || !a.hold() {
		a.surplus = append(a.surplus, fd)
		a.ln.owed.Add(1)
		return
	}
	a.held = false
	a.place(fd)
}

// admit serves the surplus, and goes on accepting when all of it is served.
func (a *acceptor) admit() {
	a.drainSurplus()
	if len(a.surplus) == 0 {
		a.revise()
	}
}

// drainSurplus serves the surplus as far as the gates allow.
func (a *acceptor) drainSurplus() {
	for len(a.surplus) > 0 && a.hold() {
		fd := a.surplus[0]
		a.surplus = a.surplus[1:]
		a.held = false
		a.place(fd)
		a.ln.owed.Add(-1)
	}
	if len(a.surplus) == 0 {
		a.surplus = nil
	}
}

// place gives the socket to this loop, or to an emptier one. While all is quiet the first loop serves, so that clients
// who come one after the other see the servers of a backend in one order.
func (a *acceptor) place(fd int) {
	to := a.l
	least := to.load.Load() - skew
	if least == -skew {
		least = 1
	}
	for _, b := range a.ln.acceptors {
		if n := b.l.load.Load(); n < least {
			to, least = b.l, n
		}
	}
	to.load.Add(1)
	if to == a.l {
		to.admit(fd, a.ln)
		return
	}
	if !to.Post(func() { to.admit(fd, a.ln) }) { // it ended
		to.load.Add(-1)
		a.l.load.Add(1)
		a.l.admit(fd, a.ln)
	}
}

// admit begins to serve an accepted socket.
func (l *Loop) admit(fd int, ln *Listener) {
	c := l.newConn(fd)
	c.ln = ln
	c.setRemote(peerName(fd))
	if ln.addr.IsUnix() {
		c.setLocal(ln.addr)
		if c.RemoteAddr().IsZero() {
			c.setRemote(ln.addr)
		}
	}
	c.flags |= fConnected
	if ln.opts.NoLinger {
		c.flags |= fNoLinger
	}
	if ln.opts.Sip {
		c.flags |= fSip
	}
	l.stats.accepted.Add(1)
	err := l.poller.attach(c)
	if err == nil {
		err = c.Serve(ln.opts.Name, ln.serve)
	}
	if err != nil {
		c.Abort()
	}
}

// failed is an accept's error. A lack of descriptors or memory pauses accepting, and is logged once until it is over.
func (a *acceptor) failed(errno syscall.Errno) {
	switch errno {
	case syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM:
	default: // the connection was gone before it was accepted, or the network says no
		return
	}
	if !a.failing {
		a.failing = true
		a.l.group.logs.Run(func() {
			a.l.group.log.Error("cannot accept connections: pausing until resources are free", "listener", a.ln.opts.Name,
				"address", a.ln.addr.String(), "error", errno.Error())
		})
	}
	a.l.timers.set(&a.timer, a.l.now+acceptPause)
	a.revise()
}

// expire ends a pause.
func (a *acceptor) expire() { a.revise() }

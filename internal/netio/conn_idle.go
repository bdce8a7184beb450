package netio

// IdleEvent says why an idle connection is reported.
type IdleEvent uint8

// The reasons: input is there; the peer closed, reset or broke the connection; the deadline passed; the loop stops.
const (
	IdleInput IdleEvent = iota
	IdleHangup
	IdleDeadline
	IdleStopping
)

// String names the event.
func (e IdleEvent) String() string {
	return [...]string{"input", "hangup", "deadline", "stopping"}[e]
}

// Idle leaves the connection to the loop: it holds no task and no buffer then. When something happens, on is called once, on
// the loop: it must not park; it may Serve, Close, or Idle again. With input already buffered it is called within the turn.
// A deadline of 0 is none. A task that served the connection is done with it.
func (c *Conn) Idle(deadline int64, on func(*Conn, IdleEvent)) {
	if c.flags&fClosing != 0 {
		return
	}
	c.flags |= fIdle
	c.on, c.task, c.hangup = on, nil, TaskRef{}
	c.l.timers.set(&c.timer, deadline)
	switch {
	case c.l.stopping, c.Buffered() > 0, c.err != nil, c.flags&fHup != 0:
		c.stir()
	default:
		c.l.poller.pull(c)
	}
}

// IsIdle tells whether the connection is idle, with nothing to report yet: fit for use.
func (c *Conn) IsIdle() bool { return c.flags&(fIdle|fRoused|fHup) == fIdle && c.err == nil }

// Take ends the idling without a call: the user has use for the connection, whose keeper t becomes. It is false when
// something happened already that will be reported, or when the connection is not idle.
func (c *Conn) Take(t *Task) bool {
	if !c.IsIdle() {
		return false
	}
	c.flags &^= fIdle
	c.on, c.task = nil, t
	c.timer.want = 0
	return true
}

// rouse finds out what happened to an idle connection, and reports it.
func (c *Conn) rouse() {
	c.flags &^= fRoused
	if c.flags&fIdle == 0 {
		return
	}
	if c.Buffered() == 0 && c.readErr() == nil {
		c.l.poller.pull(c)
	}
	switch {
	case c.Buffered() > 0:
		c.report(IdleInput)
	case c.readErr() != nil:
		c.report(IdleHangup)
	case c.l.stopping:
		c.report(IdleStopping)
	}
}

// report calls the user, who closes or uses the connection.
func (c *Conn) report(e IdleEvent) {
	on := c.on
	c.flags &^= fIdle
	c.on = nil
	c.timer.want = 0
	on(c, e)
}

// Serve starts a task for the connection, without allocation when f is a plain function. When f returned and left the
// connection neither idle nor closed, it is closed.
func (c *Conn) Serve(name string, f func(*Task, *Conn)) error {
	if c.l.stopping {
		return ErrStopping
	}
	t := c.l.newTask(name)
	t.serve, t.conn = f, c
	c.task = t
	return nil
}

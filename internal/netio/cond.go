package netio

// Cond is a condition that tasks of one loop wait for. The zero Cond is ready for use. It belongs to the loop's thread.
type Cond struct{ first, last *Task }

// Wait parks until a wake, the deadline or a cancel. A wake is a hint: test the condition in a loop around Wait.
func (c *Cond) Wait(t *Task, deadline int64) error { return c.wait(t, "cond", deadline) }

// wait is Wait with a word for `show tasks`.
func (c *Cond) wait(t *Task, what string, deadline int64) error {
	if err := t.refuse(deadline); err != nil {
		return err
	}
	c.link(t)
	err := t.park(what, deadline)
	c.unlink(t)
	return err
}

// Wake readies all that wait.
func (c *Cond) Wake() {
	for c.first != nil {
		c.Signal()
	}
}

// Signal readies the one that waits longest.
func (c *Cond) Signal() {
	if t := c.first; t != nil {
		c.unlink(t)
		t.ready()
	}
}

// Waits tells whether a task waits.
func (c *Cond) Waits() bool { return c.first != nil }

func (c *Cond) link(t *Task) {
	t.cond, t.prev, t.after = c, c.last, nil
	if c.last == nil {
		c.first = t
	} else {
		c.last.after = t
	}
	c.last = t
}

// unlink takes t out, if it is still in.
func (c *Cond) unlink(t *Task) {
	if t.cond != c {
		return
	}
	if t.prev == nil {
		c.first = t.after
	} else {
		t.prev.after = t.after
	}
	if t.after == nil {
		c.last = t.prev
	} else {
		t.after.prev = t.prev
	}
	t.cond, t.prev, t.after = nil, nil, nil
}

package netio

// Peek gives a view of at least n buffered bytes, parking for them. At the end of input it gives what there is with io.EOF,
// after a failure with the error. The view is valid until Discard or the next park.
func (c *Conn) Peek(t *Task, n int, deadline int64) ([]byte, error) {
	for {
		c.open()
		if c.in.Len() >= n {
			return c.in.Peek(&c.l.bufs, n), nil
		}
		if err := c.readErr(); err != nil {
			return c.View(), err
		}
		before := c.rawIn().Len()
		c.l.poller.pull(c)
		if k := c.rawIn().Len() - before; k > 0 || c.readErr() != nil {
			if err := t.Spend(k); err != nil {
				return nil, err
			}
			continue
		}
		if err := c.readers.wait(t, "peek", deadline); err != nil {
			return nil, err
		}
	}
}

// readErr tells why no more input will come.
func (c *Conn) readErr() error {
	switch {
	case c.flags&fClosing != 0:
		return ErrClosed
	case c.flags&fEOF != 0:
		return c.inputEnd()
	}
	return c.err
}

// View is everything buffered, in one piece, without waiting.
func (c *Conn) View() []byte {
	c.open()
	return c.in.Peek(&c.l.bufs, c.in.Len())
}

// Buffered is the number of bytes received and not discarded.
func (c *Conn) Buffered() int {
	c.open()
	return c.in.Len()
}

// Discard drops n buffered bytes; n must not exceed Buffered.
func (c *Conn) Discard(n int) {
	c.in.Discard(&c.l.bufs, n)
	c.drained()
}

// drained lets input flow again that was stopped at the high mark.
func (c *Conn) drained() {
	if c.layer != nil {
		c.layer.drained(c)
	}
	if c.flags&(fStopped|fSip) == fStopped && c.rawIn().Len() <= inLow {
		c.l.poller.pull(c)
	}
}

// Forward moves up to n buffered bytes of c to the output of dst, a connection of the same loop, without copying large
// pieces. It gives how many, and never parks.
func (c *Conn) Forward(dst *Conn, n int64) (int64, error) {
	c.open()
	k := int(min(n, int64(c.in.Len())))
	if err := dst.writeErr(); err != nil || k == 0 {
		return 0, err
	}
	if dst.layer != nil {
		return c.forwardSealed(dst, k)
	}
	c.in.Move(&c.l.bufs, &dst.out, k)
	dst.touch()
	c.drained()
	return int64(k), nil
}

// forwardSealed is Forward into a layer, segment by segment.
func (c *Conn) forwardSealed(dst *Conn, n int) (moved int64, err error) {
	for int(moved) < n && err == nil {
		h := c.in.Head()
		h = h[:min(len(h), n-int(moved))]
		if err = dst.Write(h); err == nil {
			c.in.Discard(&c.l.bufs, len(h))
			moved += int64(len(h))
		}
	}
	c.drained()
	return moved, err
}

package netio

// The functions of this file are what a poller tells about a connection. They note and wake, and run no user code.

// received: n more bytes came into the input queue.
func (c *Conn) received(n int) {
	if c.flags&fClosing != 0 {
		c.rawIn().Clear(&c.l.bufs)
		return
	}
	if c.layer == nil {
		c.bytesIn += int64(n)
	}
	c.readers.Wake()
	if c.held() > 0 {
		c.writers.Wake() // perhaps it is what they wait for
	}
	c.stir()
}

// ended: the end of input was read.
func (c *Conn) ended() {
	c.flags |= fEOF
	c.hungUp()
}

// hungUp: the peer closed its side, perhaps behind input not read yet.
func (c *Conn) hungUp() {
	c.flags |= fHup
	c.readers.Wake()
	c.checkHangup()
	c.stir()
	if c.flags&(fClosing|fEOF) == fClosing|fEOF {
		c.touch()
	}
}

// broke: the connection failed. What had come before is still to be read.
func (c *Conn) broke(err error) {
	c.salvage()
	c.decodeLast()
	if c.err == nil {
		c.err = err
	}
	c.flags |= fHup
	if c.flags&fSending == 0 {
		c.out.Clear(&c.l.bufs)
	}
	c.readers.Wake()
	c.writers.Wake()
	c.checkHangup()
	c.stir()
	if c.flags&fClosing != 0 {
		c.touch()
	}
}

// connected: the connection is established.
func (c *Conn) connected() {
	c.flags |= fConnected
	c.writers.Wake()
	if c.out.Len() > 0 {
		c.touch()
	}
}

// sent: the kernel took n bytes of output.
func (c *Conn) sent(n int) {
	c.out.Discard(&c.l.bufs, n)
	if c.layer == nil {
		c.bytesOut += int64(n)
	} else {
		c.bytesOut += c.layer.sent(n)
	}
	if c.out.Len() <= outLow {
		c.writers.Wake()
	}
	if c.out.Len() == 0 && c.flags&(fShut|fClosing) != 0 {
		c.touch()
	}
}

// released: the poller holds nothing of the connection any more.
func (c *Conn) released() {
	l := c.l
	c.out.Clear(&l.bufs)
	c.clearIn()
	l.timers.remove(&c.timer)
	c.freePort()
	if l.conns[c.index] != c {
		panic("netio: connection released twice")
	}
	l.conns[c.index] = nil
	l.free = append(l.free, c.index)
	l.stats.conns.Add(-1)
	if c.ln != nil {
		l.load.Add(-1)
		c.ln.left()
	}
}

// stir puts an idle connection on the list of those with something to report.
func (c *Conn) stir() {
	if c.flags&(fIdle|fRoused) == fIdle {
		c.flags |= fRoused
		c.l.roused = append(c.l.roused, c)
	}
}

// touch puts the connection on the list that is flushed at the end of the turn.
func (c *Conn) touch() {
	if c.flags&fDirty == 0 {
		c.flags |= fDirty
		c.l.dirty = append(c.l.dirty, c)
	}
}

// flush is the end of a turn for a connection: output goes out, and what waits for that follows.
func (c *Conn) flush() {
	if c.flags&(fDropped|fConnected) != fConnected {
		if c.flags&fClosing != 0 {
			c.drop()
		}
		return
	}
	if c.out.Len() > 0 && c.err == nil {
		c.l.poller.push(c)
	}
	if c.out.Len() > 0 && c.err == nil {
		return
	}
	if c.flags&(fShut|fFin) == fShut && c.err == nil {
		c.fin()
	}
	if c.flags&fClosing != 0 {
		c.drop()
	}
}

// fin sends FIN.
func (c *Conn) fin() {
	c.flags |= fFin
	c.l.poller.fin(c)
}

// drop gives the socket up.
func (c *Conn) drop() {
	if c.flags&fDropped == 0 {
		if c.flags&(fReset|fNoLinger) != 0 {
			c.flags |= fReset
			resetOnClose(int(c.fd))
		}
		c.flags |= fDropped
		c.l.poller.drop(c)
	}
}

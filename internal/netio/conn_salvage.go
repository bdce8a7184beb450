package netio

// salvage takes in what the peer sent before the connection broke. A reset leaves it in the kernel, where nobody asks for it
// once the error is known: an answer that a server gave before it refused the rest of a request would be lost. A receive of
// the rings that is in flight brings it by itself, and in order.
func (c *Conn) salvage() {
	if c.flags&(fConnected|fArmed|fClosing|fDropped|fEOF) != fConnected || c.err != nil || c.l.group.sim != nil {
		return
	}
	for {
		room := c.rawIn().Fill(&c.l.bufs, 4096)
		n, _ := rawRecv(int(c.fd), room)
		c.rawIn().Grown(&c.l.bufs, max(n, 0))
		if n <= 0 {
			return
		}
		c.received(n)
	}
}

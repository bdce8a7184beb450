package netio

// Lend is Write without a copy where there is no layer: p itself is queued, and its memory must not change before Flushed
// has returned without an error.
func (c *Conn) Lend(p []byte) error {
	if c.layer != nil {
		return c.Write(p)
	}
	if err := c.writeErr(); err != nil {
		return err
	}
	c.out.Lend(&c.l.bufs, p)
	c.touch()
	return nil
}

package netio

import (
	"syscall"
	"unsafe"
)

// Write queues a copy of p. It never parks; call Room first where much may be queued. It fails on a connection that is
// broken, closed, or whose output was ended.
func (c *Conn) Write(p []byte) error {
	if err := c.writeErr(); err != nil {
		return err
	}
	if c.layer != nil {
		if err := c.layer.seal(c, p); err != nil {
			return err
		}
	} else {
		c.out.Append(&c.l.bufs, p)
	}
	c.touch()
	return nil
}

// WriteString is Write for a string.
func (c *Conn) WriteString(s string) error {
	return c.Write(unsafe.Slice(unsafe.StringData(s), len(s)))
}

func (c *Conn) writeErr() error {
	switch {
	case c.flags&fClosing != 0:
		return ErrClosed
	case c.err != nil:
		return c.err
	case c.flags&fShut != 0:
		return syscall.EPIPE
	}
	return nil
}

// Pending is the number of bytes queued and not yet taken by the kernel (inside TLS: of payload).
func (c *Conn) Pending() int {
	if c.layer != nil && c.err == nil {
		if y := c.encryption(); y != nil {
			return y.queued
		}
	}
	return c.out.Len()
}

// Room parks until n more bytes fit the bound of the output queue, 192 KiB, with what a codec holds; any n fits an empty
// queue.
func (c *Conn) Room(t *Task, n int, deadline int64) error {
	for {
		if err := c.writeErr(); err != nil {
			return err
		}
		if k := c.out.Len() + c.held(); k == 0 || k+n <= outHigh {
			return nil
		}
		if c.hear() {
			continue
		}
		if err := c.writers.wait(t, "room", deadline); err != nil {
			return err
		}
	}
}

// Flushed parks until all output was taken by the kernel, and gives BytesOut, with an error as far as it came.
func (c *Conn) Flushed(t *Task, deadline int64) (int64, error) {
	c.l.plain.seal()
	for c.out.Len() > 0 {
		if err := c.sendErr(); err != nil {
			return c.bytesOut, err
		}
		if err := c.writers.wait(t, "flush", deadline); err != nil {
			return c.bytesOut, err
		}
	}
	return c.bytesOut, c.sendErr()
}

// sendErr tells why queued output will not be sent.
func (c *Conn) sendErr() error {
	if c.flags&fClosing != 0 {
		return ErrClosed
	}
	return c.err
}

// ShutdownWrite ends the output: FIN after what is queued.
func (c *Conn) ShutdownWrite() {
	if c.flags&(fShut|fClosing) != 0 {
		return
	}
	if c.layer != nil {
		c.layer.shut(c)
	}
	c.flags |= fShut
	c.touch()
}

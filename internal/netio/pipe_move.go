package netio

import (
	"io"
	"syscall"

	"golang.org/x/sys/unix"
)

// Sip has input received a piece at a time, and only when a reader asks for it, so that what follows stays in the kernel
// for a Pipe.
func (c *Conn) Sip(on bool) {
	if c.flags&fClosing != 0 || on == (c.flags&fSip != 0) {
		return
	}
	c.flags ^= fSip
	c.l.poller.sip(c)
}

// Unread tells whether a connection that sips has input which nobody asked for yet.
func (c *Conn) Unread() bool {
	if c.flags&fSip == 0 || c.fd < 0 {
		return false
	}
	n, err := unix.IoctlGetInt(int(c.fd), unix.SIOCINQ)
	return err == nil && n > 0
}

// Spliceable tells whether the kernel can move the connection's bytes by itself.
func (c *Conn) Spliceable() bool { return c.layer == nil && c.fd >= 0 }

// Readable parks until there is input: buffered, or in the kernel for a Pipe; the connection sips. Errors are as of Peek.
func (c *Conn) Readable(t *Task, deadline int64) error {
	for {
		switch {
		case c.in.Len() > 0:
			return nil
		case c.readErr() != nil:
			return c.readErr()
		case c.flags&(fReadable|fArmed) == fReadable:
			return nil
		}
		c.l.poller.ready(c, false)
		if err := c.readers.wait(t, "readable", deadline); err != nil {
			return err
		}
	}
}

// Fill moves up to n bytes of c that are in the kernel into the pipe, which is empty, and never parks. With none there it
// gives 0; the end of input is io.EOF. Nothing of c is buffered.
func (p *Pipe) Fill(c *Conn, n int64) (int, error) {
	if err := c.readErr(); err != nil {
		return 0, err
	}
	if c.flags&fArmed != 0 { // what a receive has taken already comes first
		return 0, nil
	}
	k, errno := c.l.poller.splice(c, int(c.fd), p.w, int(min(n, pipeRoom)))
	switch {
	case k > 0:
		p.n += k
		c.bytesIn += int64(k)
		return k, nil
	case errno == 0:
		c.ended()
		return 0, io.EOF
	case errno == syscall.EAGAIN || errno == syscall.EINTR:
		c.flags &^= fReadable
		return 0, nil
	}
	c.broke(errno)
	return 0, errno
}

// Drain parks until dst has taken some of the pipe's bytes, and gives how many. What is queued for dst goes first.
func (p *Pipe) Drain(t *Task, dst *Conn, deadline int64) (int, error) {
	for {
		if err := dst.writeErr(); err != nil {
			return 0, err
		}
		if dst.out.Len() == 0 {
			k, errno := dst.l.poller.splice(dst, p.r, int(dst.fd), p.n)
			switch {
			case k > 0:
				p.n -= k
				dst.bytesOut += int64(k)
				return k, nil
			case errno != syscall.EAGAIN && errno != syscall.EINTR:
				dst.broke(errno)
				return 0, errno
			}
			dst.flags &^= fWritable
			dst.l.poller.ready(dst, true)
		}
		if err := dst.writers.wait(t, "splice", deadline); err != nil {
			return 0, err
		}
	}
}

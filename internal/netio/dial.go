package netio

import (
	"syscall"
	"time"
)

// DialOpts are the options of an outgoing connection.
type DialOpts struct {
	Source      Addr          // local address to bind; port 0 = any
	Ports       *PortRange    // where the local port is taken from; nil = Source says it
	Transparent bool          // the source may be no address of this machine (IP_TRANSPARENT)
	Interface   string        // SO_BINDTODEVICE
	KeepAlive   bool          // SO_KEEPALIVE
	MSS         int           // TCP_MAXSEG; 0 = the system's
	UserTimeout time.Duration // how long what was sent may stay unacknowledged; 0 = as the system says
	Marking     Marking
	NoLinger    bool // it ends with a reset once the kernel took its output
}

// Dial connects. Errors are *OpError and keep the errno; ErrDeadline and cancel causes come as they are.
func Dial(t *Task, a Addr, o DialOpts, deadline int64) (*Conn, error) {
	if err := t.refuse(deadline); err != nil {
		return nil, err
	}
	c, err := t.l.dial(a, o)
	if err != nil {
		return nil, &OpError{"dial", a, err}
	}
	c.task = t
	for c.flags&fConnected == 0 && c.err == nil {
		if err := c.writers.wait(t, "dial", deadline); err != nil {
			c.Abort()
			return nil, err
		}
	}
	if err := c.err; err != nil {
		c.Abort()
		return nil, &OpError{"dial", a, err}
	}
	return c, nil
}

// dial makes the socket and begins to connect.
func (l *Loop) dial(a Addr, o DialOpts) (*Conn, error) {
	if a.IsZero() {
		return nil, syscall.EADDRNOTAVAIL
	}
	fd, err := l.poller.socket(a)
	if err != nil {
		return nil, err
	}
	port, err := prepare(fd, a, o)
	if err != nil {
		syscall.Close(fd)
		return nil, err
	}
	c := l.newConn(fd)
	c.setRemote(a)
	if port != 0 {
		c.named().ports, c.names.port = o.Ports, port
	}
	if o.NoLinger {
		c.flags |= fNoLinger
	}
	if err := l.poller.connect(c, a); err != nil {
		c.Abort()
		return nil, err
	}
	return c, nil
}

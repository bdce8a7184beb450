package netio

import (
	"errors"
	"syscall"
)

// DialOpts are the options of an outgoing connection.
type DialOpts struct {
	Source    Addr   // local address to bind; port 0 = any
	Interface string // SO_BINDTODEVICE
	KeepAlive bool   // SO_KEEPALIVE
	MSS       int    // TCP_MAXSEG; 0 = the system's
	NoLinger  bool   // it ends with a reset once the kernel took its output
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
	if err := prepare(fd, a, o); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	c := l.newConn(fd)
	c.setRemote(a)
	if o.NoLinger {
		c.flags |= fNoLinger
	}
	if err := l.poller.connect(c, a); err != nil {
		c.Abort()
		return nil, err
	}
	return c, nil
}

// prepare sets the options and binds the source address.
func prepare(fd int, a Addr, o DialOpts) error {
	if a.IsUnix() {
		return nil
	}
	tune(fd, o.KeepAlive, o.MSS)
	if err := bindDevice(fd, o.Interface); err != nil {
		return err
	}
	if o.Source.IsZero() {
		return nil
	}
	if o.Source.IsUnix() || o.Source.Addr().Is4() != a.Addr().Unmap().Is4() {
		return errors.New("source address is of another family")
	}
	if o.Source.Port() == 0 {
		const bindNoPort = 24 // IP_BIND_ADDRESS_NO_PORT: the port is chosen at connect, where more are free
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, bindNoPort, 1)
	} else {
		_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	}
	sa, _ := o.Source.sockaddr()
	return syscall.Bind(fd, sa)
}

package proxy

import (
	"errors"
	"io"
	"time"

	"metergate/internal/netio"
)

// tunnel joins the two connections after a protocol switch.
func (s *Stream) tunnel(t *netio.Task) bool {
	head := s.responseHead(true)
	s.keep = false
	if err := s.client.Write(head); err != nil {
		s.clientFailed(err, InData)
		return false
	}
	s.client.OnReset(nil)
	return s.splice(t)
}

// splice relays both directions until both have ended, or one is broken or silent for too long.
func (s *Stream) splice(t *netio.Task) bool {
	srv := s.link.conn
	s.tunneled = t.Now()
	s.client.Sip(false)
	srv.Sip(false)
	up := t.Child("tunnel", s.runUp)
	if s.front.Mode == ModeTCP && !s.judgeServerContent(t) {
		up.Cancel(errPumpOver)
		return false
	}
	if s.front.Mode == ModeTCP {
		s.keepServerKeys()
	}
	err := s.carry(t, srv, s.client)
	if err == nil {
		err = t.Join(up)
	}
	up.Cancel(errPumpOver)
	if err == nil {
		err = s.upErr
	}
	if err != nil && err != io.EOF {
		s.tunnelFailed(t, err)
		return true
	}
	if srv.Pending() > 0 {
		srv.Flushed(t, after(t.Now(), s.limit(limitServer))) // what a client has sent before it left
	}
	return true
}

// carryUp is the other direction of the tunnel, in a task of its own. When it breaks, the tunnel ends.
func (s *Stream) carryUp(t *netio.Task) {
	err := s.carry(t, s.client, s.link.conn)
	if err != nil && t.Err() == nil {
		s.upErr = err
		s.task.Cancel(errTunnelCut)
	}
}

// errTunnelCut ends one direction of a tunnel when the other is broken.
var errTunnelCut = errors.New("the other side of the tunnel is gone")

// carry relays one direction until its source ends, and then tells the other side.
func (s *Stream) carry(t *netio.Task, src, dst *netio.Conn) error {
	heard := &s.tunneled
	if s.independent(src) {
		own := s.tunneled
		heard = &own
	}
	for {
		n, err := src.Forward(dst, int64(src.Buffered()))
		if err != nil {
			return tunnelError{err, dst == s.client}
		}
		if n > 0 {
			s.tunneled, *heard = t.Now(), t.Now()
		}
		if err = s.silence(t, dst, &s.tunneled, func(until int64) error { return dst.Room(t, 1, until) }); err != nil {
			return tunnelError{err, dst == s.client}
		}
		err = s.silence(t, dst, heard, func(until int64) error { _, err := src.Peek(t, 1, until); return err })
		if err == io.EOF {
			dst.ShutdownWrite()
			s.halves++
			return nil
		}
		if err != nil {
			return tunnelError{err, src == s.client}
		}
	}
}

// independent reports whether a side of the tunnel must be heard of for itself, whatever is sent to it.
func (s *Stream) independent(side *netio.Conn) bool {
	if side == s.client {
		return s.front.Options.Independent
	}
	return s.back.Options.Independent
}

// silence waits for something in one direction; the tunnel is given up when there was no sign of life for too long since that at
// heard: usually what moved in either direction.
func (s *Stream) silence(t *netio.Task, dst *netio.Conn, heard *int64, wait func(until int64) error) error {
	for {
		limit := s.tunnelLimit(dst)
		err := wait(after(*heard, limit))
		if !errors.Is(err, netio.ErrDeadline) || *heard+int64(limit) <= t.Now() {
			return err
		}
	}
}

// tunnelLimit is how long a tunnel may be silent: timeout tunnel or, without it, the shorter of its sides' timeouts;
// once one side has ended, the timeouts for that.
func (s *Stream) tunnelLimit(dst *netio.Conn) time.Duration {
	limit := s.limit(limitTunnel)
	if limit == 0 {
		limit = shorter(s.limit(limitClient), s.limit(limitServer))
	}
	if s.halves > 0 {
		fin := s.front.Timeouts.ClientFin
		if dst != s.client {
			fin = s.back.Timeouts.ServerFin
		}
		limit = orElse(fin, limit)
	}
	return limit
}

// A tunnelError is a failure of one side of a tunnel.
type tunnelError struct {
	error
	client bool
}

func (e tunnelError) Unwrap() error { return e.error }

// tunnelFailed notes which side ended the tunnel.
func (s *Stream) tunnelFailed(t *netio.Task, err error) {
	if t.Err() != nil && t.Err() != errTunnelCut {
		s.abandoned(InData)
		return
	}
	if s.upErr != nil {
		err = s.upErr
	}
	var side tunnelError
	errors.As(err, &side)
	late := errors.Is(err, netio.ErrDeadline)
	switch {
	case late && (side.client || s.clientSooner()):
		s.countClientAbort()
		s.endAs(ClientTimeout, InData)
	case late:
		s.countServerAbort()
		s.endAs(ServerTimeout, InData)
	case side.client:
		s.clientAborted(InData)
	default:
		s.responseError()
		s.countServerAbort()
		s.endAs(ByServer, InData)
	}
}

// clientSooner reports whether a tunnel of which neither side has ended is given up for its client's silence: both are
// silent then, and the client is blamed unless the limit of the server is the shorter one.
func (s *Stream) clientSooner() bool {
	c, srv := s.limit(limitClient), s.limit(limitServer)
	return s.halves == 0 && (s.limit(limitTunnel) > 0 || srv == 0 || c > 0 && c <= srv)
}

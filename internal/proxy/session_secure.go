package proxy

import (
	"errors"
	"io"

	"metergate/internal/netio"
)

// secure waits for the client's handshake. The connection is idle until its first byte.
func (s *session) secure(t *netio.Task) {
	l := s.lane
	gwTLSConns.Inc(l.gateway.Process.Set, l.shard)
	gwTLSTot.Inc(l.gateway.Process.Set, l.shard)
	gwTLSRate.Add(l.gateway.Process.Set, l.shard, 1, l.loop.Now()/1e6)
	s.front.throttle(l.loop)
	if s.conn.Buffered() > 0 {
		s.shake(t)
		return
	}
	s.conn.Idle(s.shakeDeadline(), wakeShake)
}

// shakeDeadline is how long the handshake may take, from the accept on.
func (s *session) shakeDeadline() int64 { return after(s.accepted, s.front.Timeouts.Handshake) }

// wakeShake is called when something happened on a connection before its handshake.
func wakeShake(c *netio.Conn, ev netio.IdleEvent) {
	s := c.Owner.(*session)
	switch {
	case ev == netio.IdleDeadline:
		s.insecure(netio.ErrDeadline)
	case ev == netio.IdleInput && c.Serve("handshake", runShake) == nil:
	case ev == netio.IdleStopping:
		s.insecure(netio.ErrStopping)
	default:
		s.insecure(io.EOF)
	}
}

func runShake(t *netio.Task, c *netio.Conn) { c.Owner.(*session).shake(t) }

// shake does the handshake, and begins the session proper.
func (s *session) shake(t *netio.Task) {
	if err := netio.ServeTLS(t, s.conn, s.listener.TLS, s.shakeDeadline()); err != nil {
		s.insecure(err)
		return
	}
	s.in = 0 // counting begins anew inside TLS
	s.countShake()
	if s.begin(t) {
		s.serve(t)
	}
}

// countShake counts a handshake that was done.
func (s *session) countShake() {
	l := s.lane
	if s.conn.TLS().Resumed {
		sslReused.Inc(s.front.Set, l.shard)
		sslReused.Inc(s.listener.Set, l.shard)
		return
	}
	sslSess.Inc(s.front.Set, l.shard)
	sslSess.Inc(s.listener.Set, l.shard)
	gwFrontKeys.Add(l.gateway.Process.Set, l.shard, 1, l.loop.Now()/1e6)
}

// insecure ends a connection whose handshake failed.
func (s *session) insecure(err error) {
	if errors.Is(err, netio.ErrStopping) {
		s.close()
		return
	}
	f := shakeFault(err)
	s.tlsError = tlsErrorOf(err)
	if f != shakeTimeout {
		sslFailed.Inc(s.front.Set, s.lane.shard)
		sslFailed.Inc(s.listener.Set, s.lane.shard)
	}
	s.fail(f)
}

// closedEarly reports whether the client left during its handshake.
func closedEarly(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

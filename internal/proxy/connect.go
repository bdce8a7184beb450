package proxy

import (
	"crypto/tls"
	"errors"

	"metergate/internal/check"
	"metergate/internal/netio"
)

// A failure is why an attempt to get an answer from a server came to nothing.
type failure uint8

const (
	succeeded     failure = iota
	refused               // the connection was refused or broke before it was there
	untrusted             // the server's certificate is not accepted, which no other attempt would change
	connectLate           // it was not there in time
	emptyResponse         // the server left without a byte
	junkResponse          // what it sent is no response
	responseLate          // it sent none in time
	badStatus             // its status is one to try again after
	stale                 // it closed a connection that was idle, before it can have seen the request
	unseen                // it ended the request without having looked at it
	given                 // the request has ended; nothing is to be tried
)

// connect gets a connection to the server, one that was used before or a new one.
func (s *Stream) connect(t *netio.Task) failure {
	s.back.works[s.lane.shard].Attempts++
	stot.Inc(s.server.Set, s.lane.shard)
	sessRate.Add(s.server.Set, s.lane.shard, 1, t.Now()/1e6)
	s.chooseRoute()
	if k := s.idleLink(t); k != nil {
		reuses.Inc(s.server.Set, s.lane.shard)
		reuses.Inc(s.back.Set, s.lane.shard)
		s.takeLink(t, k)
		return succeeded
	}
	return s.dial(t)
}

// idleLink returns an idle connection that this request may use, or nil. One that began with a PROXY header is its
// client's only.
func (s *Stream) idleLink(t *netio.Task) *link {
	if k := s.sess.takeHeld(t, s.server, &s.route); k != nil {
		return k
	}
	reuse := s.back.Options.Reuse
	if reuse == ReuseNever || s.anew || s.back.Mode == ModeTCP || s.route.header != "" {
		return nil
	}
	first := s.sess.requests == 1 && !s.back.Retry.covers()
	if first && reuse == ReuseSafe {
		return nil
	}
	return s.server.pools[s.lane.shard].take(t, &s.route, first && reuse == ReuseAggressive)
}

// covers reports whether a request that fails on a connection that the server has just closed is tried again in every
// case: then even the first request of a client may travel on an old connection.
func (r *RetryPolicy) covers() bool {
	const all = RetryConnFailure | RetryEmptyResponse | RetryResponseTimeout
	return r.On&all == all
}

// dial makes a new connection to the server.
func (s *Stream) dial(t *netio.Task) failure {
	connects.Inc(s.server.Set, s.lane.shard)
	connects.Inc(s.back.Set, s.lane.shard)
	s.watchClient()
	move, until := s.server.moves.Load(), after(t.Now(), s.limit(limitConnect))
	if !s.book(t, until) {
		return s.undialled(t, errNoRoom)
	}
	c, err := s.server.dial(t, &s.route, until)
	s.linkFault = linkFault(err)
	if err != nil {
		s.server.unbook()
		s.noteTarget()
		s.linkTLS = tlsErrorOf(err)
		return s.undialled(t, err)
	}
	s.server.saw(check.SawConnection, s.lane.shard)
	s.takeLink(t, s.lane.link(c, s.server, &s.route, move))
	return succeeded
}

// errNoRoom is why no connection is made to a server that has as many as it may, with none that is idle.
var errNoRoom = errors.New("the server may have no more connections")

// undialled says what it means that no connection came to be.
func (s *Stream) undialled(t *netio.Task, err error) failure {
	if t.Err() != nil {
		s.abandoned(InConnect)
		return given
	}
	return connectFailure(err)
}

// connectFailure says why there is no connection to a server.
func connectFailure(err error) failure {
	var verify *tls.CertificateVerificationError
	switch {
	case errors.Is(err, netio.ErrDeadline):
		return connectLate
	case errors.As(err, &verify):
		return untrusted
	}
	return refused
}

// dial connects to the server by a route, begins with its PROXY header and, when TLS follows, asks for its name.
func (s *Server) dial(t *netio.Task, r *route, deadline int64) (*netio.Conn, error) {
	a := r.to
	if a.IsZero() {
		a = s.Addr()
	}
	c, err := s.reach(t, a, s.dialFor(r), deadline)
	if err == nil && r.header != "" {
		err = c.WriteString(r.header)
	}
	if err != nil || s.TLS == nil || !s.TLS.traffic.Load() {
		return c, err
	}
	if err := s.shake(t, c, r, deadline); err != nil {
		c.Close(lingerTime)
		return nil, err
	}
	return c, nil
}

// takeLink makes k the connection of the request.
func (s *Stream) takeLink(t *netio.Task, k *link) {
	k.use()
	k.pool.lent()
	s.link, s.reused = k, k.uses > 1
	s.serverTLS, s.linkTLS = k.conn.TLS(), nil
	s.times.Connected = t.Now()
	s.h2 = k.h2 != nil
	if s.back.Mode == ModeHTTP {
		k.columns().begin(s.back.Set, s.lane.shard)
	}
	if s.front.Mode == ModeHTTP {
		s.logAt(stepConnect)
	}
}

// leaveLink ends the use of the server connection: a later request may have it when it is fit for that.
func (s *Stream) leaveLink(reusable bool) {
	k := s.link
	if k == nil {
		return
	}
	s.link = nil
	reusable = reusable && !k.conn.Unread()
	k.conn.Sip(false)
	k.pool.returned()
	s.countServerBytes(k.conn.BytesIn()-k.in, k.sent()-k.out)
	s.keepAddrs(k.conn)
	if s.back.Mode == ModeHTTP {
		k.columns().streams.Dec(s.back.Set, s.lane.shard)
	}
	if k.h2 != nil {
		k.in, k.out = k.conn.BytesIn(), k.sent() // what keeps it alive meanwhile counts for the next request
		k.countFrames()
	}
	switch {
	case !reusable || !k.fresh() || k.h2 == nil && k.conn.Pending() > 0:
		k.close()
	case s.back.Options.Reuse == ReuseNever || k.route.header != "":
		s.hold(k)
	default:
		k.pool.put(k)
	}
}

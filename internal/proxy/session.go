package proxy

import (
	"time"

	"metergate/internal/netio"
	"metergate/internal/sample"
	"metergate/internal/usage"
)

// A session is one client connection. Between requests it is all that is left of it: no task, no buffer, no stream.
type session struct {
	lane     *lane
	listener *Listener
	front    *Frontend
	conn     *netio.Conn
	stream   *Stream     // the request being served, nil between two
	vars     sample.Vars // of scope sess
	marks    *marks      // entries of stick tables that the connection tracks, nil without

	accepted int64 // clock and wall time of the accept
	wall     int64
	origin   int64     // where the times of the next request start: the accept, or the end of the last response
	shaken   int64     // when handshakes were done
	tlsError *tlsError // why the handshake failed, nil when it did not
	hand     *hand     // what the TLS handshake told, nil without one
	also     *alias    // what is said of its addresses, nil for nothing

	in, out  int64   // bytes of the connection that are counted
	last     *Server // that served the request before
	held     *link   // the idle server connections that only this client may use (http-reuse never)
	holds    int32   // how many
	requests uint32  // begun so far
	glitches uint32  // how often it broke the rules of its protocol
	begun    bool    // handshakes are done
	fault    fault   // why none was done
	parting  parting // how the connection is to be closed
	ttl      uint8   // of the reset of partVanish, 0 for the usual

	prev, next *session // of the lane
}

// Serve is the life of a client connection; the loop calls it for every connection that the listener accepted.
func (ln *Listener) Serve(t *netio.Task, c *netio.Conn) {
	lane := ln.Front.gateway.lanes[t.Loop().Shard()]
	s := lane.session(ln, c)
	if !s.admit(t) {
		return
	}
	if ln.TLS != nil {
		s.secure(t)
		return
	}
	if s.begin(t) {
		s.serve(t)
	}
}

// session makes the session of a connection and counts the connection.
func (l *lane) session(ln *Listener, c *netio.Conn) *session {
	s := l.spare()
	s.lane, s.listener, s.front, s.conn = l, ln, ln.Front, c
	s.accepted, s.wall = l.loop.Now(), l.loop.Wall()
	s.origin, s.shaken = s.accepted, s.accepted
	c.Owner = s
	if s.next = l.first; s.next != nil {
		s.next.prev = s
	}
	l.first = s
	s.countOpen()
	return s
}

// begin begins the session proper, when handshakes are done. It returns false when rules have ended it there.
func (s *session) begin(t *netio.Task) bool {
	s.shaken = s.lane.loop.Now()
	if !s.judgeSession(t) {
		return false
	}
	s.begun = true
	s.countBegin()
	s.logConnect()
	s.front.throttle(s.lane.loop)
	return true
}

// serve answers requests until the connection ends or falls idle.
func (s *session) serve(t *netio.Task) {
	if s.front.Mode == ModeTCP {
		s.request(t)
		s.close()
		return
	}
	for {
		if s.conn.Buffered() == 0 && !s.conn.HungUp() {
			s.conn.Idle(s.idleDeadline(), wakeSession)
			return
		}
		if !s.request(t) {
			s.part(t)
			return
		}
		if t.Spend(netio.RequestCost) != nil {
			s.close()
			return
		}
	}
}

// request serves one request and returns whether another one may follow.
func (s *session) request(t *netio.Task) bool {
	s.requests++
	st := s.lane.stream()
	st.begin(t, s)
	s.stream = st
	ran := false
	defer func() {
		if !ran {
			s.crashed(t, st)
		}
	}()
	again := st.run(t)
	ran = true
	s.stream = nil
	s.countDone()
	s.origin = t.Now()
	s.shaken = s.origin
	st.rest()
	return again
}

// crashed settles a request in whose midst the gateway panicked, before the loop hears of it: what it used is given
// back, it is counted and logged, and its connection ends. The stream is not used again.
func (s *session) crashed(t *netio.Task, st *Stream) {
	st.endAs(Internally, st.phase())
	if !st.decided {
		st.decide(usage.Bad)
	}
	st.internalError()
	st.stopPump()
	st.keep, s.parting = false, partReset
	st.leaveServer()
	st.times.End = t.Now()
	st.meter()
	s.stream = nil
	s.countDone()
	st.log(stepClose)
	s.close()
}

// idleDeadline is how long the next request may take to begin.
func (s *session) idleDeadline() int64 {
	t := &s.front.Timeouts
	if s.requests > 0 {
		return after(s.lane.loop.Now(), t.KeepAlive)
	}
	return after(s.lane.loop.Now(), orElse(t.HTTPRequest, t.Client))
}

// wakeSession is called when something happened on an idle connection. One that ends before its first byte is a
// request that failed, to be counted and logged, unless it is a probe that nobody wants to hear of.
func wakeSession(c *netio.Conn, ev netio.IdleEvent) {
	s := c.Owner.(*session)
	unheard := s.requests == 0 && ev != netio.IdleStopping && !s.front.Options.IgnoreProbes
	if (ev == netio.IdleInput || unheard) && c.Serve("request", resumeSession) == nil {
		return
	}
	s.close()
}

// resumeSession serves what came on an idle connection. What came may also be its end.
func resumeSession(t *netio.Task, c *netio.Conn) {
	s := c.Owner.(*session)
	if c.Buffered() > 0 || s.requests == 0 {
		if !s.request(t) {
			s.part(t)
			return
		}
		if t.Spend(netio.RequestCost) != nil {
			s.close()
			return
		}
	}
	s.serve(t)
}

// A parting is how a client connection is closed.
type parting uint8

const (
	partClose  parting = iota // after what is queued was sent
	partDrain                 // and after what the client still sends was dropped, so that it gets to read its answer
	partReset                 // at once: the client must see that something is missing
	partVanish                // without a word to the client, as far as the system allows
)

// lingerTime is how long a closed connection may take to flush.
const lingerTime = int64(5 * time.Second)

// part closes the session after its last request. A client that is still sending is heard to its end, within lingerTime:
// a reset would destroy the answer on its way, and what comes is counted like all that was read.
func (s *session) part(t *netio.Task) {
	c, end := s.conn, t.Now()+lingerTime
	if s.parting == partDrain {
		s.parting = partClose
		if _, err := c.Flushed(t, end); err == nil {
			c.ShutdownWrite()
		}
		for {
			view, err := c.Peek(t, 1, end)
			if c.Discard(len(view)); err != nil || t.Spend(len(view)) != nil {
				break
			}
		}
	}
	s.close()
}

// close ends the session and its connection.
func (s *session) close() {
	s.endMarks()
	s.countClosed()
	c, parting, ttl := s.conn, s.parting, int(s.ttl)
	c.Owner = nil
	s.forget()
	switch parting {
	case partReset:
		c.Abort()
	case partVanish:
		c.Vanish(ttl)
	default:
		c.Close(lingerTime)
	}
}

// forget gives back all that the session holds but its connection.
func (s *session) forget() {
	s.closeHeld()
	if s.prev != nil {
		s.prev.next = s.next
	} else {
		s.lane.first = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	}
	s.lane.keep(s)
}

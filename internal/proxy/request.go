package proxy

import (
	"errors"
	"time"

	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/usage"
)

// receive reads the head of the request. It returns false when no request came of it.
func (s *Stream) receive(t *netio.Task) bool {
	view, err := s.client.Peek(t, 1, s.requestDeadline(t))
	if s.times.First == 0 && len(view) > 0 {
		s.times.First = t.Now()
	}
	for err == nil {
		n, bad := s.req.Parse(view, &s.front.codec)
		if bad != nil {
			return s.malformed(bad, view)
		}
		if n > 0 {
			s.accept(view, n)
			return s.foresee()
		}
		view, err = s.client.Peek(t, len(view)+1, s.requestDeadline(t))
	}
	return s.unheard(err)
}

// requestDeadline is when the head must be complete: timeout http-request counts from the accept or, on a connection
// that was in use before, from the first byte; without it the client may not be silent for longer than its timeout.
func (s *Stream) requestDeadline(t *netio.Task) int64 {
	limits := &s.front.Timeouts
	switch {
	case limits.HTTPRequest == 0 && s.times.First == 0:
		return after(s.times.Origin, limits.Client)
	case limits.HTTPRequest == 0:
		return after(t.Now(), limits.Client)
	case s.sess.requests == 1:
		return after(s.sess.accepted, limits.HTTPRequest)
	}
	return after(s.times.First, limits.HTTPRequest)
}

// accept takes a complete head over.
func (s *Stream) accept(view []byte, n int) {
	s.parsed = true
	s.countMarked()
	method := s.req.MethodText()
	s.methodLen = len(method)
	s.line = append(append(s.line[:0], method...), s.req.Target()...)
	if s.req.Violation >= 0 {
		s.captureRequest(&http1.Error{Pos: s.req.Violation, State: http1.StateFieldDone}, view[:n])
	}
	s.client.Discard(n)
	s.upload.open(&s.req.Head, 400)
	s.captureHead(ofRequest, &s.req.Head)
	s.captureCookie(ofRequest, &s.req.Head)
}

// foresee refuses a request whose body is malformed in what came with the head: no server gets to see it.
func (s *Stream) foresee() bool {
	bad := s.upload.foresee(s.client)
	if bad == nil {
		s.countArrival()
		return true
	}
	s.parsed = false
	return s.malformed(bad, s.client.View())
}

// malformed answers what is no request, and ends the connection: what follows it cannot be told apart.
func (s *Stream) malformed(bad error, view []byte) bool {
	status := 400
	var e *http1.Error
	if errors.As(bad, &e) {
		status = e.Status
		s.captureRequest(e, view)
	}
	s.client.Discard(s.client.Buffered())
	s.requestError()
	s.decide(usage.Bad)
	return s.refuse(status, ByProxy, InRequest)
}

// unheard ends a request whose head never became complete.
func (s *Stream) unheard(err error) bool {
	quiet := s.client.Buffered() == 0
	s.keep = false
	if quiet && (s.sess.requests > 1 || s.front.Options.IgnoreProbes) || errors.Is(err, netio.ErrStopping) {
		s.silent = true
		s.decide(usage.Silent)
		return false
	}
	s.decide(usage.Bad)
	s.unlogged = quiet && s.front.Options.DontLogNull
	s.requestError()
	s.client.Discard(s.client.Buffered())
	switch {
	case s.task.Err() != nil:
		return s.refuse(503, Killed, InRequest)
	case errors.Is(err, netio.ErrDeadline):
		return s.refuse(408, ClientTimeout, InRequest)
	}
	return s.refuse(400, ByClient, InRequest)
}

// requestError counts a request that was invalid, cut short or late.
func (s *Stream) requestError() {
	ereq.Inc(s.front.Set, s.lane.shard)
	ereq.Inc(s.sess.listener.Set, s.lane.shard)
}

// refuse ends the request with a page of the gateway's own, and the connection with it.
func (s *Stream) refuse(status int, c Cause, p Phase) bool {
	s.endAs(c, p)
	s.keep = false
	s.replyPage(status)
	return false
}

// codec returns how heads are parsed.
func (g *Gateway) codec(lenient bool) http1.Options {
	limits := g.Global.Limits
	return http1.Options{MaxHead: limits.Head, MaxFields: limits.Fields, Lenient: lenient}
}

// clientDeadline is when a client that takes or sends nothing is given up.
func (s *Stream) clientDeadline() int64 { return after(s.task.Now(), s.limit(limitClient)) }

// serverDeadline is the same for a server.
func (s *Stream) serverDeadline() int64 { return after(s.task.Now(), s.limit(limitServer)) }

// shorter returns the smaller of two limits, 0 being none.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

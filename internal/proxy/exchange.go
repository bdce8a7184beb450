package proxy

import (
	"errors"
	"io"

	"metergate/internal/http1"
	"metergate/internal/netio"
)

// exchange sends the request to a server and waits for the head of its response, as often as the backend's policy
// allows. It returns false when the request has ended without one.
func (s *Stream) exchange(t *netio.Task) bool {
	if s.req.Method == http1.MethodConnect {
		s.endAs(ByProxy, InRequest)
		s.replyPage(405) // a tunnel to a server of its own choice is nothing for a client to ask
		return false
	}
	if s.bodyCut {
		return s.cutBody()
	}
	s.prepare()
	s.tie()
	s.noteKeys()
	if !s.place(t) || s.redirected() {
		return false
	}
	for {
		f := s.try(t)
		s.observe(f)
		if f == succeeded {
			return true
		}
		if f == given {
			return false
		}
		s.stopPump()
		if !s.mayRetry(f) {
			return s.giveUp(f)
		}
		s.leaveLink(f == badStatus && s.readOut())
		if !s.tryAgain(t, f) {
			return false
		}
	}
}

// try makes one attempt on the server.
func (s *Stream) try(t *netio.Task) failure {
	s.auditAttempt()
	s.markAttempt(t)
	s.times.Connected, s.times.Response, s.serverIn = 0, 0, 0
	s.res.Release(keepBuffer) // the attempt before may have left half a head
	if f := s.connect(t); f != succeeded {
		return f
	}
	if f := s.send(t); f != succeeded {
		return f
	}
	return s.await(t)
}

// send queues the request for the server: its head, what was sent of its body before, and what more of it has come. A
// task of its own sends the rest, so that an early response is not missed.
func (s *Stream) send(t *netio.Task) failure {
	srv := s.link.conn
	s.sips(srv)
	l := s.lane
	s.nameServer()
	l.wire = s.req.Append(l.wire[:0], s.keepServer())
	s.back.Options.Casing.Apply(l.wire, true)
	err := srv.Write(l.wire)
	if s.upload.packer != nil {
		s.upload.packer.restart()
	}
	if err == nil && len(s.replay) > 0 {
		err = s.upload.resend(srv, s.replay)
	}
	if err == nil && !s.upload.done {
		err = s.upload.move(s.client, srv, s.recording())
	}
	switch {
	case err != nil:
		if isMalformed(err) {
			return s.badUpload(err)
		}
	case s.upload.done:
		_ = s.upload.finish(srv, l.wire)
	default:
		s.startPump(t)
	}
	return succeeded // a connection that broke shows when its response is awaited
}

// isMalformed reports an error of the codec, where one of a connection is possible too.
func isMalformed(err error) bool {
	var bad *http1.Error
	return errors.As(err, &bad)
}

// keepServer reports whether the server is told that its connection is kept.
func (s *Stream) keepServer() bool {
	return s.serverKeeps() || s.back.Options.PretendKeep
}

// serverKeeps reports whether the connection to the server is to be kept after the response: option httpclose of a
// frontend concerns its clients only.
func (s *Stream) serverKeeps() bool {
	return s.back.Options.Keep == KeepAliveBoth && s.front.Options.Keep != ServerClose
}

// await reads heads from the server until that of the final response is there; interim ones are passed on.
func (s *Stream) await(t *netio.Task) failure {
	srv := s.link.conn
	s.pumped = t.Now()
	for interim := 0; ; interim++ {
		s.watchClient()
		f := s.readHead(t, srv)
		if f != succeeded {
			return f
		}
		if !s.res.Interim() {
			break
		}
		if interim == maxInterim {
			return junkResponse
		}
		s.passInterim()
	}
	if s.res.Framing == http1.FramingTunnel && !s.upload.done {
		return junkResponse // a tunnel must not begin amid a body
	}
	s.download.open(&s.res.Head, 502)
	if bad := s.download.foresee(srv); bad != nil {
		s.captureResponse(bad, srv.View())
		return junkResponse
	}
	s.times.Response = t.Now()
	s.serverStatus = s.res.Status
	s.client.OnReset(t)
	if s.retryStatus() && s.mayRetry(badStatus) {
		return badStatus
	}
	return succeeded
}

// maxInterim bounds the interim responses to one request.
const maxInterim = 100

// readHead reads the head of one response.
func (s *Stream) readHead(t *netio.Task, srv *netio.Conn) failure {
	n := 1
	for {
		view, err := srv.Peek(t, n, s.awaitDeadline(t))
		if err != nil {
			if f := s.noHead(t, view, err); f != succeeded {
				return f
			}
			continue
		}
		used, bad := s.res.Parse(view, &s.req, &s.back.codec)
		if bad != nil {
			s.captureResponse(bad, view)
			return junkResponse
		}
		if used > 0 {
			if s.res.Violation >= 0 {
				s.captureResponse(&http1.Error{Pos: s.res.Violation, State: http1.StateFieldDone}, view[:used])
			}
			srv.Discard(used)
			return succeeded
		}
		n = len(view) + 1
	}
}

// awaitDeadline is when a silent server is given up; while the request's body flows it is not silent.
func (s *Stream) awaitDeadline(t *netio.Task) int64 {
	switch {
	case s.back.Options.Independent:
		return after(s.times.Connected, s.limit(limitServer))
	case !s.upload.done && !s.pump.Done():
		return after(t.Now(), s.limit(limitServer))
	}
	return after(s.pumped, s.limit(limitServer))
}

// noHead says what it means that no head came; succeeded means that it is to be waited for again.
func (s *Stream) noHead(t *netio.Task, view []byte, err error) failure {
	switch {
	case t.Err() != nil:
		s.abandoned(InHeaders)
		return given
	case errors.Is(err, netio.ErrDeadline):
		if s.awaitDeadline(t) > t.Now() {
			return succeeded
		}
		return responseLate
	case http2Error(err) != nil:
		return s.brokenOff(http2Error(err), view)
	case len(view) > 0 && (err == io.EOF || s.link.conn.Buffered() > 0):
		s.captureResponse(err, view)
		return junkResponse
	}
	if s.stale() {
		return stale
	}
	return emptyResponse
}

// stale reports whether a connection that ended without a response is one that the server may have closed before the
// request came: then the request is sent again on another one, if that can do no harm (RFC 9110 section 9.2.2).
func (s *Stream) stale() bool {
	return s.link.uses > 1 && s.idempotent() && s.resendable()
}

// idempotent reports whether sending the request twice has the effect of sending it once.
func (s *Stream) idempotent() bool {
	return s.req.Method.Safe() || s.req.Method == http1.MethodPut || s.req.Method == http1.MethodDelete
}

// passInterim sends an interim response to a client that may get one (RFC 9110 section 15.2).
func (s *Stream) passInterim() {
	if s.req.Version == http1.Version10 {
		return
	}
	s.client.Write(s.responseHead(true)) // a client that left is seen by who waits for it
}

// watchClient ends the wait of the request when its client leaves; a client that has only ended its side counts as
// gone when option abortonclose says so. While the body is being sent its pump watches.
func (s *Stream) watchClient() {
	if s.upload.done && s.front.Options.AbortOnClose && s.back.Options.AbortOnClose {
		s.client.OnHangup(s.task)
		return
	}
	s.client.OnReset(s.task)
}

package proxy

import (
	"errors"

	"metergate/internal/netio"
)

// errPumpOver ends a pump that nobody needs any more.
var errPumpOver = errors.New("the response is complete")

// startPump sends the rest of the request's body in a task of its own, so that the response can be read meanwhile.
func (s *Stream) startPump(t *netio.Task) { s.pump = t.Child("request body", s.runPump) }

// stopPump ends the pump, if there is one. It touches the stream no more after its cancel, so it is not waited for.
func (s *Stream) stopPump() {
	s.pump.Cancel(errPumpOver)
	s.pump = netio.TaskRef{}
}

// pumpRun relays the rest of the request's body, as fast as the server takes it.
func (s *Stream) pumpRun(t *netio.Task) {
	src, dst := s.client, s.link.conn
	for !s.upload.done {
		if s.tows(&s.upload, src, dst) {
			if !s.towUp(t) {
				return
			}
			continue
		}
		if err := dst.Room(t, 1, after(t.Now(), s.limit(limitServer))); err != nil {
			s.pumpBlocked(t, err)
			return
		}
		if err := s.upload.move(src, dst, s.recording()); err != nil {
			s.pumpFailed(err)
			return
		}
		s.pumped = t.Now()
		if s.upload.done {
			break
		}
		if s.tows(&s.upload, src, dst) {
			continue // the rest of this piece is still in the kernel, and is to stay there
		}
		// What is left is no whole piece. All that came before this task first ran has been moved: it may have been the
		// end of the body.
		if _, err := src.Peek(t, src.Buffered()+1, after(t.Now(), s.limit(limitClient))); err != nil {
			s.pumpStarved(t, err)
			return
		}
	}
	s.upload.finish(dst, s.upload.head[:0]) // a broken connection shows when its response is awaited
	if s.times.Response == 0 {
		s.watchClient()
	}
}

// pumpBlocked ends a pump whose server takes nothing. A broken connection is left to who awaits the response: it may
// have come before.
func (s *Stream) pumpBlocked(t *netio.Task, err error) {
	if t.Err() == nil && errors.Is(err, netio.ErrDeadline) {
		s.pumpEnds(ServerTimeout, errServerLate)
	}
}

// pumpStarved ends a pump whose client sends no more.
func (s *Stream) pumpStarved(t *netio.Task, err error) {
	switch {
	case t.Err() != nil:
	case errors.Is(err, netio.ErrDeadline):
		s.pumpEnds(ClientTimeout, errClientLate)
	default:
		s.pumpEnds(ByClient, netio.ErrHangup)
	}
}

// pumpFailed ends a pump whose client sends what is no body.
func (s *Stream) pumpFailed(err error) {
	if isMalformed(err) {
		s.uploadError(err)
		s.pumpEnds(ByProxy, errBadUpload)
	}
}

// Why a pump ends the request it works for; a feed ends so too.
var (
	errServerLate = errors.New("the server takes no more of the request")
	errClientLate = errors.New("the client sends no more of the request, or takes no more of a feed")
	errBadUpload  = errors.New("the request's body is malformed")
)

// pumpEnds ends the request because its body cannot be sent whole.
func (s *Stream) pumpEnds(c Cause, cause error) {
	p := InHeaders
	if s.times.Response != 0 {
		p = InData
	}
	if c == ByClient || c == ClientTimeout {
		s.countClientAbort()
	}
	s.endAs(c, p)
	s.task.Cancel(cause)
}

package proxy

import (
	"errors"

	"metergate/internal/netio"
)

// A Cut is why requests are ended from outside.
type Cut error

// The reasons for which requests are ended from outside.
var (
	ErrCutDown  Cut = errors.New("the server went down")          // option on-marked-down shutdown-sessions
	ErrCutUp    Cut = errors.New("a primary server came back")    // option on-marked-up shutdown-backup-sessions
	ErrCutAdmin Cut = errors.New("an operator ended the session") // shutdown session
)

// abandoned ends a request whose task was cancelled: nothing can be waited for any more, but an answer can still be
// queued for a client that has sent its end only. It returns false.
func (s *Stream) abandoned(p Phase) bool {
	s.keep = false
	s.leaveLink(false)
	status := 503
	switch cause := s.task.Err(); {
	case errors.Is(cause, netio.ErrHangup):
		status = 400
		if s.client.Err() != nil && p == InHeaders {
			p = InData
		}
		if s.clientAborted(p); p == InQueue || p == InConnect {
			status = -1
		}
	case cause == errClientLate, cause == errBadUpload:
		status = 400
	case cause == errServerLate:
		status = 504
		s.responseError()
	case cause == ErrCutDown:
		s.endAs(ServerDown, p)
	case cause == ErrCutUp:
		s.endAs(PrimaryBack, p)
	default:
		s.endAs(Killed, p)
	}
	switch {
	case s.status != 0:
	case status < 0:
		s.status = status
	default:
		s.replyPage(status)
	}
	return false
}

// badUpload ends a request whose body is malformed.
func (s *Stream) badUpload(bad error) failure {
	s.uploadError(bad)
	s.endAs(ByProxy, InHeaders)
	s.keep = false
	s.leaveLink(false)
	s.replyPage(400)
	return given
}

// uploadError counts and keeps a request whose body is malformed.
func (s *Stream) uploadError(bad error) {
	s.captureRequest(bad, s.client.View())
	s.requestError()
}

// cutStreams ends all requests that the server works on.
func (s *Server) cutStreams(why Cut) {
	for _, l := range s.Back.gateway.lanes {
		l.loop.Post(func() { l.cutStreams(why, s, l.newest()) })
	}
}

// cutStreams ends the requests up to the number last that a server works on, a share of them in each turn.
func (l *lane) cutStreams(why Cut, s *Server, last uint64) {
	if l.cut(why, last, func(st *Stream) bool { return st.server == s }) == cutShare {
		l.loop.Post(func() { l.cutStreams(why, s, last) })
	}
}

// cutShare bounds the requests that are ended in one turn of a loop.
const cutShare = 256

// cut ends the requests of the lane that a test picks, numbers behind last excepted, and returns how many they were:
// cutShare when there may be more.
func (l *lane) cut(why Cut, last uint64, picks func(*Stream) bool) (n int) {
	for s := l.first; s != nil && n < cutShare; s = s.next {
		if st := s.stream; st != nil && st.id <= last && st.task.Err() == nil && picks(st) {
			st.task.Cancel(why)
			n++
		}
	}
	return n
}

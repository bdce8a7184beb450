package proxy

import (
	"metergate/internal/netio"
)

// pass is the life of a connection in mode tcp, top to bottom, as run is that of a request.
func (s *Stream) pass(t *netio.Task) {
	f := s.front
	s.keep = false
	s.times.First, s.times.Request = s.times.Shaken, s.times.Shaken
	s.logAt(stepAccept)
	_ = s.judgeContent(t, f.Rules.TCPContent, s.client, f.Delays.Request) && s.enterBackend() && s.judgeBackContent(t) &&
		s.reach(t) && s.join(t)
}

// judgeBackContent asks the backend's rules on content; a listen section has asked them already.
func (s *Stream) judgeBackContent(t *netio.Task) bool {
	return s.back.Proxy == s.front.Proxy || s.judgeContent(t, s.back.Rules.TCPContent, s.client, s.back.Delays.Request)
}

// reach gets a connection to a server, as often as the backend's policy allows. It returns false when there is none.
func (s *Stream) reach(t *netio.Task) bool {
	s.tie()
	s.noteKeys()
	if !s.place(t) {
		return false
	}
	for {
		s.auditAttempt()
		s.markAttempt(t)
		s.times.Connected = 0
		f := s.connect(t)
		switch {
		case f == succeeded:
			s.client.OnReset(nil)
			return true
		case f == given:
			return false
		}
		s.observe(f)
		if !s.mayRetry(f) {
			return s.giveUp(f)
		}
		if !s.tryAgain(t, f) {
			return false
		}
	}
}

// join joins the two connections until both sides have ended or one is silent for too long.
func (s *Stream) join(t *netio.Task) bool {
	s.times.Response = s.times.Connected
	s.logEarly(stepConnect)
	return s.splice(t)
}

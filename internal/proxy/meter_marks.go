package proxy

import "metergate/internal/stick"

// What is outcome of a request and of its connection in the entries that they track.

// countMarked counts a request whose head is complete in what its connection, and rules on contents, track already.
func (s *Stream) countMarked() {
	s.eachMark(countRequest)
}

// meterMarks counts what is known when the request ends, and ends its tracking.
func (s *Stream) meterMarks() {
	if s.marks == nil && s.sess.marks == nil {
		return
	}
	s.countStatus(s.status)
	c := volume{in: s.clientIn}
	if !s.local {
		c.out = s.clientOut
	}
	s.eachMark(c.add)
	s.marks.end(s.task.Now() / 1e6)
}

// eachMark has f work on each entry that the request or its connection tracks.
func (s *Stream) eachMark(f func(e stick.Entry)) {
	now := s.task.Now() / 1e6
	s.marks.each(now, f)
	if s.sess.marks == nil {
		return
	}
	for i, m := range *s.sess.marks {
		if _, hidden := s.marks.at(i); m.table != nil && !hidden {
			m.touch(now, f)
		}
	}
}

// countStatus counts an error of the client, or a failure of the server that was asked, by the status of the answer. That of a
// server's answer counts before rules see it.
func (s *Stream) countStatus(status int) {
	if s.outcome || s.marks == nil && s.sess.marks == nil {
		return
	}
	s.outcome = true
	g := s.lane.gateway
	if g.errCodes.has(status) {
		s.eachMark(countError)
	}
	if s.server != nil && g.failCodes.has(status) {
		s.eachMark(countFailure)
	}
}

// countSessionMarked counts that a connection became a session in what it tracks.
func (s *session) countSessionMarked() {
	if s.marks != nil {
		s.marks.each(s.lane.loop.Now()/1e6, countSession)
	}
}

// endMarks ends the tracking of a connection.
func (s *session) endMarks() {
	if s.marks != nil {
		s.marks.end(s.lane.loop.Now() / 1e6)
	}
}

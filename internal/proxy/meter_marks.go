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
	c := outcome{in: s.clientIn, err: s.lane.gateway.errCodes.has(s.status), fail: s.failed()}
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

// failed reports whether a server failed on the request: it answered with a failure, or not at all.
func (s *Stream) failed() bool { return s.server != nil && s.lane.gateway.failCodes.has(s.status) }

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

package proxy

import "metergate/internal/usage"

// A Log takes what a proxy has to say. It copies what it keeps, and never waits.
type Log interface {
	// Access is called once for each request of a frontend, on its loop: when the request has ended or, with option
	// logasap, when the head of its response is there.
	Access(s *Stream)
	// Event takes a line about the proxy or its servers, with its syslog level. Any goroutine may call it.
	Event(severity int, line string)
}

// log has the request's line written, once.
func (s *Stream) log() {
	if s.logged {
		return
	}
	s.logged = true
	s.lineFate = usage.Suppressed
	if l := s.front.Log; l != nil && !s.unlogged {
		s.cx.Now = s.lane.loop.Wall()
		s.lineFate = usage.Written // unless the log says otherwise
		l.Access(s)
	}
	s.auditLine(s.lineFate)
}

// logLine writes a line about the proxy itself.
func (p *Proxy) logLine(severity int, line string) {
	if p.Log != nil {
		p.Log.Event(severity, line)
	}
}

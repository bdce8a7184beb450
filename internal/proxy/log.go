package proxy

import "metergate/internal/usage"

// A Log takes what a proxy has to say. It copies what it keeps, and never waits.
type Log interface {
	// Access is called once for each request of a frontend, on its loop: when the request has ended or, with option
	// logasap, when the head of its response is there. Where log-steps says when lines are written, it is called for the
	// end if that is one of the steps.
	Access(s *Stream)
	// Event takes a line about the proxy or its servers, with its syslog level. Any goroutine may call it.
	Event(severity int, line string)
}

// log has the request's line written, once. Of a connection on which no request came there is one whatever log-steps say.
func (s *Stream) log(at logStep) {
	if s.logged {
		return
	}
	s.logged, s.step = true, at
	if s.front.Mode == ModeHTTP && !s.parsed {
		s.step = stepError
	}
	s.lineFate = usage.Suppressed
	wanted := s.front.steps == 0 || s.front.steps.has(at) || s.step == stepError
	if l := s.front.Log; l != nil && !s.unlogged && wanted {
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

package proxy

import (
	"sync/atomic"

	"metergate/internal/clock"
	"metergate/internal/sample"
	"metergate/internal/syslog"
	"metergate/internal/usage"
)

// A journal is the Log that the `log` lines of a section describe.
type journal struct {
	targets []*syslog.Target
	id      syslog.Identity
	// format makes the line of a request, data the structured data of RFC 5424 beside it. Without a format each client
	// connection is logged when it is accepted, and requests are not.
	format, data *sample.Format
	// errors makes the line of a connection that failed; nil leaves the usual one.
	errors         *sample.Format
	skipNormal     bool // option dontlog-normal
	separateErrors bool // option log-separate-errors

	logger *syslog.Logger // nil until the gateway starts
	lines  atomic.Uint64  // of requests
}

var _ Log = (*journal)(nil)

// Access logs a request.
func (j *journal) Access(s *Stream) {
	wrong := s.wentWrong()
	if j.format == nil || j.logger == nil || j.skipNormal && !wrong {
		s.lineFate = usage.Suppressed
		return
	}
	level := syslog.Info
	switch {
	case s.logLevel > 0:
		level = syslog.Level(s.logLevel - 1)
	case wrong && j.separateErrors:
		level = syslog.Error
	}
	l, cx := s.lane, &s.cx
	cx.Now = l.loop.Wall()
	l.line, l.data = j.format.Append(l.line[:0], cx), l.data[:0]
	if j.data != nil {
		l.data = trimBlanks(j.data.Append(l.data, cx))
	}
	j.lines.Add(1)
	s.lineFate = lineFates[j.logger.Log(level, cx.Now, l.line, l.data)]
}

// lineFates are what the audit calls the outcomes of lines.
var lineFates = [...]usage.Fate{syslog.Unwanted: usage.Suppressed, syslog.Lost: usage.Dropped, syslog.Queued: usage.Written}

// wentWrong reports whether a request is one of those that operators want to hear of: it failed, was tried again, or
// ended with an error of a server's kind.
func (s *Stream) wentWrong() bool {
	return s.redispatched || s.status >= 500 ||
		s.ending.Cause == Finished && s.retries > 0 ||
		s.ending.Cause != Finished && s.ending.Cause != Locally
}

func trimBlanks(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// noData is the structured data of a line that has none of its own.
var noData = []byte("- ")[:1]

// Event logs a line about the proxy.
func (j *journal) Event(severity int, line string) {
	j.logger.Log(syslog.Level(severity), clock.Wall(clock.Mono()), []byte(line), noData)
}

// journal returns the journal of a section, nil when it has none or logs elsewhere.
func (p *Proxy) journal() *journal {
	j, _ := p.Log.(*journal)
	return j
}

// openLogs connects the journals of the proxies with the outputs of the gateway.
func (g *Gateway) openLogs() {
	g.Logs.Lost = func(lines int) { g.Process.LogsLost.Add(uint64(lines)) }
	for _, p := range g.Proxies {
		if j := p.journal(); j != nil {
			j.logger = g.Logs.Logger(j.targets, j.id)
		}
	}
}

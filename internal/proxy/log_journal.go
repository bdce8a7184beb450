package proxy

import (
	"sync/atomic"

	"metergate/internal/sample"
	"metergate/internal/syslog"
	"metergate/internal/usage"
)

// Formats are the texts of the lines of a section.
type formats struct {
	// format makes the line of a request, data the structured data of RFC 5424 beside it. Without a format each client
	// connection is logged when it is accepted, and requests are not.
	format, data *sample.Format
	// errors makes the line of a connection on which no request came; nil leaves the usual one.
	errors *sample.Format
}

// A journal is the Log that the `log` lines of a section describe.
type journal struct {
	formats
	voices         choir
	id             syslog.Identity
	skipNormal     bool // option dontlog-normal
	separateErrors bool // option log-separate-errors

	asked map[*logProfile]choir // of rules that name a profile
	lines atomic.Uint64         // of requests
}

var _ Log = (*journal)(nil)

// Access logs a request, or the connection that brought none.
func (j *journal) Access(s *Stream) { s.lineFate = lineFates[j.note(s)] }

// note writes a line of a request, unless it is one that the section keeps back.
func (j *journal) note(s *Stream) syslog.Outcome {
	if s.step > stepKilled && (j.skipNormal && !s.wentWrong() || j.format == nil && s.front.steps == 0) {
		return syslog.Unwanted
	}
	j.lines.Add(1)
	return j.write(s, nil)
}

// write has the voices say the line of a stream, in the way of p when that is not nil.
func (j *journal) write(s *Stream, p *logProfile) syslog.Outcome {
	l := s.lane
	s.cx.Now = l.loop.Wall()
	l.line, l.data = j.line(s), l.data[:0]
	if j.data != nil {
		l.data = trimBlanks(j.data.Append(l.data, &s.cx))
	}
	voices := j.voices
	if p != nil {
		voices = j.asked[p]
	}
	return voices.say(s, j.level(s))
}

// line is the line of a stream as the section has it.
func (j *journal) line(s *Stream) []byte {
	format, dst := j.format, s.lane.line[:0]
	switch {
	case s.step <= stepKilled && s.step != stepNone && j.errors != nil:
		format = j.errors
	case s.step == stepKilled:
		return s.sess.appendFault(dst)
	}
	if format == nil {
		return dst
	}
	return format.Append(dst, &s.cx)
}

func (j *journal) level(s *Stream) syslog.Level {
	switch {
	case s.logLevel > 0:
		return syslog.Level(s.logLevel - 1)
	case j.separateErrors && s.step < stepRules && s.wentWrong():
		return syslog.Error
	}
	return syslog.Info
}

// lineFates are what the audit calls the outcomes of lines.
var lineFates = [...]usage.Fate{syslog.Unwanted: usage.Suppressed, syslog.Lost: usage.Dropped, syslog.Queued: usage.Written}

// wentWrong reports whether a request is one of those that operators want to hear of: it failed or never came, was tried
// again, or ended with an error of a server's kind.
func (s *Stream) wentWrong() bool {
	return s.step == stepError || s.step == stepKilled || s.redispatched || s.status >= 500 ||
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
	j.voices.tell(syslog.Level(severity), []byte(line), noData)
}

// journal returns the journal of a section, nil when it has none or logs elsewhere.
func (p *Proxy) journal() *journal {
	j, _ := p.Log.(*journal)
	return j
}

// openLogs connects the journals of the proxies with the outputs of the gateway.
func (g *Gateway) openLogs() {
	g.Logs.Lost = func(lines int) { g.Process.LogsLost.Add(uint64(lines)) }
	for _, d := range g.sinks {
		d.open(g)
	}
	for _, p := range g.Proxies() {
		if j := p.journal(); j != nil {
			j.open(g)
		}
	}
}

// open opens the voices.
func (j *journal) open(g *Gateway) {
	for _, v := range j.voices {
		v.open(g, j.id)
	}
	for p := range g.profilesAsked {
		all := make(choir, 0, len(j.voices))
		for _, v := range j.voices {
			asked := &voice{targets: v.targets, profile: p}
			asked.open(g, j.id)
			all = append(all, asked)
		}
		j.asked[p] = all
	}
}

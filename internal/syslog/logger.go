package syslog

// A Logger sends what one speaker has to say to its targets. A nil Logger sends nothing.
type Logger struct{ routes []*route }

// A route is the way of one speaker's lines to one target.
type route struct {
	*Target
	Identity
	writer *writer
}

// Log sends a line; when is its time in ns since 1970, data the structured data of RFC 5424, if any. Both texts are
// copied. Any goroutine may call it; it never waits. It returns the best that became of the line at any target.
func (l *Logger) Log(level Level, when int64, line, data []byte) (o Outcome) {
	if l == nil {
		return Unwanted
	}
	for _, r := range l.routes {
		if level <= r.Max && r.Sample.pass() {
			o = max(o, r.send(max(level, r.Min), when, line, data))
		}
	}
	return o
}

// An Outcome is what became of a line.
type Outcome uint8

// The outcomes, from bad to good.
const (
	Unwanted Outcome = iota // no target takes lines of its level, or it is none of the sample
	Lost                    // the queue was full
	Queued
)

// send queues a line, cut to what its target takes at most.
func (r *route) send(level Level, when int64, line, data []byte) Outcome {
	for len(line) > 0 && line[len(line)-1] == '\n' {
		line = line[:len(line)-1]
	}
	line = line[:min(len(line), r.Len)]
	switch {
	case len(line) == 0:
		return Unwanted
	case r.writer.put(r, level, when, data[:min(len(data), r.Len)], line):
		return Queued
	}
	return Lost
}

// append appends the whole line of an entry, cut to the target's length, with the line feed that ends it.
func (r *route) append(dst []byte, e *entry, w *writer) []byte {
	start := len(dst)
	w.header = header{Identity: r.Identity, facility: r.Facility, level: e.level, when: e.when, data: e.buf[:e.data]}
	dst = r.Form.append(dst, &w.header, w.dates)
	dst = append(dst, e.buf[e.data:]...)
	dst = dst[:min(len(dst), start+r.Len-1)]
	return append(dst, '\n')
}

package proxy

import (
	"math/rand/v2"

	"metergate/internal/metric"
)

// Trace returns the id of the trace that the request belongs to: that of its traceparent field (W3C Trace Context, 3.2), or
// one of ours when it has none that is valid. It is the same however often it is asked for.
func (s *Stream) Trace() metric.TraceID {
	if !s.trace.IsZero() {
		return s.trace
	}
	if s.parsed {
		if value, ok := s.req.Get("traceparent"); ok {
			s.trace = traceparent(value)
		}
	}
	for s.trace.IsZero() {
		s.trace = metric.TraceID{High: rand.Uint64(), Low: rand.Uint64()}
	}
	return s.trace
}

// traceparent reads the id out of a field version-trace-parent-flags, all in lower-case digits: zero when it is not valid.
// Versions after 00 may go on behind the flags.
func traceparent(v []byte) (id metric.TraceID) {
	const size = 2 + 1 + 32 + 1 + 16 + 1 + 2
	if len(v) < size || v[2] != '-' || v[35] != '-' || v[52] != '-' {
		return id
	}
	version, ok := hexWord(v[:2])
	if !ok || version == 0xff || len(v) > size && (version == 0 || v[size] != '-') {
		return id
	}
	high, ok1 := hexWord(v[3:19])
	low, ok2 := hexWord(v[19:35])
	parent, ok3 := hexWord(v[36:52])
	_, ok4 := hexWord(v[53:55])
	if !ok1 || !ok2 || !ok3 || !ok4 || parent == 0 {
		return id
	}
	return metric.TraceID{High: high, Low: low}
}

// hexWord reads up to 16 digits in lower case.
func hexWord(digits []byte) (n uint64, ok bool) {
	for _, c := range digits {
		switch {
		case '0' <= c && c <= '9':
			n = n<<4 | uint64(c-'0')
		case 'a' <= c && c <= 'f':
			n = n<<4 | uint64(c-'a'+10)
		default:
			return 0, false
		}
	}
	return n, true
}

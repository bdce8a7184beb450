package history

import (
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// A slope is rate or increase of a counter that was not reset: what the engine's function makes of the first and the last
// sample, in the same order of operations and so the same to the last bit.
type slope struct {
	length  int64   // ms of the window
	seconds float64 // to divide by; 0 for the increase
}

// slopeOf returns that of a span, nil when its function is another.
func slopeOf(over *span) *slope {
	m, ok := over.args[0].(*parser.MatrixSelector)
	switch {
	case ok && over.name == "rate":
		return &slope{over.length, m.Range.Seconds()}
	case ok && over.name == "increase":
		return &slope{length: over.length}
	}
	return nil
}

// of returns the value for a window that ends at a time in ms and has two samples or more, none less than the one before.
func (s *slope) of(window []promql.FPoint, end int64) float64 {
	first, last := window[0], window[len(window)-1]
	rise := last.F - first.F
	seconds := float64(last.T-first.T) / 1000
	between := seconds / float64(len(window)-1)
	before, after := float64(first.T-(end-s.length))/1000, float64(end-last.T)/1000
	near := between * 1.1 // a series goes on to the edge of the window if that is not further than this
	if before >= near {
		before = between / 2
	}
	if rise > 0 && first.F >= 0 {
		before = min(before, seconds*(first.F/rise)) // a counter was not below zero
	}
	if after >= near {
		after = between / 2
	}
	factor := 1.0
	if seconds != 0 {
		factor = (seconds + before + after) / seconds
	}
	if s.seconds > 0 {
		factor /= s.seconds
	}
	return rise * factor
}

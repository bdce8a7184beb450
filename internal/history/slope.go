package history

import (
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// A slope is rate or increase of a counter that was not reset: what the engine's function makes of the first and the last
// sample, in the same order of operations and so the same to the last bit. All series of a gateway have their samples at
// the same times, so what depends on times alone is kept for each step.
type slope struct {
	length      int64   // ms of the window
	seconds     float64 // to divide by; 0 for the increase
	start, step int64   // of the query, ms
	edges       []edge  // by step
}

// An edge is how samples stand in a window, and by what the rise between them is multiplied.
type edge struct {
	first, last, end int64
	n                int // samples; 0 for an edge that was not looked at
	seconds          float64
	before, after    float64 // seconds by which the series goes on, if it is not below zero there
	factor           float64
}

// slopeOf returns that of a span, nil when its function is another.
func slopeOf(over *span, stmt *parser.EvalStmt) *slope {
	m, ok := over.args[0].(*parser.MatrixSelector)
	if !ok || over.name != "rate" && over.name != "increase" {
		return nil
	}
	s := &slope{length: over.length, start: stmt.Start.UnixMilli(), step: stmt.Interval.Milliseconds()}
	s.edges = make([]edge, (stmt.End.UnixMilli()-s.start)/s.step+1)
	if over.name == "rate" {
		s.seconds = m.Range.Seconds()
	}
	return s
}

// of returns the value for a window of the step ts, in ms, that ends at another time in ms and has two samples or more, none
// less than the one before.
func (s *slope) of(window []promql.FPoint, ts, end int64) float64 {
	first, last := &window[0], &window[len(window)-1]
	e := &s.edges[(ts-s.start)/s.step]
	if e.n != len(window) || e.first != first.T || e.last != last.T || e.end != end {
		*e = edge{first: first.T, last: last.T, end: end, n: len(window)}
		e.stand(s)
	}
	rise := last.F - first.F
	if first.F >= 0 && rise > 0 && !(rise > tiny && first.F*e.seconds > e.before*rise*clearly) {
		// A counter was not below zero.
		return rise * e.multiplier(s, min(e.before, e.seconds*(first.F/rise)))
	}
	return rise * e.factor
}

// A counter surely was above zero where its window began when it would be with so much more of a rise; below tiny, products
// are not exact enough to tell.
const (
	clearly = 1 + 1e-9
	tiny    = 1e-100
)

// stand finds what depends on the times alone.
func (e *edge) stand(s *slope) {
	e.seconds = float64(e.last-e.first) / 1000
	between := e.seconds / float64(e.n-1)
	e.before, e.after = float64(e.first-(e.end-s.length))/1000, float64(e.end-e.last)/1000
	near := between * 1.1 // a series goes on to the edge of the window if that is not further than this
	if e.before >= near {
		e.before = between / 2
	}
	if e.after >= near {
		e.after = between / 2
	}
	e.factor = e.multiplier(s, e.before)
}

// multiplier returns by what a rise is multiplied when the series goes on for some seconds before its first sample.
func (e *edge) multiplier(s *slope, before float64) float64 {
	factor := 1.0
	if e.seconds != 0 {
		factor = (e.seconds + before + e.after) / e.seconds
	}
	if s.seconds > 0 {
		factor /= s.seconds
	}
	return factor
}

package history

import (
	"container/heap"
	"context"
	"math"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// A best is topk or bottomk of a shortcut's series: at each step a heap of the best so far, as the engine has it, with the
// same order among equals. Whatever the engine would remark on is left to it.
type best struct {
	bottom bool
	k      int
	groups []int // of the series
	heaps  []ranking
	steps  int
}

// A ranked value is that of a series at a step.
type ranked struct {
	f      float64
	series int
}

// A ranking has the least of what it holds first, or the largest where the least are wanted.
type ranking struct {
	all    []ranked
	bottom bool
}

// Len, Less, Swap, Push and Pop are for container/heap.
func (r *ranking) Len() int { return len(r.all) }

// Less is the engine's: what is no number comes first.
func (r *ranking) Less(i, j int) bool {
	a, b := r.all[i].f, r.all[j].f
	switch {
	case math.IsNaN(a):
		return true
	case r.bottom:
		return a > b
	}
	return a < b
}

// Swap swaps two.
func (r *ranking) Swap(i, j int) { r.all[i], r.all[j] = r.all[j], r.all[i] }

// Push adds one at the end.
func (r *ranking) Push(x any) { r.all = append(r.all, *x.(*ranked)) }

// Pop is never asked for.
func (r *ranking) Pop() any { panic("history: nothing leaves a ranking") }

// mostRanked bounds k, and what all heaps hold together stays within the samples of a query.
const mostRanked = 1000

// ranks reports whether an aggregation is one of the best k, for a number k that is in the expression.
func ranks(e *parser.AggregateExpr) bool {
	if e.Op != parser.TOPK && e.Op != parser.BOTTOMK {
		return false
	}
	n, ok := literal(e.Param)
	return ok && n >= 1 && n <= mostRanked
}

// literal returns the number that an expression is.
func literal(e parser.Expr) (float64, bool) {
	switch e := unwrapped(e).(type) {
	case *parser.NumberLiteral:
		return e.Val, true
	case *parser.StepInvariantExpr:
		return literal(e.Expr)
	}
	return 0, false
}

// best returns a selector of the best series, nil when the expression does not ask for some. A single step has an order
// of its own, which is the engine's business.
func (s *shortcuts) best(ctx context.Context, e *parser.AggregateExpr) parser.Expr {
	over := s.spanOf(e.Expr)
	if over == nil || !ranks(e) || s.count() < 2 {
		return nil
	}
	all := s.series(ctx, over)
	k, _ := literal(e.Param)
	b := &best{bottom: e.Op == parser.BOTTOMK, k: int(k), steps: s.count(), groups: make([]int, len(all))}
	g := newGrouping(e)
	for i, one := range all {
		b.groups[i] = g.of(one.labels)
	}
	if len(g.known)*b.steps*b.k > s.limit {
		return nil
	}
	b.heaps = make([]ranking, len(g.known)*b.steps)
	if !s.each(ctx, all, b.take) {
		return nil
	}
	return chosen(e, b.series(s, all))
}

// take takes the value of a series at a step, unless it is a distribution.
func (b *best) take(series, step int, v reading) bool {
	if v.h != nil {
		return false
	}
	r := &b.heaps[b.groups[series]*b.steps+step]
	switch {
	case len(r.all) < b.k:
		r.bottom = b.bottom
		heap.Push(r, &ranked{v.f, series})
	case r.beats(v.f):
		r.all[0] = ranked{v.f, series}
		if b.k > 1 {
			heap.Fix(r, 0)
		}
	}
	return true
}

// beats reports whether a value is better than the worst that is kept.
func (r *ranking) beats(f float64) bool {
	worst := r.all[0].f
	return math.IsNaN(worst) && !math.IsNaN(f) || r.bottom && worst > f || !r.bottom && worst < f
}

// series returns the series that were among the best at some step, with the values of those steps.
func (b *best) series(s *shortcuts, all []*shortSeries) (found []storage.Series) {
	each := make([]*sparseSeries, len(all))
	for g := 0; g < len(b.heaps); g += b.steps {
		for step := range b.steps {
			for _, r := range b.heaps[g+step].all {
				one := each[r.series]
				if one == nil {
					one = &sparseSeries{of: s, labels: all[r.series].labels}
					each[r.series], found = one, append(found, one)
				}
				one.points = append(one.points, sparsePoint{s.stmt.Start.UnixMilli() + int64(step)*s.stmt.Interval.Milliseconds(), r.f})
			}
		}
	}
	return found
}

// A sparseSeries has values at some steps only.
type sparseSeries struct {
	of     *shortcuts
	labels labels.Labels
	points []sparsePoint
}

// A sparsePoint is the value at a step, in ms.
type sparsePoint struct {
	ts int64
	f  float64
}

// Labels returns those of the series.
func (s *sparseSeries) Labels() labels.Labels { return s.labels }

// Iterator goes over the steps.
func (s *sparseSeries) Iterator(chunkenc.Iterator) chunkenc.Iterator {
	return s.of.steps(&sparseView{rest: s.points})
}

// A sparseView shows the points that are left.
type sparseView struct{ rest []sparsePoint }

func (v *sparseView) begin(storage.ChunkSeries) {}

func (v *sparseView) look(ts int64) (reading, bool, error) {
	for len(v.rest) > 0 && v.rest[0].ts < ts {
		v.rest = v.rest[1:]
	}
	if len(v.rest) == 0 || v.rest[0].ts > ts {
		return reading{}, false, nil
	}
	return reading{f: v.rest[0].f}, true, nil
}

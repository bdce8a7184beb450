package history

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync/atomic"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/kahansum"
)

// A total is the sum of a shortcut's series, in groups. The engine holds all points of all series before it adds the first
// two; a total adds while it reads, at each step series after series, in the engine's order and with its arithmetic.
// Whatever the engine would remark on is left to it.
type total struct {
	of     *shortcuts
	steps  int
	groups []*totalSeries // of the series
	held   atomic.Int64   // samples in memory
}

// heldByHistogram is for how many samples a distribution and what its addition leaves over are counted.
const heldByHistogram = 120

// total returns a selector of the groups' sums, nil when the expression is not one that can be added while it is read.
func (s *shortcuts) total(ctx context.Context, e *parser.AggregateExpr) parser.Expr {
	over := s.spanOf(e.Expr)
	if e.Op != parser.SUM || over == nil {
		return nil
	}
	t := &total{of: s, steps: s.count()}
	all := s.series(ctx, over)
	sums := t.group(newGrouping(e), all)
	if len(sums) == len(all) {
		return chosen(e, lone(sums, all))
	}
	if t.held.Load() > int64(s.limit) {
		return nil
	}
	at := make([]subtotal, len(sums)*t.steps)
	for i, g := range sums {
		g.at = at[i*t.steps : (i+1)*t.steps : (i+1)*t.steps]
	}
	if !s.each(ctx, all, t.take) {
		return nil
	}
	found := make([]storage.Series, 0, len(sums))
	slices.SortStableFunc(sums, func(a, b *totalSeries) int { return cmp.Compare(a.first.Load(), b.first.Load()) })
	for _, g := range sums {
		if g.first.Load() < math.MaxInt64 {
			g.finish()
			found = append(found, g)
		}
	}
	return chosen(e, found)
}

// lone returns the sums of groups of one series each: there is nothing to add.
func lone(sums []*totalSeries, all []*shortSeries) (found []storage.Series) {
	for i, one := range all {
		one.labels, one.alone = sums[i].labels, true
		found = append(found, one)
	}
	return found
}

// An aloneView shows what a view has as the sum of a group that has nothing else.
type aloneView struct{ view }

func (v aloneView) look(ts int64) (reading, bool, error) {
	p, is, err := v.view.look(ts)
	if p.f += 0; p.h != nil { // -0 + 0 is 0
		p.h = p.h.Copy().Compact(0)
	}
	return p, is, err
}

// group finds the group of each series, and returns the groups in the order in which they are met.
func (t *total) group(by *grouping, all []*shortSeries) (sums []*totalSeries) {
	t.groups = make([]*totalSeries, len(all))
	for i, one := range all {
		n := by.of(one.labels)
		if n == len(sums) {
			g := &totalSeries{of: t.of, labels: by.labels(one.labels)}
			g.first.Store(math.MaxInt64)
			sums = append(sums, g)
		}
		t.groups[i] = sums[n]
	}
	t.held.Store(int64(len(sums) * t.steps))
	return sums
}

// take adds a value and reports whether the engine would do so without a remark.
func (t *total) take(series, step int, v reading) bool {
	g := t.groups[series]
	for n := int64(series); ; {
		if first := g.first.Load(); n >= first || g.first.CompareAndSwap(first, n) {
			break
		}
	}
	if v.h == nil {
		return g.addFloat(step, v.f)
	}
	return t.addHistogram(g, step, v.h) && t.held.Load() <= int64(t.of.limit)
}

// addHistogram adds a distribution, which is copied when it is the first of a step.
func (t *total) addHistogram(g *totalSeries, i int, h *histogram.FloatHistogram) (clean bool) {
	at, sum := &g.at[i], &g.histograms()[i]
	if at.floats {
		return false
	}
	switch h.CounterResetHint {
	case histogram.CounterReset:
		sum.reset = true
	case histogram.NotCounterReset:
		sum.steady = true
	}
	if sum.h == nil {
		sum.h = h.Copy()
		t.held.Add(heldByHistogram)
		return true
	}
	var reconciled bool
	var err error
	sum.rest, _, reconciled, err = sum.h.KahanAdd(h, sum.rest)
	return err == nil && !reconciled && !(sum.reset && sum.steady)
}

// A totalSeries is the sum of a group.
type totalSeries struct {
	of     *shortcuts
	labels labels.Labels
	first  atomic.Int64                      // the first of its series that has a value
	at     []subtotal                        // by step
	hists  atomic.Pointer[[]sumOfHistograms] // by step; nil when there are none
}

// histograms returns the sums of distributions, which different steps may ask for at a time.
func (g *totalSeries) histograms() []sumOfHistograms {
	all := g.hists.Load()
	if all == nil {
		made := make([]sumOfHistograms, len(g.at))
		g.hists.CompareAndSwap(nil, &made)
		all = g.hists.Load()
	}
	return *all
}

// histogram returns the sum of distributions at a step, nil when there is none.
func (g *totalSeries) histogram(i int) *histogram.FloatHistogram {
	if all := g.hists.Load(); all != nil {
		return (*all)[i].h
	}
	return nil
}

// A subtotal is a sum of numbers, and what rounding left over.
type subtotal struct {
	sum, rest float64
	floats    bool // there is a number
}

type sumOfHistograms struct {
	h, rest       *histogram.FloatHistogram
	reset, steady bool // it holds one that was reset, one that was not
}

// addFloat adds a number to those of a step.
func (g *totalSeries) addFloat(i int, f float64) (clean bool) {
	at := &g.at[i]
	if g.histogram(i) != nil {
		return false
	}
	if at.floats {
		at.sum, at.rest = kahansum.Inc(f, at.sum, at.rest)
	} else {
		at.sum, at.floats = f, true
	}
	return true
}

// finish makes the sums of what was added.
func (g *totalSeries) finish() {
	for i := range g.at {
		g.at[i].sum += g.at[i].rest
	}
	all := g.hists.Load()
	if all == nil {
		return
	}
	for i := range *all {
		if s := &(*all)[i]; s.h != nil {
			if s.rest != nil {
				s.h, _, _, _ = s.h.Add(s.rest) // what was added before can be added
			}
			s.h.Compact(0)
		}
	}
}

// Labels returns those of the group.
func (g *totalSeries) Labels() labels.Labels { return g.labels }

// Iterator goes over the steps.
func (g *totalSeries) Iterator(chunkenc.Iterator) chunkenc.Iterator {
	return g.of.steps(&totalView{g: g, start: g.of.stmt.Start.UnixMilli(), step: g.of.stmt.Interval.Milliseconds()})
}

// A totalView shows the sums of a group.
type totalView struct {
	g           *totalSeries
	start, step int64
}

func (v *totalView) begin(storage.ChunkSeries) {}

func (v *totalView) look(ts int64) (reading, bool, error) {
	i := (ts - v.start) / v.step
	if h := v.g.histogram(int(i)); h != nil {
		return reading{h: h}, true, nil
	}
	return reading{f: v.g.at[i].sum}, v.g.at[i].floats, nil
}

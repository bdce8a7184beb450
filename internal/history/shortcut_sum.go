package history

import (
	"context"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/kahansum"
)

// A total is the sum of a shortcut's series, in groups. The engine holds all points of all series before it adds the first
// two; a total adds while it reads, series after series, in the engine's order and with its arithmetic. Whatever the
// engine would remark on is left to it.
type total struct {
	of     *shortcuts
	by     *parser.AggregateExpr
	steps  int
	names  []string // of the labels that make groups or, of a sum without some, that do not; sorted
	groups map[string]*totalSeries
	all    []storage.Series
	held   int // samples in memory
	key    []byte
}

// heldByHistogram is for how many samples a distribution and what its addition leaves over are counted.
const heldByHistogram = 120

// total returns a selector of the groups' sums, nil when the expression is not one that can be added while it is read.
func (s *shortcuts) total(ctx context.Context, e *parser.AggregateExpr) parser.Expr {
	over := s.spanOf(e.Expr)
	if e.Op != parser.SUM || over == nil {
		return nil
	}
	t := &total{of: s, by: e, names: slices.Clone(e.Grouping), groups: map[string]*totalSeries{}}
	t.steps = int((s.stmt.End.UnixMilli()-s.stmt.Start.UnixMilli())/s.stmt.Interval.Milliseconds()) + 1
	if e.Without {
		t.names = append(t.names, model.MetricNameLabel)
	}
	slices.Sort(t.names)
	var v view
	for _, one := range s.series(ctx, over) {
		if v == nil {
			v = one.view(s)
		}
		if v.begin(one.series); ctx.Err() != nil || !t.add(one.labels, v) {
			return nil
		}
	}
	for _, g := range t.all {
		g.(*totalSeries).finish()
	}
	return chosen(e, t.all)
}

// add adds a series and reports whether the engine would do so without a remark.
func (t *total) add(l labels.Labels, v view) bool {
	var g *totalSeries
	ts, step := t.of.stmt.Start.UnixMilli(), t.of.stmt.Interval.Milliseconds()
	for i := range t.steps {
		p, is, err := v.look(ts + int64(i)*step)
		if err != nil {
			return false
		}
		if !is {
			continue
		}
		if g == nil {
			g = t.group(l)
		}
		if p.H == nil {
			if !g.addFloat(i, p.F) {
				return false
			}
		} else if !t.addHistogram(g, i, p.H) {
			return false
		}
	}
	return t.held <= t.of.limit
}

// group returns the one of a series.
func (t *total) group(l labels.Labels) *totalSeries {
	b := labels.NewBuilder(l)
	if t.by.Without {
		t.key = l.BytesWithoutLabels(t.key, t.names...)
		b.Del(t.names...)
	} else {
		t.key = l.BytesWithLabels(t.key, t.names...)
		b.Keep(t.names...)
	}
	g := t.groups[string(t.key)]
	if g == nil {
		g = &totalSeries{of: t.of, labels: b.Labels(), at: make([]subtotal, t.steps)}
		t.groups[string(t.key)] = g
		t.all = append(t.all, g)
		t.held += t.steps
	}
	return g
}

// addHistogram adds a distribution, which is copied when it is the first of a step.
func (t *total) addHistogram(g *totalSeries, i int, h *histogram.FloatHistogram) (clean bool) {
	if g.hists == nil {
		g.hists = make([]sumOfHistograms, t.steps)
	}
	at, sum := &g.at[i], &g.hists[i]
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
		t.held += heldByHistogram
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
	at     []subtotal        // by step
	hists  []sumOfHistograms // by step; nil when there are none
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
	if g.hists != nil && g.hists[i].h != nil {
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
	for i := range g.hists {
		if s := &g.hists[i]; s.h != nil {
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

func (v *totalView) look(ts int64) (promql.Sample, bool, error) {
	i := (ts - v.start) / v.step
	if v.g.hists != nil && v.g.hists[i].h != nil {
		return promql.Sample{H: v.g.hists[i].h}, true, nil
	}
	return promql.Sample{F: v.g.at[i].sum}, v.g.at[i].floats, nil
}

package history

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// A whole is a query that is nothing but a shortcut. It needs no engine: what its series have at the steps is the answer.
// The series are read side by side, on as many processors as long work may have.
type whole struct {
	of   *shortcuts
	all  []storage.Series
	out  promql.Matrix // in the order of all
	next atomic.Int64  // the series that nobody reads yet
	held atomic.Int64  // samples in memory

	mu    sync.Mutex // guards what follows
	notes annotations.Annotations
	err   error
	slabs []*slab
}

// asWhole reports whether an expression is one shortcut, but for parentheses.
func asWhole(e parser.Expr) bool {
	switch e := unwrapped(e).(type) {
	case *parser.VectorSelector:
		return plain(e)
	case *parser.Call:
		return window(e) != nil
	}
	return false
}

func unwrapped(e parser.Expr) parser.Expr {
	for {
		p, ok := e.(*parser.ParenExpr)
		if !ok {
			return e
		}
		e = p.Expr
	}
}

// whole answers a query that is nothing but a shortcut, and returns nil for any other.
func (s *shortcuts) whole(ctx context.Context) (*found, error) {
	v, ok := unwrapped(s.stmt.Expr).(*parser.VectorSelector)
	if !ok || v.Series == nil {
		return nil, nil
	}
	w := &whole{of: s, all: v.Series, out: make(promql.Matrix, len(v.Series))}
	var workers sync.WaitGroup
	for range max(min(len(w.all)/leastSeries, s.workers), 1) {
		workers.Go(func() { w.read(ctx) })
	}
	workers.Wait()
	if w.err != nil {
		w.close()
		return nil, w.err
	}
	w.out = slices.DeleteFunc(w.out, func(s promql.Series) bool { return len(s.Floats)+len(s.Histograms) == 0 })
	slices.SortFunc(w.out, func(a, b promql.Series) int { return labels.Compare(a.Metric, b.Metric) })
	return &found{w.out, w.notes, w.close}, nil
}

// leastSeries is how many series are worth a processor.
const leastSeries = 32

// processors is how many one query keeps busy: one fewer than there are, so that one is free.
func processors() int { return max(min(runtime.GOMAXPROCS(0)-1, mostParts), 1) }

// read reads series until there are none that nobody reads.
func (w *whole) read(ctx context.Context) {
	own := *w.of // for its remarks
	own.notes = nil
	r := wholeReader{whole: w, own: &own}
	err := r.run(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes.Merge(own.notes)
	w.slabs = append(w.slabs, r.slabs...)
	if w.err == nil {
		w.err = err
	}
}

// close gives the memory of the points back.
func (w *whole) close() {
	for _, s := range w.slabs {
		slabs.Put(s)
	}
	w.slabs = nil
}

// A wholeReader is one of those who read the series of a whole.
type wholeReader struct {
	*whole
	own   *shortcuts
	it    *stepIterator[int64]
	slabs []*slab
	free  []promql.FPoint // of the last slab
}

func (r *wholeReader) run(ctx context.Context) error {
	for {
		i := int(r.next.Add(1)) - 1
		if i >= len(r.all) {
			return nil
		}
		if err := r.one(i); err != nil {
			r.next.Store(int64(len(r.all)))
			return err
		}
		if i%leastSeries == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// one reads the series i.
func (r *wholeReader) one(i int) error {
	series := r.all[i]
	switch s := series.(type) {
	case *shortSeries:
		if r.it == nil {
			r.it = r.own.steps(s.view(r.own))
		}
		r.it.begin(s.series)
	default:
		r.it = s.Iterator(nil).(*stepIterator[int64])
	}
	floats, hists, err := r.points()
	if err != nil {
		return err
	}
	n := int64(len(floats))
	for _, p := range hists {
		n += int64(p.H.Size()/16) + 1
	}
	if r.held.Add(n) > int64(r.own.limit) {
		return promql.ErrTooManySamples("query execution")
	}
	r.out[i] = promql.Series{Metric: series.Labels(), Floats: floats, Histograms: hists}
	return nil
}

// points are what the iterator has at the steps.
func (r *wholeReader) points() (floats []promql.FPoint, hists []promql.HPoint, err error) {
	first, end, step := r.own.stmt.Start.UnixMilli(), r.it.end, r.it.step
	if n := int((end-first)/step) + 1; len(r.free) < n {
		s := slabs.Get().(*slab)
		r.slabs, r.free = append(r.slabs, s), s[:]
	}
	n := 0
	for ts := first; ts <= end; ts += step {
		v, is, err := r.it.look(ts)
		switch {
		case err != nil:
			return nil, nil, err
		case !is:
		case v.h != nil:
			hists = append(hists, promql.HPoint{T: ts, H: v.h})
		default:
			r.free[n] = promql.FPoint{T: ts, F: v.f}
			n++
		}
	}
	floats, r.free = r.free[:n:n], r.free[n:]
	return floats, hists, nil
}

// A slab is memory for the points of several series, each of which has fewer than that.
type slab [32 << 10]promql.FPoint

var slabs = sync.Pool{New: func() any { return new(slab) }}

var _ chunkenc.Iterator = (*stepIterator[int64])(nil)

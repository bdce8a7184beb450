package history

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/prometheus/prometheus/promql/parser"
)

// each hands the values of series at all steps on: those of one step in the order of the series, and different steps side
// by side, on as many processors as the query has for itself. It reports whether all could be read and were taken.
func (s *shortcuts) each(ctx context.Context, all []*shortSeries, take func(series, step int, v reading) bool) bool {
	if len(all) == 0 {
		return true
	}
	count := s.count()
	n := max(min(s.workers, count/leastSteps), 1)
	var refused atomic.Bool
	var mu sync.Mutex
	var workers sync.WaitGroup
	for i := range n {
		workers.Go(func() {
			own := *s // for its remarks
			own.notes = nil
			view := all[0].view(&own)
			for k, one := range all {
				view.begin(one.series)
				if refused.Load() || ctx.Err() != nil || !own.walk(view, k, i*count/n, (i+1)*count/n, take) {
					refused.Store(true)
					return
				}
			}
			mu.Lock()
			defer mu.Unlock()
			s.notes.Merge(own.notes)
		})
	}
	workers.Wait()
	return !refused.Load()
}

// walk hands on what a view has of a series at the steps from one to before another.
func (s *shortcuts) walk(v view, series, from, to int, take func(series, step int, v reading) bool) bool {
	start, step := s.stmt.Start.UnixMilli(), s.stmt.Interval.Milliseconds()
	for i := from; i < to; i++ {
		p, is, err := v.look(start + int64(i)*step)
		if err != nil || is && !take(series, i, p) {
			return false
		}
	}
	return true
}

// count is how many steps there are.
func (s *shortcuts) count() int {
	return int((s.stmt.End.UnixMilli()-s.stmt.Start.UnixMilli())/s.stmt.Interval.Milliseconds()) + 1
}

// gathered reports whether nearly all of the work of an expression is that of shortcuts, which have processors of their
// own: a selector or a function of one, a total or the best of such, or what is made of totals without groups.
func gathered(e parser.Expr) bool {
	if asWhole(e) {
		return true
	}
	a, ok := unwrapped(e).(*parser.AggregateExpr)
	return ok && (a.Op == parser.SUM || ranks(a)) && asWhole(a.Expr) || totals(e)
}

// totals reports whether an expression is made of totals without groups and of numbers.
func totals(e parser.Expr) bool {
	switch e := unwrapped(e).(type) {
	case *parser.NumberLiteral:
		return true
	case *parser.AggregateExpr:
		return e.Op == parser.SUM && len(e.Grouping) == 0 && !e.Without && asWhole(e.Expr)
	case *parser.BinaryExpr:
		return totals(e.LHS) && totals(e.RHS)
	case *parser.Call:
		for _, a := range e.Args {
			if !totals(a) {
				return false
			}
		}
		return len(e.Args) > 0 && !wide[e.Func.Name]
	}
	return false
}

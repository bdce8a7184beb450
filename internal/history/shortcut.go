package history

import (
	"context"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/schema"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/annotations"
)

// Shortcuts stand in the expression of one range query for its selectors, and for functions of a selector's range. A
// selector of theirs has its series already, with one sample at every step: the value that the engine would have found
// there, or the mark that there is none. The engine looks at each step on its own and copies each window sample by
// sample through two buffers; a shortcut reads the samples a chunk at a time, and the window is a part of them. The
// functions are the engine's own, so are their results; only the rate of a counter that was not reset has a function here,
// which is the same arithmetic without the walk over the window.
type shortcuts struct {
	stmt   *parser.EvalStmt
	limit  int // samples that a window may hold
	reader storage.ChunkQuerier
	notes  annotations.Annotations
	err    error // of reading; the first

	workers int // processors that the query has for itself
}

// windowed are the functions of one range that may be shortcut: those that look at their window and at nothing else.
var windowed = []string{
	"rate", "increase", "delta", "irate", "idelta", "deriv", "changes", "resets",
	"avg_over_time", "min_over_time", "max_over_time", "sum_over_time", "count_over_time", "last_over_time", "present_over_time",
}

// opaque are the functions that look at the selector itself, not only at its values.
var opaque = []string{"timestamp", "start_timestamp", "absent", "absent_over_time", "info"}

// shorten puts shortcuts into a query that is about to be executed. The caller closes them when it was.
func shorten(ctx context.Context, db *tsdb.DB, q promql.Query, limit, workers int) (*shortcuts, error) {
	stmt := q.Statement().(*parser.EvalStmt)
	reader, err := db.ChunkQuerier(promql.FindMinMaxTime(stmt))
	if err != nil {
		return nil, err
	}
	s := &shortcuts{stmt: stmt, limit: limit, reader: reader, workers: workers}
	stmt.Expr = s.instead(ctx, stmt.Expr)
	if s.err != nil {
		s.close()
		return nil, s.err
	}
	return s, nil
}

func (s *shortcuts) close() { s.reader.Close() }

// instead returns an expression with shortcuts. What is evaluated once, or at other steps, stays as it is.
func (s *shortcuts) instead(ctx context.Context, e parser.Expr) parser.Expr {
	if over := s.spanOf(e); over != nil {
		return s.selector(ctx, e, over)
	}
	switch e := e.(type) {
	case *parser.Call:
		if !slices.Contains(opaque, e.Func.Name) {
			for i := range e.Args {
				e.Args[i] = s.instead(ctx, e.Args[i])
			}
		}
	case *parser.AggregateExpr:
		if total := s.total(ctx, e); total != nil {
			return total
		}
		if best := s.best(ctx, e); best != nil {
			return best
		}
		e.Expr = s.instead(ctx, e.Expr)
	case *parser.BinaryExpr:
		e.LHS, e.RHS = s.instead(ctx, e.LHS), s.instead(ctx, e.RHS)
	case *parser.ParenExpr:
		e.Expr = s.instead(ctx, e.Expr)
	case *parser.UnaryExpr:
		e.Expr = s.instead(ctx, e.Expr)
	}
	return e
}

// A span is what a shortcut looks at: at every step the last sample of a selector, or a function of its samples.
type span struct {
	ends   *parser.VectorSelector
	length int64  // ms before a step, offset aside
	name   string // of the function, empty for none
	call   promql.FunctionCall
	args   parser.Expressions
	keeps  bool // the name of the metric
}

// spanOf returns what a shortcut for an expression looks at, nil when there is none.
func (s *shortcuts) spanOf(e parser.Expr) *span {
	switch e := e.(type) {
	case *parser.VectorSelector:
		if plain(e) {
			return &span{ends: e, length: s.stmt.LookbackDelta.Milliseconds()}
		}
	case *parser.Call:
		return window(e)
	}
	return nil
}

// window returns the span of a call that can be shortcut, else nil. The name of the metric must be known, so that
// dropping it makes no two series alike, and a rate must be one of a counter, so that there is nothing to remark on it.
func window(e *parser.Call) *span {
	if len(e.Args) != 1 || !slices.Contains(windowed, e.Func.Name) {
		return nil
	}
	m, ok := e.Args[0].(*parser.MatrixSelector)
	if !ok || m.RangeExpr != nil {
		return nil
	}
	v := m.VectorSelector.(*parser.VectorSelector)
	name := metricOf(v)
	if !plain(v) || name == "" || (e.Func.Name == "rate" || e.Func.Name == "increase") && !counterName(name) {
		return nil
	}
	v.Offset = v.OriginalOffset // functions read it; the engine sets it in what it sees
	return &span{
		ends: v, length: m.Range.Milliseconds(), name: e.Func.Name, call: promql.FunctionCalls[e.Func.Name], args: e.Args, keeps: e.Func.Name == "last_over_time",
	}
}

// plain reports whether a selector means the time of each step, but for an offset.
func plain(v *parser.VectorSelector) bool {
	return v.Timestamp == nil && v.StartOrEnd == 0 && v.OriginalOffsetExpr == nil && !v.Anchored && !v.Smoothed && !v.SkipHistogramBuckets
}

// metricOf returns the name that a selector asks for, empty when it asks for more than one.
func metricOf(v *parser.VectorSelector) string {
	for _, m := range v.LabelMatchers {
		if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual {
			return m.Value
		}
	}
	return ""
}

// counterName reports whether the engine takes a metric for a counter by its name.
func counterName(name string) bool {
	return slices.ContainsFunc([]string{"_total", "_sum", "_count", "_bucket"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// nothing selects no series: the engine looks for those of every selector, even where they are there.
var nothing = labels.MustNewMatcher(labels.MatchEqual, model.MetricNameLabel, "\x00")

// selector returns a selector with the series of a span.
func (s *shortcuts) selector(ctx context.Context, e parser.Expr, over *span) parser.Expr {
	all := []storage.Series{}
	for _, one := range s.series(ctx, over) {
		all = append(all, one)
	}
	return chosen(e, all)
}

// chosen returns a selector in the place of an expression that has its series already.
func chosen(e parser.Expr, all []storage.Series) parser.Expr {
	if all == nil {
		all = []storage.Series{}
	}
	return &parser.VectorSelector{LabelMatchers: []*labels.Matcher{nothing}, PosRange: e.PositionRange(), Series: all}
}

// series returns the series of a span.
func (s *shortcuts) series(ctx context.Context, over *span) (each []*shortSeries) {
	offset := over.ends.OriginalOffset.Milliseconds()
	hints := &storage.SelectHints{
		Start: s.stmt.Start.UnixMilli() - offset - over.length, End: s.stmt.End.UnixMilli() - offset,
		Step:            0,    // with one, chunks of the head could be read by one goroutine only
		DisableTrimming: true, // chunks as they are; steps look at what they want of them
	}
	all := s.reader.Select(ctx, false, hints, over.ends.LabelMatchers...)
	for all.Next() {
		one := &shortSeries{of: s, over: over, series: all.At(), labels: all.At().Labels()}
		if over.call != nil && !over.keeps {
			one.labels = one.labels.DropReserved(schema.IsMetadataLabel)
		}
		each = append(each, one)
	}
	s.notes.Merge(all.Warnings())
	if err := all.Err(); err != nil && s.err == nil {
		s.err = promql.ErrStorage{Err: err}
	}
	return each
}

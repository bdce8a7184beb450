package history

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/annotations"
)

const (
	// mostParts is how many processors one Range keeps busy, if there are so many and one more.
	mostParts = 4
	// leastSteps is how many steps are worth a part.
	leastSteps = 30
)

// over runs a Range: long ones in parts, which stand side by side in time, on several processors. Parts that fail are no
// answer, since they have other limits than the whole: then the whole is asked.
func (s *Store) over(ctx context.Context, db *tsdb.DB, o promql.QueryOpts, q Range) (*found, error) {
	parts := q.parts(processors())
	if len(parts) == 1 {
		return s.part(ctx, db, o, q, s.engine, s.c.Limits.Samples, processors())
	}
	each, errs := make([]*found, len(parts)), make([]error, len(parts))
	var all sync.WaitGroup
	for i, p := range parts {
		all.Go(func() { each[i], errs[i] = s.part(ctx, db, o, p, s.partly, s.c.Limits.Samples/mostParts, 1) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			for _, f := range each {
				f.drop()
			}
			return s.part(ctx, db, o, q, s.engine, s.c.Limits.Samples, processors())
		}
	}
	return together(each), nil
}

// part runs a Range in one go, with so many samples and processors for it.
func (s *Store) part(ctx context.Context, db *tsdb.DB, o promql.QueryOpts, q Range, engine *promql.Engine, limit, workers int) (*found, error) {
	p, err := engine.NewRangeQuery(ctx, db, o, q.Query, q.Start, q.End, q.Step)
	if err != nil {
		return nil, unclear(err)
	}
	short, err := shorten(ctx, db, p, limit, workers)
	if err != nil {
		p.Close()
		return nil, err
	}
	defer short.close()
	f, err := short.whole(ctx)
	if f == nil && err == nil {
		f, err = execute(ctx, p)
	} else {
		p.Close()
	}
	if err != nil {
		return nil, err
	}
	f.notes.Merge(short.notes)
	return f, nil
}

// parts splits the steps, which are whole milliseconds, among at most n. There is one part when it would matter where the
// expression begins and ends.
func (q Range) parts(n int) []Range {
	start, step := q.Start.UnixMilli(), max(q.Step.Milliseconds(), 1)
	steps := int((q.End.UnixMilli()-start)/step) + 1
	if n = min(n, steps/leastSteps); n < 2 || !splittable(q.Query) {
		return []Range{q}
	}
	parts := make([]Range, n)
	for i := range parts {
		parts[i] = q
		parts[i].Start = time.UnixMilli(start + int64(i*steps/n)*step)
		parts[i].End = time.UnixMilli(start + int64((i+1)*steps/n-1)*step)
	}
	return parts
}

// wide are the functions that look at all steps at once, or at where the query begins and ends.
var wide = map[string]bool{"start": true, "end": true, "range": true, "step": true, "info": true, "label_replace": true, "label_join": true}

// splittable reports whether an expression has at each step the value that it would have alone. Where series of several
// names are joined over time, the engine refuses what would be alike, which parts would not notice. What is the work
// of shortcuts is split by them.
func splittable(text string) bool {
	expr, err := newParser().ParseExpr(text)
	if err != nil {
		return false
	}
	is := !gathered(expr)
	parser.Inspect(expr, func(n parser.Node, _ []parser.Node) error {
		switch n := n.(type) {
		case *parser.Call:
			is = is && !wide[n.Func.Name]
		case *parser.SubqueryExpr:
			is = false
		case *parser.MatrixSelector:
			is = is && metricOf(n.VectorSelector.(*parser.VectorSelector)) != ""
		case *parser.VectorSelector:
			is = is && n.StartOrEnd == 0
		}
		return nil
	})
	return is
}

// drop closes what was found, if something was.
func (f *found) drop() {
	if f != nil {
		f.close()
	}
}

// together joins what was found in parts that follow each other.
func together(parts []*found) *found {
	all := &found{notes: annotations.Annotations{}, close: func() {
		for _, f := range parts {
			f.close()
		}
	}}
	matrix := promql.Matrix{}
	for _, f := range parts {
		all.notes.Merge(f.notes)
		matrix = joined(matrix, f.value.(promql.Matrix))
	}
	all.value = matrix
	return all
}

// joined returns the series of both, which are sorted by their labels, with the points of a before those of b.
func joined(a, b promql.Matrix) promql.Matrix {
	all := make(promql.Matrix, 0, max(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch c := labels.Compare(a[0].Metric, b[0].Metric); {
		case c < 0:
			all, a = append(all, a[0]), a[1:]
		case c > 0:
			all, b = append(all, b[0]), b[1:]
		default:
			one := a[0]
			one.Floats = append(one.Floats[:len(one.Floats):len(one.Floats)], b[0].Floats...)
			one.Histograms = append(one.Histograms[:len(one.Histograms):len(one.Histograms)], b[0].Histograms...)
			all, a, b = append(all, one), a[1:], b[1:]
		}
	}
	return append(append(all, a...), b...)
}

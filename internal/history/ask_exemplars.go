package history

import (
	"context"

	"github.com/prometheus/prometheus/model/exemplar"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"
)

// Exemplars asks for the exemplars of the series in an expression, its first match.
type Exemplars struct {
	Query string
	Selection
}

func (q Exemplars) answer(ctx context.Context, s *Store) (*Answer, error) {
	expr, err := newParser().ParseExpr(q.Query)
	if err != nil {
		return nil, badData(err)
	}
	a := &Answer{}
	selectors := parser.ExtractSelectors(expr)
	if len(selectors) == 0 {
		a.write = func(j *jsonWriter) { j.text("[]") }
		return a, nil
	}
	err = s.reading(ctx, 0, func(ctx context.Context, db *tsdb.DB) error {
		r, err := db.ExemplarQuerier(ctx)
		if err != nil {
			return err
		}
		from, to := q.bounds()
		found, err := r.Select(from, to, selectors...)
		for i := range found {
			a.size += 300 + 200*int64(len(found[i].Exemplars))
		}
		a.write = func(j *jsonWriter) { j.exemplars(found) }
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

func (j *jsonWriter) exemplars(found []exemplar.QueryResult) {
	j.text("[")
	for i := range found {
		if !j.item(i) {
			return
		}
		j.text(`{"seriesLabels":`)
		j.labels(found[i].SeriesLabels)
		j.text(`,"exemplars":[`)
		for k, e := range found[i].Exemplars {
			j.item(k)
			j.text(`{"labels":`)
			j.labels(e.Labels)
			j.text(`,"value":`)
			j.number(e.Value)
			j.text(`,"timestamp":`)
			j.time(e.Ts)
			j.text("}")
		}
		j.text("]}")
	}
	j.text("]")
}

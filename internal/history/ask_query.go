package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"
)

// An Instant asks for the value of an expression at a moment.
type Instant struct {
	Query string
	At    time.Time
	Wishes
}

// A Range asks for the values of an expression at every step from start to end.
type Range struct {
	Query      string
	Start, End time.Time
	Step       time.Duration
	Wishes
}

// Wishes are what questions have in common.
type Wishes struct {
	// Timeout shortens the time of the configuration, when it is positive.
	Timeout time.Duration
	// Lookback is how old a value may be to count as present; 0 is five minutes.
	Lookback time.Duration
	// Limit cuts the answer after so many series, when it is positive.
	Limit int
}

// maxPoints bounds the points in each series of a Range, as Prometheus does.
const maxPoints = 11_000

func (q Instant) answer(ctx context.Context, s *Store) (*Answer, error) {
	return s.query(ctx, q.Query, q.Wishes, func(ctx context.Context, db *tsdb.DB, o promql.QueryOpts) (promql.Query, error) {
		return s.engine.NewInstantQuery(ctx, db, o, q.Query, q.At)
	})
}

func (q Range) answer(ctx context.Context, s *Store) (*Answer, error) {
	span := q.End.Sub(q.Start)
	switch limit := s.c.Limits.Range; {
	case span < 0:
		return nil, badData(errors.New(`invalid parameter "end": end timestamp must not be before start time`))
	case q.Step <= 0:
		return nil, badData(errors.New(`invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer`))
	case span/q.Step > maxPoints:
		return nil, badData(errors.New("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"))
	case limit > 0 && span > limit:
		return nil, badData(fmt.Errorf("the time from start to end is longer than query-max-range (%s)", limit))
	}
	return s.query(ctx, q.Query, q.Wishes, func(ctx context.Context, db *tsdb.DB, o promql.QueryOpts) (promql.Query, error) {
		return s.engine.NewRangeQuery(ctx, db, o, q.Query, q.Start, q.End, q.Step)
	})
}

// query runs a query and keeps its result for the answer.
func (s *Store) query(ctx context.Context, text string, w Wishes, prepare func(context.Context, *tsdb.DB, promql.QueryOpts) (promql.Query, error)) (a *Answer, err error) {
	err = s.reading(ctx, w.Timeout, func(ctx context.Context, db *tsdb.DB) error {
		q, err := prepare(ctx, db, promql.NewPrometheusQueryOpts(false, w.Lookback))
		if err != nil {
			return badData(fmt.Errorf(`invalid parameter "query": %w`, err))
		}
		r := q.Exec(ctx)
		if r.Err != nil {
			q.Close()
			return r.Err
		}
		v, cut := truncated(r.Value, w.Limit)
		a = remarks(&Answer{size: sizeOf(v), close: q.Close, write: func(j *jsonWriter) { j.result(v) }}, r.Warnings, text)
		if cut {
			a.Warnings = append(a.Warnings, "results truncated due to limit")
		}
		return nil
	})
	return a, err
}

// sizeOf returns the memory of a result, about.
func sizeOf(v parser.Value) (n int64) {
	const point, series, histogram = 16, 200, 800
	switch v := v.(type) {
	case promql.Vector:
		return int64(len(v)) * (series + point)
	case promql.Matrix:
		for i := range v {
			n += series + int64(len(v[i].Floats))*point + int64(len(v[i].Histograms))*histogram
		}
		return n
	case promql.String:
		return int64(len(v.V))
	}
	return point
}

// truncated returns at most limit series of a result.
func truncated(v parser.Value, limit int) (cut parser.Value, is bool) {
	if limit <= 0 {
		return v, false
	}
	switch v := v.(type) {
	case promql.Vector:
		return v[:min(limit, len(v))], len(v) > limit
	case promql.Matrix:
		return v[:min(limit, len(v))], len(v) > limit
	}
	return v, false
}

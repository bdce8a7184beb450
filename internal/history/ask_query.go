package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/annotations"
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
	return s.query(ctx, q.Query, q.Wishes, func(ctx context.Context, db *tsdb.DB, o promql.QueryOpts) (*found, error) {
		p, err := s.engine.NewInstantQuery(ctx, db, o, q.Query, q.At)
		if err != nil {
			return nil, unclear(err)
		}
		return execute(ctx, p)
	})
}

func (q Range) answer(ctx context.Context, s *Store) (*Answer, error) {
	if err := q.check(s.c.Limits.Range); err != nil {
		return nil, badData(err)
	}
	return s.query(ctx, q.Query, q.Wishes, func(ctx context.Context, db *tsdb.DB, o promql.QueryOpts) (*found, error) {
		return s.over(ctx, db, o, q)
	})
}

// check returns what is wrong with the times, in Prometheus's words.
func (q Range) check(limit time.Duration) error {
	span := q.End.Sub(q.Start)
	switch {
	case span < 0:
		return errors.New(`invalid parameter "end": end timestamp must not be before start time`)
	case q.Step <= 0:
		return errors.New(`invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer`)
	case span/q.Step > maxPoints:
		return errors.New("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")
	case limit > 0 && span > limit:
		return fmt.Errorf("the time from start to end is longer than query-max-range (%s)", limit)
	}
	return nil
}

// What a query found, until it is closed.
type found struct {
	value parser.Value
	notes annotations.Annotations
	close func()
}

// execute runs a query.
func execute(ctx context.Context, q promql.Query) (*found, error) {
	r := q.Exec(ctx)
	if r.Err != nil {
		q.Close()
		return nil, r.Err
	}
	return &found{r.Value, r.Warnings, q.Close}, nil
}

// unclear is the error of an expression that cannot be read.
func unclear(err error) error { return badData(fmt.Errorf(`invalid parameter "query": %w`, err)) }

// query runs a query and keeps its result for the answer.
func (s *Store) query(ctx context.Context, text string, w Wishes, run func(context.Context, *tsdb.DB, promql.QueryOpts) (*found, error)) (a *Answer, err error) {
	err = s.reading(ctx, w.Timeout, func(ctx context.Context, db *tsdb.DB) error {
		f, err := run(ctx, db, promql.NewPrometheusQueryOpts(false, w.Lookback))
		if err != nil {
			return err
		}
		v, cut := truncated(f.value, w.Limit)
		a = remarks(&Answer{size: sizeOf(v), most: mostOf(v), close: f.close, write: func(j *jsonWriter) { j.result(v) }}, f.notes, text)
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

// mostOf returns how long a result can be at most as JSON, 0 when that is not known without writing it.
func mostOf(v parser.Value) (n int64) {
	const point, series, letter = 46, 50, 6 // [1700000000.000,"-0.0000012345678901234567"], and a letter as \u0041
	m, ok := v.(promql.Matrix)
	if !ok {
		return 0
	}
	for i := range m {
		if len(m[i].Histograms) > 0 {
			return 0
		}
		n += series + int64(len(m[i].Floats))*point
		m[i].Metric.Range(func(l labels.Label) { n += int64(len(l.Name)+len(l.Value)+1) * letter })
	}
	return n
}

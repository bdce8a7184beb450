package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/annotations"
)

// Selection picks series: those that one of the matches selects, of all when there is none, with samples in a time. Zero
// times are no bounds.
type Selection struct {
	Matches    []string
	Start, End time.Time
	// Limit cuts the answer after so many, when it is positive.
	Limit int
}

// A Series asks for the labels of series. It needs a match.
type Series struct{ Selection }

// LabelNames asks for the names of the labels of series.
type LabelNames struct{ Selection }

// LabelValues asks for the values of one label of series.
type LabelValues struct {
	Name string
	Selection
}

// The ends of time, in ms: those of the database.
const (
	minTime = -1 << 53
	maxTime = 1 << 53
)

// bounds returns the time in ms.
func (q *Selection) bounds() (from, to int64) {
	from, to = minTime, maxTime
	if !q.Start.IsZero() {
		from = q.Start.UnixMilli()
	}
	if !q.End.IsZero() {
		to = q.End.UnixMilli()
	}
	return from, to
}

func (q *Selection) matchers() (all [][]*labels.Matcher, err error) {
	all, err = newParser().ParseMetricSelectors(q.Matches)
	if err != nil {
		return nil, badData(fmt.Errorf(`invalid parameter "match[]": %w`, err))
	}
	for _, set := range all {
		if !slices.ContainsFunc(set, func(m *labels.Matcher) bool { return !m.Matches("") }) {
			return nil, badData(errors.New(`invalid parameter "match[]": match[] must contain at least one non-empty matcher`))
		}
	}
	return all, nil
}

// on opens the database for the time of the selection.
func (q *Selection) on(ctx context.Context, s *Store, f func(context.Context, storage.Querier, [][]*labels.Matcher) error) error {
	sets, err := q.matchers()
	if err != nil {
		return err
	}
	return s.reading(ctx, 0, func(ctx context.Context, db *tsdb.DB) error {
		r, err := db.Querier(q.bounds())
		if err != nil {
			return err
		}
		defer r.Close()
		return f(ctx, r, sets)
	})
}

func (q Series) answer(ctx context.Context, s *Store) (*Answer, error) {
	if len(q.Matches) == 0 {
		return nil, badData(errors.New("no match[] parameter provided"))
	}
	var found []labels.Labels
	var notes annotations.Annotations
	err := q.on(ctx, s, func(ctx context.Context, db storage.Querier, sets [][]*labels.Matcher) error {
		from, to := q.bounds()
		hints := &storage.SelectHints{Start: from, End: to, Func: "series"}
		var each []storage.SeriesSet
		for _, set := range sets {
			each = append(each, db.Select(ctx, true, hints, set...))
		}
		all := storage.NewMergeSeriesSet(each, 0, storage.ChainedSeriesMerge)
		for all.Next() {
			if err := ctx.Err(); err != nil {
				return err
			}
			if len(found) == s.c.Limits.Samples {
				return fmt.Errorf("more than query-max-samples (%d) series; ask for less", len(found))
			}
			found = append(found, all.At().Labels().Copy())
			if q.Limit > 0 && len(found) > q.Limit {
				break
			}
		}
		notes = all.Warnings()
		return all.Err()
	})
	if err != nil {
		return nil, err
	}
	a := &Answer{size: int64(len(found)) * 300}
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
		a.Warnings = []string{"results truncated due to limit"}
	}
	a.write = func(j *jsonWriter) {
		j.text("[")
		for i := range found {
			if !j.item(i) {
				return
			}
			j.labels(found[i])
		}
		j.text("]")
	}
	return remarks(a, notes, ""), nil
}

func (q LabelNames) answer(ctx context.Context, s *Store) (*Answer, error) {
	return q.words(ctx, s, func(ctx context.Context, db storage.Querier, set []*labels.Matcher) ([]string, annotations.Annotations, error) {
		return db.LabelNames(ctx, &storage.LabelHints{}, set...)
	})
}

func (q LabelValues) answer(ctx context.Context, s *Store) (*Answer, error) {
	name := q.Name
	if strings.HasPrefix(name, "U__") {
		name = model.UnescapeName(name, model.ValueEncodingEscaping)
	}
	if !model.UTF8Validation.IsValidLabelName(name) {
		return nil, badData(fmt.Errorf("invalid label name: %q", name))
	}
	return q.words(ctx, s, func(ctx context.Context, db storage.Querier, set []*labels.Matcher) ([]string, annotations.Annotations, error) {
		return db.LabelValues(ctx, name, &storage.LabelHints{}, set...)
	})
}

// words collects words over all matches, sorted.
func (q *Selection) words(ctx context.Context, s *Store, of func(context.Context, storage.Querier, []*labels.Matcher) ([]string, annotations.Annotations, error)) (*Answer, error) {
	found := map[string]bool{}
	var notes annotations.Annotations
	size := int64(0)
	err := q.on(ctx, s, func(ctx context.Context, db storage.Querier, sets [][]*labels.Matcher) error {
		if len(sets) == 0 {
			sets = [][]*labels.Matcher{nil}
		}
		for _, set := range sets {
			words, more, err := of(ctx, db, set)
			if err != nil {
				return err
			}
			notes.Merge(more)
			for _, w := range words {
				if !found[w] {
					found[strings.Clone(w)] = true // the database's memory is not ours when this returns
					size += int64(len(w)) + 32
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	a := &Answer{size: size}
	all := make([]string, 0, len(found))
	for w := range found {
		all = append(all, w)
	}
	slices.Sort(all)
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
		a.Warnings = []string{"results truncated due to limit"}
	}
	a.write = func(j *jsonWriter) { j.strings(all) }
	return remarks(a, notes, ""), nil
}

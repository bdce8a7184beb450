package history

import (
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// A shortSeries is a series of a shortcut.
type shortSeries struct {
	of     *shortcuts
	over   *span
	series storage.ChunkSeries
	labels labels.Labels // of the result
	alone  bool          // it is the sum of a group that has no other series
}

// Labels returns those of the result.
func (s *shortSeries) Labels() labels.Labels { return s.labels }

// Iterator goes over the steps. What an iterator of another series of the same shortcut has in memory is used again.
func (s *shortSeries) Iterator(again chunkenc.Iterator) chunkenc.Iterator {
	it, ok := again.(*stepIterator[int64])
	if !ok {
		it = s.of.steps(s.view(s.of))
	}
	it.ts, it.err = s.of.stmt.Start.UnixMilli()-it.step, nil
	it.view.begin(s.series)
	return it
}

// steps returns an iterator of a view that stands before the first step of the query.
func (s *shortcuts) steps(v view) *stepIterator[int64] {
	step := s.stmt.Interval.Milliseconds()
	return &stepIterator[int64]{view: v, step: step, end: s.stmt.End.UnixMilli(), ts: s.stmt.Start.UnixMilli() - step}
}

// view returns what looks at series of the same shortcut, for whoever takes its remarks.
func (s *shortSeries) view(of *shortcuts) (v view) {
	offset := s.over.ends.OriginalOffset.Milliseconds()
	if s.over.call == nil {
		v = &lastView{offset: offset, length: s.over.length}
	} else {
		v = newCallView(of, s.over, offset)
	}
	if s.alone {
		return aloneView{v}
	}
	return v
}

// A view is what a shortcut has to say of a series.
type view interface {
	// begin turns to a series.
	begin(storage.ChunkSeries)
	// look returns the value at a step, in ms, and whether there is one. Steps only go up.
	look(ts int64) (v reading, is bool, err error)
}

// A reading is a number, or a distribution.
type reading struct {
	f float64
	h *histogram.FloatHistogram // in place of the number, when not nil
}

// A stepIterator has a sample at each step of a query. T is int64: go vet wants what is called Seek to be io.Seeker's
// where it sees that type.
type stepIterator[T int64] struct {
	view
	ts, step, end int64
	value         float64
	hist          *histogram.FloatHistogram // in place of the value, when not nil
	err           error
}

// Next goes to the next step.
func (i *stepIterator[T]) Next() chunkenc.ValueType {
	if i.ts += i.step; i.ts > i.end || i.err != nil {
		return chunkenc.ValNone
	}
	v, is, err := i.look(i.ts)
	switch {
	case err != nil:
		i.err = err
		return chunkenc.ValNone
	case !is:
		i.value, i.hist = stale, nil
	default:
		i.value, i.hist = v.f, v.h
	}
	return i.kind()
}

func (i *stepIterator[T]) kind() chunkenc.ValueType {
	if i.hist != nil {
		return chunkenc.ValFloatHistogram
	}
	return chunkenc.ValFloat
}

// Seek goes to the first step that is not before t.
func (i *stepIterator[T]) Seek(t T) chunkenc.ValueType {
	for i.ts < int64(t) {
		if i.Next() == chunkenc.ValNone {
			return chunkenc.ValNone
		}
	}
	if i.ts > i.end || i.err != nil {
		return chunkenc.ValNone
	}
	return i.kind()
}

// At returns the step and its number.
func (i *stepIterator[T]) At() (int64, float64) { return i.ts, i.value }

// AtFloatHistogram returns the step and its histogram, which is the caller's.
func (i *stepIterator[T]) AtFloatHistogram(*histogram.FloatHistogram) (int64, *histogram.FloatHistogram) {
	return i.ts, i.hist
}

// AtHistogram is not asked for: there are none with whole counts.
func (i *stepIterator[T]) AtHistogram(*histogram.Histogram) (int64, *histogram.Histogram) {
	return i.ts, nil
}

// AtT returns the step.
func (i *stepIterator[T]) AtT() int64 { return i.ts }

// AtST returns no start: it is not kept.
func (i *stepIterator[T]) AtST() int64 { return 0 }

// Err returns what ended the series early.
func (i *stepIterator[T]) Err() error { return i.err }

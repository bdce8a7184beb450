package history

import (
	"maps"
	"slices"

	"github.com/prometheus/prometheus/model/histogram"

	"metergate/internal/metric"
)

// histogram returns the distribution as the database takes it, what older processes still count included.
func (s *series) histogram(d *metric.Distribution) *histogram.Histogram {
	extra := s.drained.histogram()
	if extra == nil && s.last != nil && s.counted == d.Count {
		return s.last
	}
	h := nativeOf(d)
	if extra != nil {
		h = combined(h, extra, 1)
	}
	s.last, s.counted = h, d.Count
	return h
}

// nativeOf converts a distribution. The database keeps what it is given, so each is made anew.
func nativeOf(d *metric.Distribution) *histogram.Histogram {
	w := bucketWriter{h: &histogram.Histogram{
		Schema: metric.Schema, ZeroThreshold: d.ZeroThreshold(), ZeroCount: d.Zero, Count: d.Count, Sum: d.Total(),
	}}
	for i, counts := range d.Spans() {
		for k, n := range counts {
			w.add(int32(d.FirstIndex()+i+k), int64(n))
		}
	}
	return w.h
}

// combined returns a + sign*b, of the same schema. What would fall below zero is zero.
func combined(a, b *histogram.Histogram, sign int64) *histogram.Histogram {
	sum := func(x, y uint64) uint64 { return uint64(max(int64(x)+sign*int64(y), 0)) }
	counts := map[int32]int64{}
	collect(a, 1, counts)
	collect(b, sign, counts)
	w := bucketWriter{h: &histogram.Histogram{
		Schema: a.Schema, ZeroThreshold: a.ZeroThreshold, ZeroCount: sum(a.ZeroCount, b.ZeroCount), Sum: a.Sum + float64(sign)*b.Sum,
	}}
	w.h.Count = w.h.ZeroCount
	for _, index := range slices.Sorted(maps.Keys(counts)) {
		if n := counts[index]; n > 0 {
			w.add(index, n)
			w.h.Count += uint64(n)
		}
	}
	return w.h
}

// collect adds the counts of the buckets by their index.
func collect(h *histogram.Histogram, sign int64, into map[int32]int64) {
	for it := h.PositiveBucketIterator(); it.Next(); {
		into[it.At().Index] += sign * int64(it.At().Count)
	}
}

// A bucketWriter fills the buckets of a histogram in rising order: runs of neighbours, each count as the difference to
// the one before.
type bucketWriter struct {
	h    *histogram.Histogram
	next int32 // behind the last bucket
	last int64 // its count
}

func (w *bucketWriter) add(index int32, n int64) {
	if h := w.h; len(h.PositiveSpans) == 0 || index != w.next {
		h.PositiveSpans = append(h.PositiveSpans, histogram.Span{Offset: index - w.next})
	}
	w.h.PositiveSpans[len(w.h.PositiveSpans)-1].Length++
	w.h.PositiveBuckets = append(w.h.PositiveBuckets, n-w.last)
	w.next, w.last = index+1, n
}

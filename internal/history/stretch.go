package history

import (
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// A stretch is what a step sees of a series: the samples of a time, without the marks of an end. It moves forward only.
type stretch struct {
	floats []promql.FPoint // from first on
	first  int
	hists  []promql.HPoint
	spare  []*histogram.FloatHistogram // of hists that were left behind

	it    chunkenc.Iterator
	ahead chunkenc.ValueType // of the next sample
	at    int64              // its time
	value float64            // its value, when it is no histogram
}

// begin stands before the first sample of a series. The memory of the former one is used again.
func (s *stretch) begin(series storage.Series) {
	s.floats, s.first = s.floats[:0], 0
	s.leave(len(s.hists))
	s.it = series.Iterator(s.it)
	s.look(s.it.Next())
}

func (s *stretch) look(kind chunkenc.ValueType) {
	switch s.ahead = kind; kind {
	case chunkenc.ValNone:
	case chunkenc.ValFloat:
		s.at, s.value = s.it.At()
	default:
		s.at = s.it.AtT()
	}
}

// move goes on to the samples after from up to the time to, both in ms.
func (s *stretch) move(from, to int64) {
	s.drop(from)
	if s.ahead != chunkenc.ValNone && s.at <= from {
		s.look(s.it.Seek(from + 1))
	}
	for s.ahead != chunkenc.ValNone && s.at <= to {
		s.take()
		s.look(s.it.Next())
	}
}

// drop leaves the samples behind that are not after a time.
func (s *stretch) drop(from int64) {
	for s.first < len(s.floats) && s.floats[s.first].T <= from {
		s.first++
	}
	if s.first > 1024 && s.first > len(s.floats)/2 {
		s.floats = s.floats[:copy(s.floats, s.floats[s.first:])]
		s.first = 0
	}
	n := 0
	for n < len(s.hists) && s.hists[n].T <= from {
		n++
	}
	s.leave(n)
}

// leave leaves the first n histograms behind.
func (s *stretch) leave(n int) {
	for _, p := range s.hists[:n] {
		s.spare = append(s.spare, p.H)
	}
	s.hists = s.hists[:copy(s.hists, s.hists[n:])]
}

// take adds the sample that is next.
func (s *stretch) take() {
	if s.ahead == chunkenc.ValFloat {
		if !value.IsStaleNaN(s.value) {
			s.floats = append(s.floats, promql.FPoint{T: s.at, F: s.value})
		}
		return
	}
	h := &histogram.FloatHistogram{}
	if n := len(s.spare); n > 0 {
		h, s.spare = s.spare[n-1], s.spare[:n-1]
	}
	t, h := s.it.AtFloatHistogram(h)
	if value.IsStaleNaN(h.Sum) {
		s.spare = append(s.spare, h)
		return
	}
	s.hists = append(s.hists, promql.HPoint{T: t, H: h})
}

// len is how many samples are in sight.
func (s *stretch) len() int { return len(s.floats) - s.first + len(s.hists) }

// err returns why there is no further sample, if that is not the end of the series.
func (s *stretch) err() error {
	if s.ahead == chunkenc.ValNone {
		return s.it.Err()
	}
	return nil
}

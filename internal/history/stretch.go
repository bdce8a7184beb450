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
	chunkRun
	floats     []promql.FPoint // read; those from first to before end are in sight
	first, end int
	reset      int // index of the last number below end that is less than the one before it
	hists      []promql.HPoint
	spare      []*histogram.FloatHistogram // of hists that were left behind
	broken     error

	it    chunkenc.Iterator  // of the chunk of histograms that is being read
	ahead chunkenc.ValueType // of its next sample
	at    int64              // its time
}

// begin stands before the first sample of a series. The memory of the former one is used again.
func (s *stretch) begin(series storage.ChunkSeries) {
	s.floats, s.first, s.end, s.reset, s.broken = s.floats[:0], 0, 0, 0, nil
	s.leave(len(s.hists))
	s.ahead = chunkenc.ValNone
	s.chunkRun.begin(series)
}

// move goes on to the samples after from up to the time to, both in ms.
func (s *stretch) move(from, to int64) {
	if s.glide(from, to) {
		return
	}
	s.drop(from)
	for s.broken == nil {
		s.see(to)
		for s.ahead != chunkenc.ValNone && s.at <= to {
			s.take()
			s.look()
		}
		if s.end < len(s.floats) || s.ahead != chunkenc.ValNone || !s.load(from) {
			break
		}
	}
	s.drop(from)
}

// glide moves over numbers that were read, as nearly all moves do, and reports whether those are enough.
func (s *stretch) glide(from, to int64) bool {
	if n := len(s.floats); n == 0 || s.floats[n-1].T <= to || s.ahead != chunkenc.ValNone || len(s.hists) > 0 {
		return false
	}
	s.see(to)
	first := s.first
	for first < s.end && s.floats[first].T <= from {
		first++
	}
	s.first = first
	return true
}

// load reads the next chunk that has samples after a time, and reports whether there is one.
func (s *stretch) load(from int64) bool {
	c, is, last := s.chunkRun.take(from)
	switch {
	case !is:
		s.broken = s.chunkRun.it.Err()
	case ofFloats(c):
		s.append(c, last)
	default:
		s.it = c.Iterator(s.it)
		s.look()
	}
	return is
}

// append reads a chunk of numbers.
func (s *stretch) append(c chunkenc.Chunk, last bool) {
	if s.first > 0 {
		n := copy(s.floats, s.floats[s.first:])
		s.floats, s.end, s.reset, s.first = s.floats[:n], s.end-s.first, max(s.reset-s.first, 0), 0
	}
	n := len(s.floats)
	s.floats, s.broken = s.chunkRun.floats(s.floats, c, last)
	for _, p := range s.floats[n:] {
		if !value.IsStaleNaN(p.F) {
			s.floats[n] = p
			n++
		}
	}
	s.floats = s.floats[:n]
}

// see takes the numbers into sight that are not after a time.
func (s *stretch) see(to int64) {
	all, end := s.floats, s.end
	for end < len(all) && all[end].T <= to {
		if end > 0 && all[end].F < all[end-1].F {
			s.reset = end
		}
		end++
	}
	s.end = end
}

func (s *stretch) look() {
	if s.ahead = s.it.Next(); s.ahead != chunkenc.ValNone {
		s.at = s.it.AtT()
	} else {
		s.broken = s.it.Err()
	}
}

// drop leaves the samples behind that are not after a time.
func (s *stretch) drop(from int64) {
	for s.first < s.end && s.floats[s.first].T <= from {
		s.first++
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

// take adds the histogram that is next.
func (s *stretch) take() {
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
func (s *stretch) len() int { return s.end - s.first + len(s.hists) }

// rising reports whether what is in sight are two numbers or more, none less than the one before it.
func (s *stretch) rising() bool {
	return len(s.hists) == 0 && s.end-s.first > 1 && s.reset <= s.first
}

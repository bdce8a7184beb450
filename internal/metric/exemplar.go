package metric

import (
	"strconv"
	"sync/atomic"
)

// An Exemplar is one value of a distribution and the trace it belongs to.
type Exemplar struct {
	// Trace is the id of the trace.
	Trace TraceID
	// Value is in the unit of the distribution: seconds or bytes.
	Value float64
	// At is the time of day in ns since 1970.
	At int64
}

// TraceID is the id of a trace by W3C Trace Context: 16 bytes, not all zero.
type TraceID struct{ High, Low uint64 }

// IsZero reports whether there is no id.
func (t TraceID) IsZero() bool { return t == TraceID{} }

// Append appends the 32 hexadecimal digits.
func (t TraceID) Append(dst []byte) []byte {
	const digits = "0123456789abcdef"
	for _, w := range [...]uint64{t.High, t.Low} {
		for shift := 60; shift >= 0; shift -= 4 {
			dst = append(dst, digits[w>>shift&15])
		}
	}
	return dst
}

// String returns the 32 hexadecimal digits.
func (t TraceID) String() string { return string(t.Append(nil)) }

// ParseTraceID reads 32 hexadecimal digits, in either case, that are not all zero.
func ParseTraceID(digits string) (t TraceID, ok bool) {
	if len(digits) != 32 {
		return t, false
	}
	high, err1 := strconv.ParseUint(digits[:16], 16, 64)
	low, err2 := strconv.ParseUint(digits[16:], 16, 64)
	t = TraceID{high, low}
	return t, err1 == nil && err2 == nil && !t.IsZero()
}

// exemplars are those of one shard, one for each octave, made when there is the first.
type exemplars [octaves]atomic.Pointer[example]

// An example is written by its loop alone and read by anybody. turn is odd while it is written.
type example struct {
	turn, high, low, value, at uint64
}

// Exemplify keeps a value that was recorded with its trace, in the place of an older one of its octave.
func (h *Histogram) Exemplify(s *Set, shard int, v, wall int64, trace TraceID) {
	if s == nil || !h.Traced.Has(s.kind) {
		return
	}
	b, o := h.own(s, shard), h.scale.octave(v)
	e := b.example(o)
	if e == nil {
		e = new(example)
		b.keep(o, e)
	}
	turn := e.turn
	atomic.StoreUint64(&e.turn, turn+1)
	atomic.StoreUint64(&e.high, trace.High)
	atomic.StoreUint64(&e.low, trace.Low)
	atomic.StoreUint64(&e.value, uint64(max(v, 0)))
	atomic.StoreUint64(&e.at, uint64(wall))
	atomic.StoreUint64(&e.turn, turn+2)
}

func (b *buckets) example(o int) *example {
	if all := b.examples.Load(); all != nil {
		return all[o].Load()
	}
	return nil
}

func (b *buckets) keep(o int, e *example) {
	all := b.examples.Load()
	if all == nil {
		all = new(exemplars)
		b.examples.Store(all)
	}
	all[o].Store(e)
}

// octave returns the octave of a value, the first one for what counts as zero.
func (sc *scale) octave(v int64) int { return max(sc.bucket(uint64(max(v, 0))), 0) / perOctave }

// Exemplar returns the newest exemplar above one bound and up to another, in units, and whether there is one.
func (h *Histogram) Exemplar(s *Set, above, upTo float64) (newest Exemplar, found bool) {
	h.each(s, func(b *buckets) {
		all := b.examples.Load()
		if all == nil {
			return
		}
		for o := range all {
			x, ok := all[o].Load().read(h.scale)
			if ok && x.Value > above && x.Value <= upTo && x.At > newest.At {
				newest, found = x, true
			}
		}
	})
	return newest, found
}

// read returns the exemplar unless it is being written, which the next scrape will find done.
func (e *example) read(sc *scale) (x Exemplar, ok bool) {
	if e == nil {
		return x, false
	}
	turn := atomic.LoadUint64(&e.turn)
	x = Exemplar{
		Trace: TraceID{atomic.LoadUint64(&e.high), atomic.LoadUint64(&e.low)},
		Value: float64(atomic.LoadUint64(&e.value)) / sc.perUnit, At: int64(atomic.LoadUint64(&e.at)),
	}
	return x, turn%2 == 0 && turn == atomic.LoadUint64(&e.turn)
}

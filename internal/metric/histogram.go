package metric

import (
	"math"
	"sync/atomic"
)

// A Histogram is the distribution of a quantity in exponential buckets: each bound is 2^(1/8) of the one before,
// Prometheus's native schema 3, so a quantile is within 4.5 % of the truth.
type Histogram struct {
	Name string
	// On holds the kinds of objects that have the distribution.
	On   Kinds
	Unit Unit
	Help string

	at slots
}

// The buckets cover 32 octaves. In seconds that is 2^-20 s to 2^12 s: from under a microsecond to over an hour. What
// is smaller counts as zero, what is larger in the last bucket.
const (
	// Schema is the resolution in Prometheus's numbering.
	Schema = 3
	// FirstIndex is the native index of the first bucket, whose upper bound is 2^(FirstIndex/8) seconds.
	FirstIndex = -159
	// Buckets is how many buckets there are.
	Buckets = octaves * perOctave

	octaves   = 32
	perOctave = 1 << Schema
)

// ZeroThreshold is the largest value in seconds that counts as zero: 2^-20.
const ZeroThreshold = 1.0 / (1 << 20)

// buckets are the counts of one shard: 300 bytes, and 64 for each octave with a value, made when it has the first.
type buckets struct {
	zero, sum uint64
	octaves   [octaves]atomic.Pointer[[perOctave]uint64]
}

// NewHistogram declares a distribution of times. `clear counters all` empties it.
func NewHistogram(h Histogram) *Histogram {
	p := &h
	p.at = std.hist(h.On)
	std.hists = append(std.hists, p)
	std.saveNamed(h.On, h.Name, p)
	return p
}

// Record takes a time of ns nanoseconds in.
func (h *Histogram) Record(s *Set, shard int, ns int64) {
	if s == nil {
		return
	}
	b := h.own(s, shard)
	ns = max(ns, 0)
	store(&b.sum, b.sum+uint64(ns))
	i := bucketOf(uint64(ns))
	if i < 0 {
		store(&b.zero, b.zero+1)
		return
	}
	w := &b.octave(i / perOctave)[i%perOctave]
	store(w, *w+1)
}

func (h *Histogram) own(s *Set, shard int) *buckets {
	sh := s.own(shard)
	if sh == nil {
		sh = s.ready(shard)
	}
	p := &sh.hists[h.at[s.kind]]
	if b := p.Load(); b != nil {
		return b
	}
	b := new(buckets)
	p.Store(b)
	return b
}

func (b *buckets) octave(o int) *[perOctave]uint64 {
	if w := b.octaves[o].Load(); w != nil {
		return w
	}
	w := new([perOctave]uint64)
	b.octaves[o].Store(w)
	return w
}

// Distribution is a picture of a Histogram.
type Distribution struct {
	// Count is how many values there were, Zero how many of them were at most ZeroThreshold.
	Count, Zero uint64
	// Sum is the sum of the values, in ns.
	Sum uint64
	// Buckets holds the counts; bucket i has the native index FirstIndex+i.
	Buckets [Buckets]uint64
}

// Read adds what all shards recorded to d.
func (h *Histogram) Read(s *Set, d *Distribution) {
	if s == nil || h.at[s.kind] < 0 {
		return
	}
	for i := range s.shards {
		sh := s.shards[i].Load()
		if sh == nil || !s.fresh(sh, onAll) {
			continue
		}
		if b := sh.hists[h.at[s.kind]].Load(); b != nil {
			b.addTo(d)
		}
	}
}

func (b *buckets) addTo(d *Distribution) {
	zero := atomic.LoadUint64(&b.zero)
	d.Zero += zero
	d.Count += zero
	d.Sum += atomic.LoadUint64(&b.sum)
	for o := range b.octaves {
		w := b.octaves[o].Load()
		if w == nil {
			continue
		}
		for i := range w {
			n := atomic.LoadUint64(&w[i])
			d.Buckets[o*perOctave+i] += n
			d.Count += n
		}
	}
}

// Quantile returns the value in ns that the share q (0 to 1) of all values does not exceed: the middle of its bucket.
// It is 0 without values.
func (d *Distribution) Quantile(q float64) float64 {
	rank := uint64(math.Ceil(q * float64(d.Count)))
	seen := d.Zero
	if rank <= seen {
		return 0
	}
	for i, n := range d.Buckets {
		if seen += n; seen >= rank {
			return UpperBound(i) * 1e9 / math.Exp2(1.0/(2*perOctave))
		}
	}
	return UpperBound(Buckets-1) * 1e9
}

// UpperBound returns the largest value of bucket i, in seconds.
func UpperBound(i int) float64 { return math.Exp2(float64(FirstIndex+i) / perOctave) }

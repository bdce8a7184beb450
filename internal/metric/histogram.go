package metric

import "sync/atomic"

// A Histogram is the distribution of a quantity in exponential buckets: each bound is 2^(1/8) of the one before,
// Prometheus's native schema 3, so a quantile is within 4.5 % of the truth. The quantity is a time in ns or a size in
// bytes, as the Unit says (Seconds or Bytes).
//
// An object that was never used holds none of it. Its first value on a loop costs 288 bytes, and each octave that a value
// of that loop falls into 64 more: a server with answers between 1 and 100 ms holds 0.7 KB a loop for each distribution.
// Exemplars cost 256 bytes more, and 48 for each octave that has one.
type Histogram struct {
	Name string
	// Series is the name in the exporter behind haproxy_<kind>_, ending in the unit.
	Series string
	// On holds the kinds of objects that have the distribution, Traced those that keep exemplars.
	On, Traced Kinds
	Unit       Unit
	Help       string

	at    slots
	scale *scale
}

// The resolution.
const (
	// Schema is the resolution in Prometheus's numbering.
	Schema = 3
	// Buckets is how many buckets there are.
	Buckets = octaves * perOctave

	octaves   = 32
	perOctave = 1 << Schema
)

// buckets are the counts of one shard; those of an octave are made when it has its first value.
type buckets struct {
	zero, sum uint64
	octaves   [octaves]atomic.Pointer[octave]
	examples  atomic.Pointer[exemplars]
}

type octave [perOctave]uint64

// NewHistogram declares a distribution. `clear counters all` empties it.
func NewHistogram(h Histogram) *Histogram {
	p := &h
	p.at, p.scale = std.hist(h.On), scaleOf(h.Unit)
	std.hists = append(std.hists, p)
	std.saveNamed(h.On, h.Name, p)
	return p
}

// Record takes a value in: ns or bytes. One below zero counts as zero.
func (h *Histogram) Record(s *Set, shard int, v int64) {
	if s == nil {
		return
	}
	b := h.own(s, shard)
	v = max(v, 0)
	store(&b.sum, b.sum+uint64(v))
	i := h.scale.bucket(uint64(v))
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

func (b *buckets) octave(o int) *octave {
	if w := b.octaves[o].Load(); w != nil {
		return w
	}
	w := new(octave)
	b.octaves[o].Store(w)
	return w
}

// Read adds what all shards recorded to d, which is empty or was read from a distribution of the same unit.
func (h *Histogram) Read(s *Set, d *Distribution) {
	d.scale = h.scale
	h.each(s, func(b *buckets) { b.addTo(d) })
}

// each calls f for what each shard holds.
func (h *Histogram) each(s *Set, f func(b *buckets)) {
	if s == nil || h.at[s.kind] < 0 {
		return
	}
	for i := range s.shards {
		sh := s.shards[i].Load()
		if sh == nil || !s.fresh(sh, onAll) {
			continue
		}
		if b := sh.hists[h.at[s.kind]].Load(); b != nil {
			f(b)
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

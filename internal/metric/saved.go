package metric

// Saved is the content of a Set by the names of its metrics: what a process hands to its successor so that a reload
// loses no count. States of the present (gauges, levels, rates) are not in it: they are the successor's own.
type Saved map[string][]uint64

// A saver is a handle whose words outlive the process.
type saver interface {
	save(s *Set) []uint64
	restore(s *Set, words []uint64)
}

type named struct {
	name string
	saver
}

// save notes that the words of the last declared column are kept over a reload.
func (r *registry) save(ks Kinds, h interface {
	saver
	column() *Column
}) {
	r.saveNamed(ks, h.column().Name, h)
}

func (r *registry) saveNamed(ks Kinds, name string, h saver) {
	for k := range Kind(kinds) {
		if ks.Has(k) {
			r.savers[k] = append(r.savers[k], named{name, h})
		}
	}
}

func (c *Column) column() *Column { return c }

// Save returns the present content of the Set. Metrics that are 0 are left out.
func (s *Set) Save() Saved {
	out := Saved{}
	for _, h := range std.savers[s.kind] {
		if words := h.save(s); words != nil {
			out[h.name] = words
		}
	}
	return out
}

// Restore puts the content of another process's Set into the first shard. It is called before the loops start; names
// that are not known any more are skipped.
func (s *Set) Restore(in Saved) {
	for _, h := range std.savers[s.kind] {
		if words, ok := in[h.name]; ok {
			h.restore(s, words)
		}
	}
}

// Carry has the counters of a Set in which nothing was counted go on from totals, by the names of their columns and as
// outputs show them: what the parts of a counter count is in both. It is called before the loops count.
func (s *Set) Carry(totals map[string]uint64) {
	for _, whole := range []bool{false, true} {
		for _, h := range std.savers[s.kind] {
			c, ok := h.saver.(*Counter)
			if n := totals[h.name]; ok && (len(c.parts) > 0) == whole && n > c.Sum(s) {
				c.Add(s, 0, n-c.Sum(s))
			}
		}
	}
}

func (c *Counter) save(s *Set) []uint64 {
	sum := uint64(0)
	for i := range s.shards {
		sum += c.on(s, i)
	}
	return one(sum)
}

func (c *Counter) restore(s *Set, words []uint64) { c.Add(s, 0, words[0]) }

func (m *Max) save(s *Set) []uint64 { return one(m.Value(s)) }

func (m *Max) restore(s *Set, words []uint64) { m.Observe(s, 0, words[0]) }

func (a *Average) save(s *Set) []uint64 {
	sum, n := a.merged(s)
	if sum == 0 {
		return nil
	}
	return []uint64{sum, n}
}

// restore keeps the mean: the sum is cut to what the first shard's part of the window holds.
func (a *Average) restore(s *Set, words []uint64) {
	if len(words) == 2 && words[1] > 0 {
		store(&s.ready(0).words[a.at[s.kind]], words[0]*min(words[1], uint64(s.window()))/words[1])
	}
}

// save keeps sum and zeros, then bucket number and count of each bucket that has any.
func (h *Histogram) save(s *Set) []uint64 {
	var d Distribution
	h.Read(s, &d)
	if d.Count == 0 {
		return nil
	}
	words := []uint64{d.Sum, d.Zero}
	for i, n := range d.Buckets {
		if n > 0 {
			words = append(words, uint64(i), n)
		}
	}
	return words
}

func (h *Histogram) restore(s *Set, words []uint64) {
	b := h.own(s, 0)
	store(&b.sum, b.sum+words[0])
	store(&b.zero, b.zero+words[1])
	for p := words[2:]; len(p) >= 2 && p[0] < Buckets; p = p[2:] {
		w := &b.octave(int(p[0]) / perOctave)[p[0]%perOctave]
		store(w, *w+p[1])
	}
}

// one returns a single word, nothing for 0.
func one(n uint64) []uint64 {
	if n == 0 {
		return nil
	}
	return []uint64{n}
}

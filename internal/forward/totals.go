package forward

import (
	"slices"

	"metergate/internal/metric"
)

// Totals is what was counted of an object, by the names of columns, distributions and tallies.
type totals struct {
	Numbers map[string]uint64   `json:"numbers,omitempty"`
	Shapes  map[string]*spread  `json:"shapes,omitempty"`
	Tallies map[string]keyCount `json:"tallies,omitempty"`
}

// A spread is what a distribution holds, by the numbers of its buckets.
type spread struct {
	Zero    uint64         `json:"zero,omitempty"`
	Sum     uint64         `json:"sum,omitempty"`
	Buckets map[int]uint64 `json:"buckets,omitempty"`
}

// A keyCount is what a tally holds, by its keys.
type keyCount map[uint32]uint64

// put puts a value into a map that may not be there yet.
func put[K comparable, V any](m *map[K]V, key K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = v
}

// totalsOf reads what an object counted.
func totalsOf(o metric.Object, v *metric.View) (c totals) {
	k := o.MetricKind()
	columns := metric.Table()
	if k == metric.KindProcess {
		columns = metric.Info()
	}
	for _, column := range columns {
		if column.On[k] == "" {
			continue
		}
		for _, s := range column.Prom {
			if s.Tally != nil {
				put(&c.Tallies, s.Tally.Name, keysOf(s.Tally.Of(o, v)))
			}
		}
		if x := column.Value(o, v); column.On[k][1] == 'C' && (x.Type() == metric.U64 || x.Type() == metric.U32) {
			put(&c.Numbers, column.Name, x.Uint())
		}
	}
	for _, h := range metric.Histograms() {
		if h.On.Has(k) {
			var d metric.Distribution
			h.Of(o, v, &d)
			put(&c.Shapes, h.Name, spreadOf(&d))
		}
	}
	return c
}

// since returns what c holds more than earlier, of what is named there; all when earlier is nil. What fell was emptied.
func (c *totals) since(earlier *totals) (more totals, some bool) {
	if earlier == nil {
		earlier = &totals{}
	}
	for name, n := range c.Numbers {
		if before := earlier.Numbers[name]; n != before {
			put(&more.Numbers, name, grownBy(n, before))
			some = true
		}
	}
	for name, s := range c.Shapes {
		if d := s.since(earlier.Shapes[name]); d != nil {
			put(&more.Shapes, name, d)
			some = true
		}
	}
	for name, keys := range c.Tallies {
		for key, n := range keys {
			if before := earlier.Tallies[name][key]; n != before {
				if more.Tallies[name] == nil {
					put(&more.Tallies, name, keyCount{})
				}
				more.Tallies[name][key] = grownBy(n, before)
				some = true
			}
		}
	}
	return more, some
}

func grownBy(n, before uint64) uint64 {
	if n < before {
		return n
	}
	return n - before
}

// only forgets what is not named in names, which is all when it is nil.
func (c *totals) only(names *totals) {
	if names == nil {
		return
	}
	keep(c.Numbers, names.Numbers)
	keep(c.Shapes, names.Shapes)
	keep(c.Tallies, names.Tallies)
}

func keep[V any](m, names map[string]V) {
	for name := range m {
		if _, ok := names[name]; !ok {
			delete(m, name)
		}
	}
}

// add adds what was reported.
func (c *totals) add(r *totals) {
	for name, n := range r.Numbers {
		put(&c.Numbers, name, c.Numbers[name]+n)
	}
	for name, s := range r.Shapes {
		if c.Shapes[name] == nil {
			put(&c.Shapes, name, &spread{})
		}
		c.Shapes[name].add(s)
	}
	for name, keys := range r.Tallies {
		if c.Tallies[name] == nil {
			put(&c.Tallies, name, keyCount{})
		}
		for key, n := range keys {
			c.Tallies[name][key] += n
		}
	}
}

func spreadOf(d *metric.Distribution) *spread {
	s := &spread{Zero: d.Zero, Sum: d.Sum}
	for i, n := range d.Buckets {
		if n > 0 {
			put(&s.Buckets, i, n)
		}
	}
	return s
}

// since returns what s holds more than earlier, nil for nothing.
func (s *spread) since(earlier *spread) *spread {
	if earlier == nil {
		earlier = &spread{}
	}
	more := &spread{Zero: grownBy(s.Zero, earlier.Zero), Sum: grownBy(s.Sum, earlier.Sum)}
	for i, n := range s.Buckets {
		if by := grownBy(n, earlier.Buckets[i]); by > 0 {
			put(&more.Buckets, i, by)
		}
	}
	if more.Zero == 0 && len(more.Buckets) == 0 {
		return nil
	}
	return more
}

func (s *spread) add(o *spread) {
	s.Zero, s.Sum = s.Zero+o.Zero, s.Sum+o.Sum
	for i, n := range o.Buckets {
		put(&s.Buckets, i, s.Buckets[i]+n)
	}
}

// addTo adds to a distribution what s holds, which may be nil.
func (s *spread) addTo(d *metric.Distribution) {
	if s == nil {
		return
	}
	d.Zero, d.Sum, d.Count = d.Zero+s.Zero, d.Sum+s.Sum, d.Count+s.Zero
	for i, n := range s.Buckets {
		if i >= 0 && i < len(d.Buckets) {
			d.Buckets[i], d.Count = d.Buckets[i]+n, d.Count+n
		}
	}
}

func keysOf(all []metric.TallyCount) keyCount {
	k := keyCount{}
	for _, c := range all {
		k[c.Key] = c.N
	}
	return k
}

// addTo adds to the counts of a tally.
func (k keyCount) addTo(all []metric.TallyCount) []metric.TallyCount {
	for key, n := range k {
		if i := slices.IndexFunc(all, func(c metric.TallyCount) bool { return c.Key == key }); i >= 0 {
			all[i].N += n
		} else {
			all = append(all, metric.TallyCount{Key: key, N: n})
		}
	}
	return all
}

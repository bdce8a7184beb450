package history

import "github.com/prometheus/prometheus/model/histogram"

// drained is what processes that handed over have counted since, for one series.
type drained struct {
	sum  float64
	hist *histogram.Histogram
}

// value returns what is added to a counter.
func (d *drained) value() float64 {
	if d == nil {
		return 0
	}
	return d.sum
}

// histogram returns what is added to a histogram, nil for nothing.
func (d *drained) histogram() *histogram.Histogram {
	if d == nil {
		return nil
	}
	return d.hist
}

// A count is what a draining process counted since its last report, of one series.
type count struct {
	Name   string               `json:"name"`
	Labels []string             `json:"labels,omitempty"` // names and values by turns, those of all series not among them
	Value  float64              `json:"value,omitempty"`
	Hist   *histogram.Histogram `json:"histogram,omitempty"`
}

// key is the identity of a counter in all processes.
func (n *count) key() string {
	b := append([]byte(n.Name), 0)
	for _, l := range n.Labels {
		b = append(append(b, l...), 0)
	}
	return string(b)
}

// take adds what a draining process reports.
func (c *cache) take(counts []count) {
	for i := range counts {
		n := &counts[i]
		key := n.key()
		d := c.carried[key]
		if d == nil {
			d = &drained{}
			c.carried[key] = d
			c.adopt(key, n, d)
		}
		d.sum += n.Value
		switch {
		case n.Hist != nil && d.hist == nil:
			d.hist = n.Hist
		case n.Hist != nil && n.Hist.Schema == d.hist.Schema:
			d.hist = combined(d.hist, n.Hist, 1)
		}
	}
}

// adopt finds the series for what is drained, or makes one of its own where this process has no such object.
func (c *cache) adopt(key string, n *count, d *drained) {
	for s := range c.all {
		if s.key == key {
			s.drained = d
			return
		}
	}
	c.orphans = append(c.orphans, orphan{key: key, drained: d, series: c.make(n.Name, n.labels)})
}

// labels yields the names and values.
func (n *count) labels(yield func(name, value string) bool) {
	for i := 0; i+1 < len(n.Labels); i += 2 {
		if !yield(n.Labels[i], n.Labels[i+1]) {
			return
		}
	}
}

// An orphan is what is drained and has no series in this process.
type orphan struct {
	key     string
	drained *drained
	series  *series
}

// orphaned appends the orphans to a tick.
func (c *cache) orphaned(into []sample) []sample {
	for _, o := range c.orphans {
		into = append(into, sample{series: o.series, value: o.drained.sum, hist: o.drained.hist})
	}
	return into
}

// A mark is how far a counter was when it was last written or reported.
type mark struct {
	value float64
	hist  *histogram.Histogram
}

// since returns what has been counted since the marks, and moves them. Nothing drained is in it: who counted that
// reports it.
func (c *cache) since(samples []sample, marks map[*series]mark) (counts []count) {
	for i := range samples {
		sm := &samples[i]
		s := sm.series
		if !s.counter {
			continue
		}
		m := marks[s]
		n := count{Name: s.name, Labels: s.pairs}
		if sm.hist != nil {
			if m.hist == sm.hist || m.hist != nil && m.hist.Count >= sm.hist.Count {
				continue
			}
			n.Hist = sm.hist
			if m.hist != nil {
				n.Hist = combined(sm.hist, m.hist, -1)
			}
		} else if n.Value = sm.value - m.value; !(n.Value > 0) {
			continue
		}
		marks[s] = mark{sm.value, sm.hist}
		counts = append(counts, n)
	}
	return counts
}

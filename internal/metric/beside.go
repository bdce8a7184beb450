package metric

// A Beside knows what was counted of an object elsewhere, as by a process that still serves its last clients, and has
// outputs show it too. It is told what this process counted itself, and may remember that.
type Beside interface {
	// Counter returns what a counter of the object is to show that has n.
	Counter(o Object, c *Column, n uint64) uint64
	// Histogram adds to what a distribution of the object holds.
	Histogram(o Object, h *Histogram, d *Distribution)
	// Tally returns what a tally of the object is to show that has these counts.
	Tally(o Object, t *Tally, own []TallyCount) []TallyCount
}

// Of reads the distribution of an object into d, which is empty, with what the view knows beside.
func (h *Histogram) Of(o Object, v *View, d *Distribution) {
	h.Read(o.MetricSet(), d)
	if v.Beside != nil {
		v.Beside.Histogram(o, h, d)
	}
}

// Of returns the counts of an object, by key, with what the view knows beside.
func (t *Tally) Of(o Object, v *View) []TallyCount {
	all := t.Counts(o.MetricSet())
	if v != nil && v.Beside != nil {
		all = v.Beside.Tally(o, t, all)
	}
	return all
}

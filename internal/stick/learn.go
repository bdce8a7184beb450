package stick

// Parts are what a rate is made of, as peers tell it.
type Parts struct {
	Elapsed     uint32 // ms since the present period began
	Now, Before uint32 // events in it, and in the period before
}

// Parts reads what element i of a rate is made of, where it is stored.
func (e Entry) Parts(d Data, i int) Parts {
	if !e.Has(d, i) || d.Form() != Rate || e.t.cfg.Shared {
		return Parts{}
	}
	w := e.element(d, i)
	return Parts{uint32(e.now) - w[0], w[1], w[2]}
}

// SetParts sets what element i of a rate is made of, where it is stored.
func (e Entry) SetParts(d Data, i int, p Parts) {
	if e.Has(d, i) && d.Form() == Rate && !e.t.cfg.Shared {
		w := e.element(d, i)
		w[0], w[1], w[2] = uint32(e.now)-p.Elapsed, p.Now, p.Before
	}
}

// Learned lets the entry live as a peer says, for in ms, or for another expire where in is negative. Nobody is told.
func (e Entry) Learned(in int64) {
	m := e.s.meta(e.index)
	e.s.prolong(m, e.now)
	if in >= 0 {
		e.Expire(in)
	}
	e.s.touched.cut(e.index)
	e.s.touched.push(e.index)
}

package balance

// A bound is the load up to which servers take what the ring gives them, after "Consistent Hashing with Bounded Loads"
// (Mirrokni, Thorup, Zadimoghaddam): no server gets more than its share of the whole load, the new request included,
// times a factor. The zero bound admits everything.
type bound struct {
	slots  int // the whole load times the factor, rounded up
	weight int // over which it is shared
}

// bound works out the present one.
func (r *ringRotor) bound(s Servers) bound {
	if r.hash.Factor == 0 {
		return bound{}
	}
	load := 1
	for i := range r.table.Servers {
		load += s.Load(r.table.Servers[i].Index)
	}
	return bound{slots: (load*r.hash.Factor + 99) / 100, weight: r.table.Weight}
}

// admits says that a server has room below its share, rounded up.
func (b bound) admits(s Servers, c *Candidate) bool {
	return b.weight == 0 || s.Load(c.Index) < (b.slots*c.Weight+b.weight-1)/b.weight
}

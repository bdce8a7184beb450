package balance

// A bound is the load up to which servers take what the ring gives them, after "Consistent Hashing with Bounded Loads"
// (Mirrokni, Thorup, Zadimoghaddam): no server gets more than its share of the whole load, the new request included,
// times a factor. The zero bound admits everything.
type bound struct {
	slots  int // the whole load times the factor, rounded up
	weight int // over which they are shared
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

// share returns the slots of the server whose weights begin and end there when all are laid end to end. Whole slots
// are dealt out so that they add up to all of them, but nobody is left without one.
func (b bound) share(begin, end int) int {
	return max(end*b.slots/b.weight-begin*b.slots/b.weight, 1)
}

// admits says that a server of the table has room below its share.
func (b bound) admits(s Servers, t *Table, place int) bool {
	if b.weight == 0 {
		return true
	}
	c := &t.Servers[place]
	return s.Load(c.Index) < b.share(t.sums[place]-c.Weight, t.sums[place])
}

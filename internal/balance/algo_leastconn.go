package balance

var _ = register(Algorithm{
	Name:  "leastconn",
	Usage: "leastconn",
	Help:  "The server with the fewest requests for its weight; equals in turn.",
	parse: plain(leastConn{}),
})

type leastConn struct{}

func (leastConn) index(*Table, *HashType) {}

func (leastConn) rotor(*HashType) rotor { return &leastRotor{last: -1} }

// leastRotor looks at every server, beginning behind the one it chose last, and stops at the first idle one.
type leastRotor struct {
	table *Table
	last  int
}

func (r *leastRotor) adopt(t *Table) {
	r.table = t
	r.last = min(r.last, len(t.Servers)-1)
}

func (r *leastRotor) skip() { r.last = (r.last + 1) % len(r.table.Servers) }

func (r *leastRotor) pick(s Servers, q *Request) int {
	servers := r.table.Servers
	best, least, avoided := None, 0, None
	for k := range servers {
		i := (r.last + 1 + k) % len(servers)
		c := &servers[i]
		load := pressure(s.Load(c.Index), c.Weight)
		switch {
		case best != None && load >= least, s.Full(c.Index):
			continue
		case c.Index == q.Avoid:
			avoided = i
			continue
		}
		best, least = i, load
		if load == 0 {
			break
		}
	}
	if best == None {
		best = avoided
	}
	if best != None {
		r.last = best
	}
	return best
}

// pressure is how busy one more request makes a server, for its weight; an idle server has none, whatever its weight.
func pressure(load, weight int) int {
	if load == 0 {
		return 0
	}
	return (load + 1) * MaxWeight * Scale / weight
}

package balance

// A strategy is what an algorithm's arguments compile to.
type strategy interface {
	// index adds to a new table what the strategy looks up in it.
	index(t *Table, h *HashType)
	// rotor returns the state of one loop.
	rotor(h *HashType) rotor
}

// A rotor chooses for one loop.
type rotor interface {
	// adopt takes a new table; servers that stay keep their place in the rotation.
	adopt(t *Table)
	// pick returns a place in the servers of the table, or None.
	pick(s Servers, r *Request) int
}

// A Picker chooses servers on one loop. It must not be shared between loops.
type Picker struct {
	rotor   rotor
	servers Servers
	table   *Table
	request Request // of the pick in progress: a rotor sees it here, so that it need not be allocated
	shard   int
}

// NewPicker returns the picker of a loop. Loops start their rotation at different servers: shard is the loop's number.
func (m *Method) NewPicker(s Servers, shard int) *Picker {
	return &Picker{rotor: m.strategy.rotor(&m.Hash), servers: s, shard: shard}
}

// Pick returns the index of the server for a request, or None when none can take it: the table is empty, or every
// server that the algorithm may use is full. Methods that hash choose a full server, where the request waits.
func (p *Picker) Pick(t *Table, r Request) int {
	if t == nil || len(t.Servers) == 0 {
		return None
	}
	p.request = r
	if t != p.table {
		p.adopt(t)
	}
	i := p.rotor.pick(p.servers, &p.request)
	p.request.Parts = nil
	if i < 0 {
		return None
	}
	return t.Servers[i].Index
}

// adopt takes a new table. With the first one, the rotation is moved on to where this loop starts.
func (p *Picker) adopt(t *Table) {
	p.rotor.adopt(t)
	if r, ok := p.rotor.(interface{ skip() }); ok && p.table == nil {
		for range p.shard % len(t.Servers) {
			r.skip()
		}
	}
	p.table = t
}

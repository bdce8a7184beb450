package balance

// A strategy is what an algorithm's arguments compile to.
type strategy interface {
	// key returns how the key of a request is hashed, nil for an algorithm that does not hash.
	key() hasher
	// static says that weights are fixed.
	static() bool
	// index adds to a new table what the strategy looks up in it.
	index(t *Table, h HashType)
	// rotor returns the state of one loop.
	rotor(h HashType) rotor
}

// A rotor chooses for one loop.
type rotor interface {
	// adopt takes a new table; servers that stay keep their place in the rotation.
	adopt(t *Table)
	// pick returns a place in the table's Servers, or None.
	pick(s Servers, r Request) int
}

// A Picker chooses servers on one loop. It must not be shared between loops.
type Picker struct {
	rotor   rotor
	servers Servers
	table   *Table
	shard   int
}

// NewPicker returns the picker of a loop. Loops start their rotation at different servers: shard is the loop's number.
func (m *Method) NewPicker(s Servers, shard int) *Picker {
	return &Picker{rotor: m.strategy.rotor(m.Hash), servers: s, shard: shard}
}

// Pick returns the index of the server for a request, or None when none can take it: the table is empty, or every
// server that the algorithm may use is full. Methods that hash choose a full server, where the request waits.
func (p *Picker) Pick(t *Table, r Request) int {
	if t == nil || len(t.Servers) == 0 {
		return None
	}
	if t != p.table {
		p.rotor.adopt(t)
		p.table = t
	}
	i := p.rotor.pick(p.servers, r)
	if i < 0 {
		return None
	}
	return t.Servers[i].Index
}

package balance

// A hasher makes the hash of a request's key, without the modifier; false when the request has no key.
type hasher func(p Parts, h *HashType) (uint32, bool)

// hashed is the strategy of every algorithm that hashes: the key differs, the way from its hash to a server is that of
// the hash-type.
type hashed struct{ key hasher }

// of makes the hasher of a key that is a string of bytes.
func of(key func(p Parts) ([]byte, bool)) hashed {
	return hashed{func(p Parts, h *HashType) (uint32, bool) {
		k, ok := key(p)
		if !ok {
			return 0, false
		}
		return h.sum(k), true
	}}
}

func (hashed) index(t *Table, h *HashType) {
	switch {
	case len(t.Servers) == 0:
	case h.Consistent:
		t.ring = newRing(t.Servers, t.Weight)
	default:
		t.slots = slots(t.Servers)
	}
}

func (s hashed) rotor(h *HashType) rotor {
	if h.Consistent {
		return &ringRotor{key: s.key, hash: h}
	}
	return &mapRotor{key: s.key, hash: h}
}

// mapRotor looks keys up in the slots of a table. Requests without a key take them in turn.
type mapRotor struct {
	key  hasher
	hash *HashType
	slotRotor
}

func (r *mapRotor) pick(s Servers, q *Request) int {
	h, ok := r.key(q.Parts, r.hash)
	if !ok {
		return r.slotRotor.pick(s, q)
	}
	slots := r.table.slots
	return int(slots[r.hash.mix(h)%uint32(len(slots))])
}

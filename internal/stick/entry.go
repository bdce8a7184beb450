package stick

// Entry is a locked look at an entry: between Table.Lock and Unlock, which must be close to each other.
type Entry struct {
	t     *Table
	s     *shard
	index uint32
	now   int64
}

// Lock gives access to the data of an entry that is held.
func (t *Table) Lock(r Ref, now int64) Entry {
	s := &t.shards[r.shard]
	s.mu.Lock()
	return Entry{t, s, r.index, now}
}

// Unlock ends the access.
func (e Entry) Unlock() { e.s.mu.Unlock() }

// Key is the entry's key, until Unlock.
func (e Entry) Key() []byte { return e.s.key(e.index) }

// Refs is how many hold the entry.
func (e Entry) Refs() int { return int(e.s.meta(e.index).refs) }

// ExpiresIn is how long the entry lives if nothing touches it, in ms; 0 without a bound.
func (e Entry) ExpiresIn() int64 {
	if m := e.s.meta(e.index); m.expire != 0 {
		return max(m.expire-e.now, 0)
	}
	return 0
}

// Touch lets the entry live for another expire, as the youngest of its table, and has the peers told.
func (e Entry) Touch() {
	m := e.s.meta(e.index)
	e.s.prolong(m, e.now)
	e.s.touched.cut(e.index)
	e.s.touched.push(e.index)
	e.mark(m)
}

// Expire sets how long the entry lives, in ms, as a peer said.
func (e Entry) Expire(in int64) {
	if e.t.cfg.Expire > 0 {
		e.s.meta(e.index).expire = e.now + min(in, e.t.cfg.Expire)
	}
}

// Has tells whether element i of the data is stored.
func (e Entry) Has(d Data, i int) bool { return e.t.at[d] >= 0 && i >= 0 && i < int(e.t.count[d]) }

// Value reads element i of the data: of a rate the events in its last period. It is 0 where the table does not store it.
func (e Entry) Value(d Data, i int) uint64 {
	if !e.Has(d, i) {
		return 0
	}
	if e.t.cfg.Shared {
		return e.total(d, i)
	}
	w := e.element(d, i)
	switch d.Form() {
	case Long:
		return uint64(w[0]) | uint64(w[1])<<32
	case Rate:
		return (*rate)(w).value(e.now, e.t.period[d]) * e.t.factor(d)
	}
	return uint64(w[0])
}

// Add adds n to element i of the data, where it is stored; n may be negative for what is no rate.
func (e Entry) Add(d Data, i int, n int64) {
	if !e.Has(d, i) {
		return
	}
	if e.t.cfg.Shared {
		e.addOwn(d, i, n)
		return
	}
	w := e.element(d, i)
	switch d.Form() {
	case Long:
		e.setLong(w, uint64(w[0])|uint64(w[1])<<32+uint64(n))
	case Rate:
		f := e.t.factor(d)
		(*rate)(w).add(uint32((uint64(n)+f-1)/f), e.now, e.t.period[d])
	default:
		w[0] += uint32(n)
	}
}

// Set sets element i of the data, where it is stored.
func (e Entry) Set(d Data, i int, v uint64) {
	if !e.Has(d, i) {
		return
	}
	if e.t.cfg.Shared {
		e.setTotal(d, i, v)
		return
	}
	w := e.element(d, i)
	switch d.Form() {
	case Long:
		e.setLong(w, v)
	case Rate:
		(*rate)(w).set(uint32(v/e.t.factor(d)), e.now)
	default:
		w[0] = uint32(v)
	}
}

func (e Entry) setLong(w []uint32, v uint64) { w[0], w[1] = uint32(v), uint32(v>>32) }

func (e Entry) element(d Data, i int) []uint32 {
	n := e.t.words(d)
	return e.s.words(e.index)[int(e.t.at[d])+i*n:][:n:n]
}

// factor is what a rate of bytes is divided by when it is counted.
func (t *Table) factor(d Data) uint64 {
	if d == BytesInRate || d == BytesOutRate {
		return uint64(t.cfg.Factor)
	}
	return 1
}

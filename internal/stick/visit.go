package stick

// Cursor is where a visit of a table goes on. The zero Cursor begins.
type Cursor struct {
	shard int
	index uint32
}

// Visit shows entries that have not expired to f, a lock at a time for a few of them, until f is false or budget entries were looked
// at. It gives where to go on, and whether there is more. f must not use the table but through the Entry. An entry that comes or
// goes meanwhile may be missed; none is shown twice.
func (t *Table) Visit(c Cursor, now int64, budget int, f func(e Entry) bool) (Cursor, bool) {
	for c.shard < len(t.shards) {
		s := &t.shards[c.shard]
		s.mu.Lock()
		for ; c.index < s.unused && budget > 0; c.index++ {
			budget--
			if c.index == 0 || !s.live(c.index, now) {
				continue
			}
			if !f(Entry{t, s, c.index, now}) {
				s.mu.Unlock()
				c.index++
				return c, true
			}
		}
		done := c.index >= s.unused
		s.mu.Unlock()
		if !done {
			return c, true
		}
		c = Cursor{shard: c.shard + 1}
	}
	return c, false
}

// live tells whether the index has an entry that has not expired.
func (s *shard) live(i uint32, now int64) bool {
	m := s.meta(i)
	return m.keyLen > 0 && (m.refs > 0 || m.expire == 0 || m.expire > now)
}

// Index tells entries of a table apart while they live, for dumps.
func (e Entry) Index() uint64 {
	for i := range e.t.shards {
		if &e.t.shards[i] == e.s {
			return uint64(i)<<32 | uint64(e.index)
		}
	}
	return 0
}

// At holds the entry that Index gave, if it is still there.
func (t *Table) At(index uint64, now int64) (Ref, bool) {
	n, i := index>>32, uint32(index)
	if n >= uint64(len(t.shards)) || i == 0 {
		return Ref{}, false
	}
	s := &t.shards[n]
	s.mu.Lock()
	defer s.mu.Unlock()
	if i >= s.unused || !s.live(i, now) {
		return Ref{}, false
	}
	s.meta(i).refs++
	return Ref{uint16(n), i}, true
}

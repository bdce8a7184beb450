package metric

// A Max is the largest single value seen, such as the longest response time.
type Max struct {
	*Column
	at slots
}

// NewMax declares a maximum. Every clearing empties it.
func NewMax(col Column) *Max {
	m := &Max{}
	m.Column = std.count(col, func(s *Set, _ *View) uint64 { return m.Value(s) })
	m.at = std.words(col.On.Kinds(), 1, onMax)
	std.save(col.On.Kinds(), m)
	return m
}

// Observe raises the maximum of the caller's shard to n.
func (m *Max) Observe(s *Set, shard int, n uint64) {
	if s == nil {
		return
	}
	sh := s.own(shard)
	if sh == nil {
		sh = s.ready(shard)
	}
	if w := &sh.words[m.at[s.kind]]; n > *w {
		store(w, n)
	}
}

// Value returns the largest over all shards.
func (m *Max) Value(s *Set) (top uint64) {
	for i := range s.Shards() {
		top = max(top, s.read(i, int(m.at[s.kind]), onMax))
	}
	return top
}

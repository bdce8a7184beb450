package metric

import "sync/atomic"

// A Counter only grows, until it is cleared.
type Counter struct {
	*Column
	at      slots
	cleared cleared
	parts   []*Counter
}

// NewCounter declares a counter. `clear counters all` empties it; a counter of a module is emptied by
// `clear counters` too. What the parts count is included: one event is counted in one place.
func NewCounter(col Column, parts ...*Counter) *Counter {
	c := &Counter{cleared: onAll, parts: parts}
	if col.Module != "" {
		c.cleared = onMax
	}
	c.Column = std.count(col, func(s *Set, _ *View) uint64 { return c.Sum(s) })
	c.at = std.words(col.On.Kinds(), 1, c.cleared)
	std.save(col.On.Kinds(), c)
	return c
}

// Add counts n on the caller's shard.
func (c *Counter) Add(s *Set, shard int, n uint64) {
	if s == nil {
		return
	}
	sh := s.own(shard)
	if sh == nil {
		sh = s.ready(shard)
	}
	w := &sh.words[c.at[s.kind]]
	store(w, *w+n)
}

// Inc counts one.
func (c *Counter) Inc(s *Set, shard int) { c.Add(s, shard, 1) }

// Sum returns what all shards counted together.
func (c *Counter) Sum(s *Set) (sum uint64) {
	for i := range s.Shards() {
		sum += c.on(s, i)
	}
	for _, p := range c.parts {
		sum += p.Sum(s)
	}
	return sum
}

// At returns what one shard counted. Read on its loop it is exact, and agrees with whatever else that loop counted.
func (c *Counter) At(s *Set, shard int) (sum uint64) {
	sum = c.on(s, shard)
	for _, p := range c.parts {
		sum += p.At(s, shard)
	}
	return sum
}

// on returns what one shard counted.
func (c *Counter) on(s *Set, shard int) uint64 { return s.read(shard, int(c.at[s.kind]), c.cleared) }

// read returns a word of a shard, 0 when it was never written or cleared since.
func (s *Set) read(i, word int, c cleared) uint64 {
	sh := s.shards[i].Load()
	if sh == nil || word < 0 || !s.fresh(sh, c) {
		return 0
	}
	return atomic.LoadUint64(&sh.words[word])
}

package metric

// A Gauge goes up and down. An object may be counted in on one loop and out on another; the sum is right.
type Gauge struct {
	*Column
	at slots
}

// NewGauge declares a gauge. No clearing touches it.
func NewGauge(col Column) *Gauge {
	g := &Gauge{}
	g.Column = std.count(col, func(s *Set, _ *View) uint64 { return uint64(max(g.Sum(s), 0)) })
	g.at = std.words(col.On.Kinds(), 1, never)
	return g
}

// Add moves the gauge by n, which may be negative.
func (g *Gauge) Add(s *Set, shard int, n int64) {
	if s == nil {
		return
	}
	sh := s.own(shard)
	if sh == nil {
		sh = s.ready(shard)
	}
	w := &sh.words[g.at[s.kind]]
	store(w, *w+uint64(n))
}

// Inc moves the gauge up by one.
func (g *Gauge) Inc(s *Set, shard int) { g.Add(s, shard, 1) }

// Dec moves the gauge down by one.
func (g *Gauge) Dec(s *Set, shard int) { g.Add(s, shard, -1) }

// Sum returns the present value. While others move it the sum may be a moment of no shard, even below zero.
func (g *Gauge) Sum(s *Set) (sum int64) {
	for i := range s.Shards() {
		sum += int64(s.read(i, int(g.at[s.kind]), never))
	}
	return sum
}

package metric

// An Average is the mean of the last values, by one decaying sum: the first 512 values add up, each later one takes
// the place of a 512th of the sum. The window is divided between the shards, so that the merged mean follows a
// change as fast as that of a single loop, which is exactly the reference's.
type Average struct {
	*Column
	at     slots
	counts []*Counter
}

// window is how many values an average remembers. HAProxy's documents say 1024; it keeps 512.
const window = 512

// NewAverage declares an average. Its values are counted by the first of the counters that is not 0 on the object:
// requests, or picks of the load balancer where there are no requests. An event that was counted and had no value
// lowers the mean. `clear counters all` empties it.
func NewAverage(col Column, counts ...*Counter) *Average {
	a := &Average{counts: counts}
	a.Column = std.count(col, func(s *Set, _ *View) uint64 { return a.Mean(s) })
	a.at = std.words(col.On.Kinds(), 1, onAll)
	std.save(col.On.Kinds(), a)
	return a
}

// Add takes a value in. Its event has been counted on the same shard before.
func (a *Average) Add(s *Set, shard int, v uint64) {
	if s == nil {
		return
	}
	sh := s.own(shard)
	if sh == nil {
		sh = s.ready(shard)
	}
	w := &sh.words[a.at[s.kind]]
	if v|*w == 0 {
		return // the common time of less than a millisecond, in a sum that stays 0
	}
	if n := uint64(s.window()); a.count(s, shard) > n {
		store(w, *w-(*w+n-1)/n+v)
		return
	}
	store(w, *w+v)
}

// Mean returns the mean, rounded up, 0 before the first value.
func (a *Average) Mean(s *Set) uint64 {
	sum, n := a.merged(s)
	if n == 0 {
		return 0
	}
	return (sum + n - 1) / n
}

// merged returns the sum of all shards and how many values it stands for.
func (a *Average) merged(s *Set) (sum, n uint64) {
	for i := range s.Shards() {
		sum += s.read(i, int(a.at[s.kind]), onAll)
		n += min(a.count(s, i), uint64(s.window()))
	}
	return sum, n
}

// count returns how many values a shard has counted.
func (a *Average) count(s *Set, shard int) uint64 {
	for _, c := range a.counts {
		if n := c.on(s, shard); n != 0 {
			return n
		}
	}
	return 0
}

// window returns the share of a shard in the window.
func (s *Set) window() int { return max(window/len(s.shards), 1) }

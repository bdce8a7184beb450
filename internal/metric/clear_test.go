package metric

import (
	"sync"
	"testing"
)

// fill moves one metric of each sort.
func fill(s *Set, shard int) {
	testHits.Add(s, shard, 10)
	testLoad.Inc(s)
	testLoad.Inc(s)
	testLoad.Dec(s)
	testTop.Observe(s, shard, 70)
	testRate.Add(s, shard, 9, 1000)
	testMean.Add(s, shard, 30)
	testDist.Record(s, shard, 1e6)
}

func TestClear(t *testing.T) {
	type state struct{ hits, cur, peak, top, rate, rateMax, mean, dist uint64 }
	read := func(s *Set) state {
		var d Distribution
		testDist.Read(s, &d)
		return state{testHits.Sum(s), testLoad.Value(s), testLoad.Max(s), testTop.Value(s), uint64(testRate.PerSecond(s, 1000)),
			testRate.top.Value(s), testMean.Mean(s), d.Count}
	}
	cases := []struct {
		name  string
		clear func(*Set)
		want  state
	}{
		{"nothing", func(*Set) {}, state{10, 1, 2, 70, 9, 9, 3, 1}},
		{"maxima", func(s *Set) { s.Clear(false) }, state{10, 1, 1, 0, 9, 0, 3, 1}},
		{"all", func(s *Set) { s.Clear(true) }, state{0, 1, 1, 0, 9, 0, 0, 0}},
		{"all, then maxima", func(s *Set) { s.Clear(true); s.Clear(false) }, state{0, 1, 1, 0, 9, 0, 0, 0}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := NewSet(KindServer, 2)
			fill(s, 1)
			c.clear(s)
			if got := read(s); got != c.want {
				t.Errorf("before the loop's next count: %+v, want %+v", got, c.want)
			}
			testHits.Add(s, 1, 5) // the loop empties its shard now
			c.want.hits += 5
			if c.want.mean != 0 {
				c.want.mean = 2 // 30 over 15
			}
			if got := read(s); got != c.want {
				t.Errorf("after it: %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestClearModuleCounters(t *testing.T) {
	s := NewSet(KindFrontend, 1)
	testMod.Inc(s, 0)
	testSum.Inc(s, 0)
	s.Clear(false)
	if testMod.Sum(s) != 0 || testSum.Sum(s) != 1 {
		t.Errorf("module %d, other %d; want 0 and 1", testMod.Sum(s), testSum.Sum(s))
	}
}

// Whatever is counted after a clearing is still there when the loops rest.
func TestClearLosesNoLaterCount(t *testing.T) {
	s := NewSet(KindServer, 2)
	var loops sync.WaitGroup
	for i := range 2 {
		loops.Go(func() {
			for range 20_000 {
				testHits.Inc(s, i)
			}
		})
	}
	for range 100 {
		s.Clear(true)
	}
	loops.Wait()
	s.Clear(true)
	testHits.Add(s, 0, 3)
	testHits.Add(s, 1, 4)
	if got := testHits.Sum(s); got != 7 {
		t.Errorf("sum %d, want 7", got)
	}
}

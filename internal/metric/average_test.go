package metric

import "testing"

func TestAverage(t *testing.T) {
	type run struct {
		n int
		v uint64
	}
	cases := []struct {
		name  string
		extra int // counted without a value
		runs  []run
		want  uint64
	}{
		{"none", 0, nil, 0},
		{"one", 0, []run{{1, 7}}, 7},
		{"early values are a true mean", 0, []run{{1, 10}, {1, 20}}, 15},
		{"rounded up", 0, []run{{1, 1}, {1, 2}}, 2},
		{"requests without a server lower the mean", 1, []run{{2, 301}}, 201},
		{"one slow among many fast", 0, []run{{1700, 1}, {1, 4000}}, 9},
		{"the window is forgotten", 0, []run{{600, 1000}, {9000, 0}}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := NewSet(KindServer, 1)
			testHits.Add(s, 0, uint64(c.extra))
			for _, r := range c.runs {
				for range r.n {
					testHits.Inc(s, 0)
					testMean.Add(s, 0, r.v)
				}
			}
			if got := testMean.Mean(s); got != c.want {
				t.Errorf("mean %d, want %d", got, c.want)
			}
		})
	}
}

// Spread over loops, a mean reacts to a slow request as that of one loop does.
func TestAverageOverShards(t *testing.T) {
	for _, loops := range []int{1, 2, 4, 8} {
		s := NewSet(KindServer, loops)
		for i := range 4000 {
			testHits.Inc(s, i%loops)
			testMean.Add(s, i%loops, 10)
		}
		testHits.Inc(s, 0)
		testMean.Add(s, 0, 5120)
		if got := testMean.Mean(s); got < 19 || got > 20 {
			t.Errorf("%d loops: mean %d, want 19 or 20", loops, got)
		}
	}
}

// A counter that stays 0 (requests, where there are none) leaves the counting to the next.
func TestAverageCountsByTheFirstCounterInUse(t *testing.T) {
	s := NewSet(KindServer, 1)
	testHits.Add(s, 0, 4)
	testMean.Add(s, 0, 8)
	if got := testMean.Mean(s); got != 2 {
		t.Errorf("mean %d, want 2", got)
	}
}

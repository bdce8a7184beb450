package metric

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRate(t *testing.T) {
	type event struct{ at, n int }
	cases := []struct {
		name   string
		events []event
		at     int64
		want   float64
		top    uint64
	}{
		{"none", nil, 500, 0, 0},
		{"one", []event{{100, 1}}, 100, 1, 1},
		{"within the second", []event{{100, 5}, {900, 5}}, 1000, 10, 10},
		{"half of the past second", []event{{100, 10}, {1100, 2}}, 1600, 7, 12},
		{"fraction", []event{{0, 3}, {1000, 0}}, 1100, 2.7, 3},
		{"the present second became the past one", []event{{0, 10}}, 1500, 5, 10},
		{"two seconds later", []event{{0, 10}}, 2000, 0, 10},
		{"one event does not flicker", []event{{0, 1}}, 1500, 1, 1},
		{"one event is gone after two seconds", []event{{0, 1}}, 2000, 0, 1},
		{"seconds start at the first event", []event{{999, 10}, {1998, 10}}, 1998, 20, 20},
		{"a pause of over two seconds starts anew", []event{{0, 10}, {2500, 4}}, 3400, 4, 10},
		{"the highest falls into the second after", []event{{0, 100}, {1000, 50}}, 1000, 150, 150},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := NewSet(KindServer, 1)
			for _, e := range c.events {
				testRate.Add(s, 0, uint64(e.n), int64(e.at))
			}
			if got := testRate.PerSecond(s, c.at); got != c.want {
				t.Errorf("rate %v, want %v", got, c.want)
			}
			if top := testRate.top.Value(s); top != c.top {
				t.Errorf("highest %d, want %d", top, c.top)
			}
		})
	}
}

func TestRateColumnShape(t *testing.T) {
	s, p := NewSet(KindServer, 1), NewSet(KindProcess, 1)
	for _, at := range []int64{0, 10, 20, 1000} {
		testRate.Add(s, 0, 1, at)
		testFloat.Add(p, 0, 1, at)
	}
	v := &View{Now: 1100e6}
	if got := testRate.Read(thing{s}, v); got.Type() != U32 || got.Uint() != 3 {
		t.Errorf("column of whole numbers: %v", got)
	}
	if got := testFloat.Read(thing{p}, v); got.Type() != Flt || got.Float() != 3.7 {
		t.Errorf("column with a fraction: %v", got)
	}
}

// However events are spread over loops, the rate is within the events of the last two seconds, and a rate spread
// evenly over loops is that of a single loop.
func TestRateOverShards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loops := rapid.IntRange(1, 4).Draw(t, "loops")
		one, many := NewSet(KindServer, 1), NewSet(KindServer, loops)
		now, seen := int64(0), []int64{}
		for i := range rapid.IntRange(1, 200).Draw(t, "events") {
			now += int64(rapid.IntRange(0, 300).Draw(t, "pause"))
			seen = append(seen, now)
			testRate.Add(one, 0, 1, now)
			testRate.Add(many, i%loops, 1, now)
		}
		sure, possible := 0.0, 0.0
		for _, at := range seen {
			if at == now {
				sure++
			}
			if at > now-2000 {
				possible++
			}
		}
		for _, s := range []*Set{one, many} {
			if got := testRate.PerSecond(s, now); got < sure || got > possible {
				t.Fatalf("%d loops: rate %v, but %v events now and %v in two seconds", s.Shards(), got, sure, possible)
			}
		}
	})
}

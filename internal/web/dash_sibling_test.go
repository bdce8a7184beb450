package web

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"metergate/internal/metric"
)

// A race is servers whose answers take times of a distribution, watched second by second.
type race struct {
	rnd     *rand.Rand
	sets    []*metric.Set
	windows []*window
	now     int64
	mean    time.Duration
	rate    int // requests a second to each
	spread  func(*rand.Rand) float64
}

// spreads are distributions with the mean 1.
var spreads = map[string]func(*rand.Rand) float64{
	"constant":    func(*rand.Rand) float64 { return 1 },
	"exponential": (*rand.Rand).ExpFloat64,
	"lognormal":   func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64() - 0.5) },
	"bimodal": func(r *rand.Rand) float64 {
		if r.Float64() < 0.1 {
			return 9.1
		}
		return 0.1
	},
}

func newRace(seed uint64, servers, rate int, mean time.Duration, spread string) *race {
	r := &race{rnd: rand.New(rand.NewPCG(seed, 7)), mean: mean, rate: rate, spread: spreads[spread], now: 1e9}
	for range servers {
		r.sets = append(r.sets, metric.NewSet(metric.KindServer, 1))
		r.windows = append(r.windows, newWindow(false))
	}
	return r
}

// second lets a second pass in which a server takes so many times as long, and returns which are marked.
func (r *race) second(factors ...float64) (marked []int) {
	h := histogramOf(responsePhase)
	r.now += 1e9
	paces := make([]pace, len(r.sets))
	for i, set := range r.sets {
		factor := 1.0
		if i < len(factors) {
			factor = factors[i]
		}
		for range r.rate {
			h.Record(set, 0, int64(float64(r.mean)*factor*r.spread(r.rnd)))
		}
		r.windows[i].read(set, r.now, int(r.now))
		paces[i] = r.windows[i].pace()
	}
	for i, w := range r.windows {
		w.mark(slowness(paces, i))
		if w.times > 0 {
			marked = append(marked, i)
		}
	}
	return marked
}

// In an hour of even load no server is marked.
func TestSiblingsEven(t *testing.T) {
	for spread := range spreads {
		for _, rate := range []int{1, 20} {
			r := newRace(uint64(rate), 5, rate, 10*time.Millisecond, spread)
			for s := range 3600 {
				if marked := r.second(); marked != nil {
					t.Fatalf("%s, %d/s: servers %v are marked after %d s", spread, rate, marked, s)
				}
			}
		}
	}
}

// What real servers do is no mark either: all of them are slower by day, and now and then one stands still for a second or
// is a little slower than usual for a while.
func TestSiblingsNoisy(t *testing.T) {
	for seed := range uint64(4) {
		r := newRace(seed, 5, 20, 10*time.Millisecond, "lognormal")
		drift := make([]float64, 5)
		for s := range 3600 {
			load := 2 + math.Sin(float64(s)/600)
			factors := make([]float64, 5)
			for i := range factors {
				drift[i] = 0.99*drift[i] + 0.02*r.rnd.NormFloat64()
				factors[i] = load * math.Exp(drift[i])
				if r.rnd.IntN(60) == 0 {
					factors[i] *= 10 // a collection of garbage, a flush to a disk
				}
			}
			if marked := r.second(factors...); marked != nil {
				t.Fatalf("seed %d: servers %v are marked after %d s", seed, marked, s)
			}
		}
	}
}

// A server that takes three times as long as its four siblings is marked within 30 seconds, alone, and not any more once
// it is well again.
func TestSiblingsSlow(t *testing.T) {
	for spread := range spreads {
		for _, rate := range []int{10, 100} {
			t.Run(fmt.Sprint(spread, rate), func(t *testing.T) {
				r := newRace(3, 5, rate, 20*time.Millisecond, spread)
				for range 60 {
					r.second()
				}
				within(t, r, []int{1}, 30, 1, 3)
				within(t, r, nil, 45)
			})
		}
	}
}

// within waits until just those servers are marked.
func within(t *testing.T, r *race, want []int, seconds int, factors ...float64) {
	t.Helper()
	var got []int
	for range seconds {
		if got = r.second(factors...); fmt.Sprint(got) == fmt.Sprint(want) {
			return
		}
	}
	t.Errorf("after %d s the servers %v are marked, want %v", seconds, got, want)
}

// What makes a difference, and what does not.
func TestSlowness(t *testing.T) {
	usual := pace{100, math.Log(0.01), 1}
	at := func(times float64) pace { return pace{100, math.Log(0.01 * times), 1} }
	for _, tt := range []struct {
		name string
		all  []pace
		want float64
	}{
		{"alone", []pace{at(3)}, 0},
		{"one sibling", []pace{at(3), usual}, 3},
		{"the same", []pace{usual, usual, usual}, 0},
		{"not much", []pace{at(1.9), usual, usual}, 0},
		{"three times", []pace{at(3), usual, usual, usual}, 3},
		{"faster", []pace{at(0.2), usual, usual}, 0},
		{"two are slow", []pace{at(3), at(3), usual, usual, usual}, 3},
		{"too few requests", []pace{{5, math.Log(0.03), 0.1}, usual, usual}, 0},
		{"no requests", []pace{{}, usual, usual}, 0},
		{"siblings without", []pace{at(3), {}, {}}, 0},
		{"too uncertain", []pace{{10, math.Log(0.03), 3}, {10, math.Log(0.01), 3}}, 0},
		{"too small to matter", []pace{{100, math.Log(3e-5), 0.1}, {100, math.Log(1e-5), 0.1}}, 0},
	} {
		if got := slowness(tt.all, 0); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

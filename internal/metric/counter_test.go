package metric

import (
	"sync"
	"testing"
)

func TestCounterAddsUpTheShards(t *testing.T) {
	const loops, each = 4, 10_000
	s := NewSet(KindServer, loops)
	var all sync.WaitGroup
	for i := range loops {
		all.Go(func() {
			for range each {
				testHits.Inc(s, i)
			}
		})
	}
	stop := make(chan struct{})
	reader := make(chan bool)
	go func() { // sums never go back while others count
		last, steady := uint64(0), true
		for {
			select {
			case <-stop:
				reader <- steady
				return
			default:
				now := testHits.Sum(s)
				steady = steady && now >= last
				last = now
			}
		}
	}()
	all.Wait()
	close(stop)
	if !<-reader {
		t.Error("a sum went back")
	}
	if got := testHits.Sum(s); got != loops*each {
		t.Errorf("sum %d, want %d", got, loops*each)
	}
}

func TestCounterIncludesItsParts(t *testing.T) {
	front, back := NewSet(KindFrontend, 2), NewSet(KindBackend, 2)
	testPart.Add(front, 1, 3)
	testSum.Add(front, 0, 1)
	testSum.Add(back, 0, 5)
	if a, b := testSum.Sum(front), testSum.Sum(back); a != 4 || b != 5 {
		t.Errorf("sums %d and %d, want 4 and 5", a, b)
	}
}

func TestNilSetCountsNothing(t *testing.T) {
	testHits.Inc(nil, 0)
	testOpen.Inc(nil, 0)
	testLoad.Inc(nil)
	testLoad.Dec(nil)
	testTop.Observe(nil, 0, 1)
	testRate.Add(nil, 0, 1, 1)
	testMean.Add(nil, 0, 1)
	testDist.Record(nil, 0, 1)
	var none *Set
	none.Clear(true)
	if testHits.Sum(nil)+testLoad.Value(nil)+testTop.Value(nil)+testMean.Mean(nil) != 0 {
		t.Error("no set has a count")
	}
}

func TestIdleSetHasNoShard(t *testing.T) {
	s := NewSet(KindServer, 2)
	testHits.Sum(s)
	testMean.Mean(s)
	testRate.PerSecond(s, 5)
	if s.shards[0].Load() != nil || s.shards[1].Load() != nil || s.shared.Load() != nil {
		t.Error("reading allocated something")
	}
	testHits.Inc(s, 1)
	if s.shards[0].Load() != nil {
		t.Error("a loop that counted nothing has words")
	}
}

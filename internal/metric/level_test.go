package metric

import (
	"sync"
	"testing"
)

func TestLevelKeepsTheExactPeak(t *testing.T) {
	const loops = 8
	s := NewSet(KindBackend, loops)
	var in, out sync.WaitGroup
	in.Add(loops)
	for range loops {
		out.Go(func() {
			for range 1000 {
				testLoad.Inc(s)
				testLoad.Dec(s)
			}
			testLoad.Inc(s)
			in.Done()
			in.Wait() // all are in at once
			testLoad.Dec(s)
		})
	}
	out.Wait()
	if v, top := testLoad.Value(s), testLoad.Max(s); v != 0 || top != loops {
		t.Errorf("value %d and peak %d, want 0 and %d", v, top, loops)
	}
}

func TestGaugeMayLeaveOnAnotherLoop(t *testing.T) {
	s := NewSet(KindFrontend, 2)
	testOpen.Inc(s, 0)
	testOpen.Inc(s, 0)
	testOpen.Dec(s, 1)
	if got := testOpen.Sum(s); got != 1 {
		t.Errorf("gauge %d, want 1", got)
	}
	testOpen.Add(s, 1, -2)
	if v := testOpen.Read(thing{s}, &View{}); v.Uint() != 0 {
		t.Errorf("a gauge below zero shows %d", v.Uint())
	}
}

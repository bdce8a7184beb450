package metric

import (
	"maps"
	"slices"
	"testing"
)

func TestSavedCountsGoOnInTheNextProcess(t *testing.T) {
	old := NewSet(KindServer, 4)
	for i := range 1000 {
		testHits.Inc(old, i%4)
		testMean.Add(old, i%4, 40)
		testDist.Record(old, i%4, int64(i)*1e6)
	}
	testTop.Observe(old, 2, 99)
	testLoad.Inc(old)

	saved := old.Save()
	saved["unknown"] = []uint64{1}
	next := NewSet(KindServer, 2)
	next.Restore(saved)

	if got := testHits.Sum(next); got != 1000 {
		t.Errorf("counter %d", got)
	}
	if got := testTop.Value(next); got != 99 {
		t.Errorf("maximum %d", got)
	}
	if got := testMean.Mean(next); got != 40 {
		t.Errorf("mean %d", got)
	}
	if got := testLoad.Value(next); got != 0 {
		t.Errorf("%d open sessions were taken over", got)
	}
	var a, b Distribution
	testDist.Read(old, &a)
	testDist.Read(next, &b)
	if a != b {
		t.Error("the distribution changed")
	}
	again := next.Save()
	delete(saved, "unknown")
	if k := slices.Sorted(maps.Keys(again)); !slices.Equal(k, slices.Sorted(maps.Keys(saved))) {
		t.Errorf("saved again: %v", k)
	}
}

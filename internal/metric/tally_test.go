package metric

import (
	"testing"

	"pgregory.net/rapid"
)

// TestTallyLosesNoCount: whatever is counted on however many loops, the counts under all keys sum up to it; over a
// reload too.
func TestTallyLosesNoCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := NewSet(KindServer, 3)
		total := uint64(0)
		for range rapid.IntRange(0, 600).Draw(t, "events") {
			key := rapid.Uint32Range(0, 1000).Draw(t, "key")
			n := rapid.Uint64Range(0, 9).Draw(t, "n")
			testTally.Add(s, rapid.IntRange(0, 2).Draw(t, "shard"), key, n)
			total += n
		}
		next := NewSet(KindServer, 2)
		next.Restore(s.Save())
		for _, set := range []*Set{s, next} {
			sum := uint64(0)
			for _, c := range testTally.Counts(set) {
				sum += c.N
			}
			if sum != total {
				t.Fatalf("the keys sum up to %d, want %d", sum, total)
			}
		}
	})
}

func TestTallyIsBounded(t *testing.T) {
	s := NewSet(KindServer, 1)
	for key := range uint32(10_000) {
		testTally.Add(s, 0, key, 1)
	}
	all := testTally.Counts(s)
	last := all[len(all)-1]
	if len(all) != TallyKeys || last.Key != TallyOther || last.N != 10_000-TallyKeys+1 {
		t.Errorf("%d keys, the last is %+v", len(all), last)
	}
	if v := testTally.Values(TallyOther); v[0] != "other" {
		t.Errorf("the rest is called %q", v)
	}
}

func TestTallyShowsItsKeys(t *testing.T) {
	o := thing{NewSet(KindServer, 2)}
	if v := testTally.Value(o, &View{}); !v.Empty() {
		t.Errorf("nothing was counted, and it shows %q", v.Text())
	}
	testTally.Add(o.set, 0, 404, 2)
	testTally.Add(o.set, 1, 200, 1)
	testTally.Add(o.set, 1, 404, 1)
	if v := testTally.Value(o, &View{}); v.Text() != "200=1 404=3" {
		t.Errorf("shows %q", v.Text())
	}
	o.set.Clear(true)
	testTally.Add(o.set, 0, 500, 1)
	if v := testTally.Value(o, &View{}); v.Text() != "500=1" {
		t.Errorf("after clearing: %q", v.Text())
	}
}

func TestTallyAllocatesOnlyForNewKeys(t *testing.T) {
	s := NewSet(KindServer, 1)
	count := func() { testTally.Add(s, 0, 200, 1); testTally.Add(s, 0, 404, 1) }
	count()
	if n := testing.AllocsPerRun(100, count); n != 0 {
		t.Errorf("%v allocations a count", n)
	}
}

func TestAbsorbMovesEverythingThatWasCounted(t *testing.T) {
	a, b := NewSet(KindServer, 2), NewSet(KindServer, 2)
	for _, s := range []*Set{a, b} {
		testHits.Add(s, 1, 5)
		testTop.Observe(s, 1, 7)
		testTally.Add(s, 1, 200, 5)
		testDist.Record(s, 1, 1e6)
	}
	a.Absorb(1, b)
	var d Distribution
	testDist.Read(a, &d)
	if got := [4]uint64{testHits.Sum(a), testTop.Value(a), testTally.Counts(a)[0].N, d.Count}; got != [4]uint64{10, 7, 10, 2} {
		t.Errorf("together %v", got)
	}
	if n := testHits.Sum(b); n != 0 {
		t.Errorf("%d counts are in both", n)
	}
}

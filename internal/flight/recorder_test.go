package flight

import (
	"fmt"
	"sync"
	"testing"
)

const ms = 1_000_000

// offer has a recorder look at a slow request, keeps it if it is wanted, and reports whether it was.
func offer(r *Recorder, operation string, took, now int64) bool {
	p := r.WantsSlow(Sort([]byte(operation)), took, now)
	if p.IsZero() {
		return false
	}
	p.Keep(&Record{Operation: operation, End: now, Times: Times{Total: took}})
	return true
}

func TestSlowestOfEachOperation(t *testing.T) {
	r := &Recorder{}
	cases := []struct {
		operation string
		took, now int64
		kept      bool
	}{
		{"a", 100 * ms, 1, true},
		{"a", 90 * ms, 2, false},               // a slower one is there
		{"a", 120 * ms, 3, true},               // takes its place
		{"a", 900 * ms, 4, true},               // another class
		{"b", 80 * ms, 5, true},                // another operation
		{"a", 80 * ms, slowSpell + 10, true},   // another spell
		{"a", 110 * ms, slowSpell + 20, true},  // takes its place
		{"a", 110 * ms, slowSpell + 30, false}, // not slower
	}
	for i, c := range cases {
		if got := offer(r, c.operation, c.took, c.now); got != c.kept {
			t.Errorf("case %d: kept %v", i, got)
		}
	}
	want := []int64{900, 120, 110, 80}
	got := Select([]*Recorder{r}, &Query{})
	for i, w := range want {
		if i >= len(got) || got[i].Times.Total != w*ms {
			t.Fatalf("%d records, want %v ms", len(got), want)
		}
	}
}

// TestFloodLeavesTheRest lets many fast requests of many operations in and checks that the slow one is still there.
func TestFloodLeavesTheRest(t *testing.T) {
	r := &Recorder{}
	offer(r, "slow", 5000*ms, 1)
	p := r.WantsFailed(Sort([]byte("lost")), 'S', 503, 1)
	p.Keep(&Record{Operation: "lost", Ending: "SC", Status: 503})
	kept := 0
	for i := range int64(100_000) {
		if offer(r, fmt.Sprint("op", i%5000), i%3*ms, 2+i) {
			kept++
		}
		if p := r.WantsFailed(uint64(i%10), 'C', 0, 2+i); !p.IsZero() {
			p.Keep(&Record{Ending: "CD"})
		}
	}
	if kept > 2*cells {
		t.Errorf("%d of 100,000 were kept", kept)
	}
	if all := Select([]*Recorder{r}, &Query{}); all[0].Operation != "slow" || len(all) > slowClasses*ringSize {
		t.Errorf("the slowest of %d is %s", len(all), all[0].Operation)
	}
	if all := Select([]*Recorder{r}, &Query{Failed: true, Status: 5}); len(all) != 1 || all[0].Operation != "lost" {
		t.Errorf("%d failures with a 5xx", len(all))
	}
}

func TestFailuresOfASortAreBounded(t *testing.T) {
	r := &Recorder{}
	kept := 0
	for i := range int64(1000) {
		if !r.WantsFailed(1, 'S', 7, i).IsZero() {
			kept++
		}
	}
	if kept != failedEach {
		t.Errorf("%d kept in a second", kept)
	}
	if r.WantsFailed(1, 'S', 7, 2*failedSpell).IsZero() {
		t.Error("none in the next one")
	}
}

func TestQueryPicks(t *testing.T) {
	r := &Record{Frontend: "fe", Backend: "be", Server: "s1", Operation: "GET /x", Status: 503, Ending: "SC", End: 50, Times: Times{Total: 20}}
	cases := []struct {
		q    Query
		want bool
	}{
		{Query{}, true},
		{Query{Proxy: "fe"}, true}, {Query{Proxy: "be"}, true}, {Query{Proxy: "s1"}, false},
		{Query{Backend: "be", Server: "s1"}, true}, {Query{Backend: "be", Server: "s2"}, false},
		{Query{Operation: "GET /x"}, true}, {Query{Operation: "GET"}, false}, {Query{Consumer: "c"}, false},
		{Query{Status: 503}, true}, {Query{Status: 5}, true}, {Query{Status: 4}, false},
		{Query{Ending: "S"}, true}, {Query{Ending: "SC"}, true}, {Query{Ending: "C"}, false},
		{Query{Longer: 20}, true}, {Query{Longer: 21}, false}, {Query{Since: 50}, true}, {Query{Since: 51}, false},
	}
	for _, c := range cases {
		if got := c.q.Picks(r); got != c.want {
			t.Errorf("%+v: %v", c.q, got)
		}
	}
}

// TestReadingWhileWriting reads all the time; the race detector watches.
func TestReadingWhileWriting(t *testing.T) {
	r := &Recorder{}
	var done sync.WaitGroup
	done.Go(func() {
		for i := range int64(20_000) {
			offer(r, fmt.Sprint(i%100), i*ms/10, i)
		}
	})
	for range 200 {
		for _, x := range Select([]*Recorder{r}, &Query{Limit: 5}) {
			if x.Operation == "" {
				t.Fatal("half a record")
			}
		}
	}
	done.Wait()
}

// BenchmarkWants is what a request costs that is not kept.
func BenchmarkWants(b *testing.B) {
	r := &Recorder{}
	offer(r, "a", 3*ms, 1)
	b.ReportAllocs()
	for b.Loop() {
		r.WantsSlow(Sort([]byte("a")), 2*ms, 2)
	}
}

package metric

import (
	"sync"
	"testing"
)

func TestExemplars(t *testing.T) {
	s := NewSet(KindServer, 2)
	id := TraceID{0x0123456789abcdef, 0xfedcba9876543210}
	if got, ok := ParseTraceID(id.String()); !ok || got != id {
		t.Errorf("%s read as %s", id, got)
	}
	for _, bad := range []string{"", "0123", id.String() + "0", "00000000000000000000000000000000", "+123456789abcdef0123456789abcdef"} {
		if got, ok := ParseTraceID(bad); ok {
			t.Errorf("%q read as %s", bad, got)
		}
	}
	if got := id.String(); got != "0123456789abcdeffedcba9876543210" {
		t.Errorf("id %s", got)
	}
	if _, ok := testDist.Exemplar(s, 0, 1e9); ok {
		t.Error("an exemplar of nothing")
	}
	const now = 1e18
	for i, v := range []int64{3e6, 90e6, 4e6} {
		testDist.Exemplify(s, i%2, v, int64(now+i), TraceID{1, uint64(i)})
	}
	if x, ok := testDist.Exemplar(s, 0.001, 0.01); !ok || x != (Exemplar{TraceID{1, 2}, 0.004, now + 2}) {
		t.Errorf("newest up to 10 ms: %v %v", x, ok)
	}
	if x, ok := testDist.Exemplar(s, 0.01, 0.1); !ok || x.Value != 0.09 {
		t.Errorf("up to 100 ms: %v %v", x, ok)
	}
	if _, ok := testDist.Exemplar(s, 0.1, 1); ok {
		t.Error("an exemplar above all values")
	}
}

// TestExemplarIsReadWhole reads while a loop writes: what is read was written together.
func TestExemplarIsReadWhole(t *testing.T) {
	s := NewSet(KindServer, 1)
	var done sync.WaitGroup
	done.Go(func() {
		for i := range uint64(20_000) {
			testDist.Exemplify(s, 0, 5e6, int64(i), TraceID{i, i})
		}
	})
	for range 20_000 {
		if x, ok := testDist.Exemplar(s, 0, 1); ok && (x.Trace.High != x.Trace.Low || int64(x.Trace.Low) != x.At) {
			t.Fatalf("torn: %+v", x)
		}
	}
	done.Wait()
}

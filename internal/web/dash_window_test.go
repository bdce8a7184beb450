package web

import (
	"math"
	"testing"
	"time"

	"metergate/internal/metric"
)

// A window tells of the last seconds, not of what was before.
func TestWindow(t *testing.T) {
	set, w, h := metric.NewSet(metric.KindBackend, 2), newWindow(true), histogramOf("ttime")
	record := func(d time.Duration, n int) {
		for i := range n {
			h.Record(set, i%2, int64(d))
		}
	}
	record(time.Second, 1000) // before anybody looked
	now := int64(1e9)
	look := func() { now += 1e9; w.read(set, now, int(now)) }
	if look(); !math.IsNaN(w.value("p99")) {
		t.Error("what was before the first reading counts")
	}
	record(10*time.Millisecond, 99)
	record(100*time.Millisecond, 1)
	look()
	for name, want := range map[string]float64{"p50": 0.01, "p95": 0.01, "total": 0.0109} {
		if got := w.value(name); math.Abs(got/want-1) > 0.05 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	for range 60 {
		record(20*time.Millisecond, 100)
		look()
	}
	if got := w.value("p99"); math.Abs(got/0.02-1) > 0.05 {
		t.Errorf("p99 = %v a minute later", got)
	}
	set.Clear(true)
	if look(); math.IsNaN(w.value("p50")) {
		t.Error("clearing the counters empties the window")
	}
	for range 300 {
		look()
	}
	if !math.IsNaN(w.value("p50")) {
		t.Error("old values do not fade")
	}
}

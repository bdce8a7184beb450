package forward

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"metergate/internal/metric"
)

// deltas returns what the lines of a tick add to a counter, by its name.
func deltas(t *rapid.T, f form, k *tick, name string) (sum uint64) {
	for _, item := range itemsOf(f, k) {
		for line := range strings.SplitSeq(string(item), "\n") {
			s, err := parseStat(line)
			if err != nil || s.typ == "c" && s.value <= 0 {
				t.Fatalf("%q: %v", line, err)
			}
			if s.name == name {
				sum += uint64(s.value)
			}
		}
	}
	return sum
}

// TestGrowthIsToldOnce counts, clears and restarts: what the ticks tell is what was counted between them, never more. What is
// counted before the first tick of a process is not told, and neither is what a clearing hides.
func TestGrowthIsToldOnce(t *testing.T) {
	target := aim(t, "statsd", "udp://h")
	rapid.Check(t, func(rt *rapid.T) {
		p, f := newPicture(), open(t, target)
		fe := p.rows[0].MetricSet()
		var counted, told uint64
		ticked := false
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "step") {
			case 0, 1:
				n := rapid.Uint64Range(0, 9).Draw(rt, "n")
				shownTotal.Add(fe, 0, n)
				shownTime.Record(fe, 0, int64(time.Second))
				if ticked {
					counted += n
				}
			case 2, 3:
				told += deltas(rt, f, p.tick("haproxy_frontend_shown*"), "haproxy.frontend.fe.shown_total")
				ticked = true
			case 4:
				fe.Clear(true)
			case 5: // a new process that goes on with the counters of the old one
				f, p.ticks, ticked = open(t, target), 0, false
			}
			if told > counted {
				rt.Fatalf("told %d of %d", told, counted)
			}
		}
	})
}

// TestGrowthAfterClear tells what was counted since.
func TestGrowthAfterClear(t *testing.T) {
	p, f := newPicture(), open(t, aim(t, "statsd", "udp://h"))
	fe := p.rows[0].MetricSet()
	step := func(n, want uint64) {
		t.Helper()
		shownTotal.Add(fe, 0, n)
		for range n {
			shownTime.Record(fe, 0, int64(time.Second))
		}
		sums := map[string]float64{}
		for _, item := range itemsOf(f, p.tick("haproxy_frontend_shown*")) {
			s, err := parseStat(string(item[strings.LastIndexByte(string(item), '\n')+1:]))
			if err != nil {
				t.Fatal(err)
			}
			sums[s.name] = s.value
		}
		if got := sums["haproxy.frontend.fe.shown_total"]; got != float64(want) {
			t.Errorf("told %v, not %d", got, want)
		}
		if got := sums["haproxy.frontend.fe.shown_time_seconds.count"]; got != float64(want) {
			t.Errorf("told of %v times, not %d", got, want)
		}
	}
	step(7, 0) // an older process may have told of them
	step(3, 3)
	step(0, 0)
	fe.Clear(true)
	step(4, 4)
	fe.Clear(true)
	step(0, 0)
	step(2, 2)
	again := show(metric.KindFrontend, metric.Ident{Proxy: "fe", Name: "FRONTEND"}) // removed and made again
	p.rows[0], fe = again, again.MetricSet()
	step(5, 5)
}

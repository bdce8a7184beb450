package history

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"metergate/internal/metric"
)

// BenchmarkTick reads and writes 50,000 series. The issue allows 200 ms of a core every 5 s.
func BenchmarkTick(b *testing.B) {
	w := &world{}
	var things []*thing
	for i := range 50_000 / 2 {
		things = append(things, newThing(metric.KindServer, fmt.Sprint("s", i)))
	}
	w.put(things...)
	s := newStore(b, b.TempDir(), w)
	s.c.Interval = 24 * time.Hour // this benchmark ticks itself
	s.Start()
	defer s.Close()
	if !s.WaitReady(b.Context()) {
		b.Fatal("not ready")
	}
	at := time.Now().UnixMilli()
	for b.Loop() {
		for i, t := range things {
			testCalls.Add(t.set, 0, uint64(i%7))
		}
		at += 5000
		s.tick(at)
	}
	b.ReportMetric(float64(len(s.latest)), "series")
}

// processorTime is what this process has used, whatever else the machine does.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRange asks for an hour at 15 s over 5,000 series that were written every 5 s, of numbers and of distributions.
// The issue allows 100 ms to 95 of 100 questions; a gateway has a processor more than there are here.
func BenchmarkRange(b *testing.B) {
	const series = 5000
	w := &world{}
	var things []*thing
	for i := range series {
		things = append(things, newThing(metric.KindServer, fmt.Sprint("s", i)))
	}
	w.put(things...)
	for _, c := range []struct {
		name  string
		moves func(t *thing, i, tick int)
		asked []string
	}{
		{"numbers", func(t *thing, i, tick int) { testCalls.Add(t.set, 0, uint64((i*7919+tick*104729)>>4%(i%90+1))) }, []string{
			"sum(rate(haproxy_server_calls_total[1m]))", "rate(haproxy_server_calls_total[1m])", "sum(haproxy_server_calls_total)",
			"haproxy_server_calls_total", "topk(5, rate(haproxy_server_calls_total[1m]))", "sum by (server) (increase(haproxy_server_calls_total[5m]))",
		}},
		{"distributions", func(t *thing, i, tick int) { testTimes.Record(t.set, 0, int64(1000+(i*7919+tick*104729)%50_000)) }, []string{
			"histogram_quantile(0.99, sum(rate(haproxy_server_times_seconds[1m])))",
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, end := hourOf(b, w, func(tick int) {
				for i, t := range things {
					c.moves(t, i, tick)
				}
			})
			for _, query := range c.asked {
				b.Run(query, func(b *testing.B) {
					defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.NumCPU() + 1))
					timeRange(b, s, Range{Query: query, Start: end.Add(-time.Hour), End: end, Step: 15 * time.Second})
				})
			}
		})
	}
}

// hourOf returns a store with the ticks of an hour, which move the metrics, and its end.
func hourOf(b *testing.B, w *world, move func(tick int)) (*Store, time.Time) {
	s := newStore(b, b.TempDir(), w)
	s.c.Interval = 24 * time.Hour
	s.Start()
	b.Cleanup(s.Close)
	if !s.WaitReady(b.Context()) {
		b.Fatal("not ready")
	}
	end := time.Now()
	for i := range 720 {
		move(i)
		s.tick(end.Add(time.Duration(i-720) * 5 * time.Second).UnixMilli())
	}
	return s, end
}

// timeRange asks b.N times and tells the median, the 95th percentile and what the processors did.
func timeRange(b *testing.B, s *Store, q Range) {
	var times []time.Duration
	begun := processorTime()
	for b.Loop() {
		at := time.Now()
		a, err := s.Ask(b.Context(), q)
		if err != nil {
			b.Skip(err) // over a limit
		}
		if err := a.WriteJSON(io.Discard); err != nil {
			b.Fatal(err)
		}
		a.Close()
		times = append(times, time.Since(at))
	}
	slices.Sort(times)
	b.ReportMetric(float64((processorTime()-begun).Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(times[len(times)/2].Milliseconds()), "p50-ms")
	b.ReportMetric(float64(times[len(times)*95/100].Milliseconds()), "p95-ms")
}

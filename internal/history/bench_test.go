package history

import (
	"fmt"
	"io"
	"runtime"
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
	s.c.Interval = 2 * time.Minute // this benchmark ticks itself
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

// BenchmarkRange asks for an hour at 15 s over 5,000 series that were written every 5 s. The issue allows 100 ms; a gateway
// has a processor more than there are here.
func BenchmarkRange(b *testing.B) {
	const series = 5000
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1))
	w := &world{}
	var things []*thing
	for i := range series {
		things = append(things, newThing(metric.KindServer, fmt.Sprint("s", i)))
	}
	w.put(things...)
	s := newStore(b, b.TempDir(), w)
	s.c.Interval = 2 * time.Minute
	s.Start()
	defer s.Close()
	if !s.WaitReady(b.Context()) {
		b.Fatal("not ready")
	}
	end := time.Now()
	for at := end.Add(-time.Hour); at.Before(end); at = at.Add(5 * time.Second) {
		for i, t := range things {
			testCalls.Add(t.set, 0, uint64(i%7))
		}
		s.tick(at.UnixMilli())
	}
	for _, query := range []string{"sum(rate(haproxy_server_calls_total[1m]))", "sum(haproxy_server_calls_total)", "haproxy_server_calls_total"} {
		b.Run(query, func(b *testing.B) {
			begun := processorTime()
			defer func() { b.ReportMetric(float64((processorTime()-begun).Milliseconds())/float64(b.N), "cpu-ms/op") }()
			for b.Loop() {
				a, err := s.Ask(b.Context(), Range{Query: query, Start: end.Add(-time.Hour), End: end, Step: 15 * time.Second})
				if err != nil {
					b.Fatal(err)
				}
				if err := a.WriteJSON(io.Discard); err != nil {
					b.Fatal(err)
				}
				a.Close()
			}
		})
	}
}

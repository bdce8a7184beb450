package history

import (
	"fmt"
	"io"
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

// BenchmarkRange asks for an hour at 15 s over 5,000 series that were written every 5 s.
func BenchmarkRange(b *testing.B) {
	const series = 5000
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

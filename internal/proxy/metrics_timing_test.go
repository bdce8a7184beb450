package proxy

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"metergate/internal/conf"
	"metergate/internal/export"
	"metergate/internal/metric"
)

// manyServers is a gateway of 1,000 backends with 10 servers each, of which one in ten has served requests.
func manyServers(b *testing.B) *Gateway {
	var text strings.Builder
	text.WriteString("global\n  maxconn 2000\ndefaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "backend be_%04d\n", i)
		for s := range 10 {
			fmt.Fprintf(&text, "  server s%d 127.0.0.1:%d check\n", s, 21000+s)
		}
	}
	file, d := conf.Load([]conf.Source{{Name: "many.cfg", Text: []byte(text.String())}}, conf.NewEnv(nil))
	g := Compile(file, 2, CompileOptions{}, d)
	if d.Failed() {
		b.Fatal(d.Messages()[0])
	}
	for i, p := range g.Proxies() {
		p.Back.rebuild()
		if i%10 == 0 {
			for _, s := range p.Back.Servers() {
				serve(s, i%2)
			}
		}
	}
	return g
}

// serve counts what a few requests do.
func serve(s *Server, shard int) {
	for range 3 {
		stot.Inc(s.Set, shard)
		reqTot.Inc(s.Set, shard)
		hrsp[1].Inc(s.Set, shard)
		resbin.Add(s.Set, shard, 1234)
		totalTime.record(s.Set, shard, 5e6, 0)
	}
}

// A lineCounter takes a rendering in and counts its lines.
type lineCounter struct{ lines, bytes int }

func (l *lineCounter) Write(p []byte) (int, error) {
	l.lines += strings.Count(string(p), "\n")
	l.bytes += len(p)
	return len(p), nil
}

func BenchmarkScrapeOfTenThousandServers(b *testing.B) {
	g := manyServers(b)
	v := &metric.View{Now: 60e9}
	scrape, err := export.ParseScrape("scope=backend&scope=server")
	if err != nil {
		b.Fatal(err)
	}
	info := NewInfo(g, Facts{})
	var n lineCounter
	if err := export.Prometheus(&n, info, g.Rows, v, scrape); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := export.Prometheus(io.Discard, info, g.Rows, v, scrape); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n.lines), "ns/line")
	b.ReportMetric(float64(n.bytes), "bytes")
}

func BenchmarkCSVOfTenThousandServers(b *testing.B) {
	g := manyServers(b)
	v := &metric.View{Now: 60e9, Legends: true}
	b.ReportAllocs()
	for b.Loop() {
		if err := export.CSV(io.Discard, g.Rows, v); err != nil {
			b.Fatal(err)
		}
	}
}

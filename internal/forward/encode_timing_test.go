package forward

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// A deaf receiver takes everything that a form delivers, at once and at no cost.
type deaf struct {
	parts int // of the message on its way
	said  map[int]string
}

// RoundTrip answers as each of the receivers over HTTP would.
func (d *deaf) RoundTrip(rq *http.Request) (*http.Response, error) {
	rs := &http.Response{StatusCode: http.StatusOK, Header: http.Header{writtenHeader: {"1"}}, Request: rq}
	text := ""
	if strings.HasSuffix(rq.URL.Path, "/_bulk") {
		if d.said[d.parts] == "" {
			d.said[d.parts] = `{"errors":false,"items":[` + strings.TrimSuffix(strings.Repeat(`{"create":{"status":201}},`, d.parts), ",") + `]}`
		}
		text = d.said[d.parts]
	}
	rs.Body = io.NopCloser(strings.NewReader(text))
	return rs, nil
}

// sink is a connection that takes everything.
type sink struct{ net.Conn }

func (sink) Write(p []byte) (int, error)        { return len(p), nil }
func (sink) Read([]byte) (int, error)           { return 0, os.ErrDeadlineExceeded }
func (sink) SetWriteDeadline(_ time.Time) error { return nil }
func (sink) SetReadDeadline(_ time.Time) error  { return nil }

// hush has a form deliver to the deaf.
func (d *deaf) hush(f form) {
	switch f := f.(type) {
	case *remoteWrite:
		f.client.http.Transport = d
	case *otlp:
		f.client.http.Transport = d
	case *elastic:
		f.client.http.Transport = d
	case *influx:
		f.client.http.Transport = d
	case *statsd:
		f.conn = sink{}
	case *graphite:
		f.conn = sink{}
	}
}

// crowd is a gateway of 50 servers, in which everything counts.
type crowd struct {
	process metric.Object
	rows    []metric.Object
	all     metric.Saved
}

func newCrowd(tb testing.TB) *crowd {
	var text strings.Builder
	text.WriteString("defaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 5s\nfrontend api\n  default_backend pool0\n")
	for i := range 5 {
		fmt.Fprintf(&text, "backend pool%d\n", i)
		for j := range 10 {
			fmt.Fprintf(&text, "  server s%d 127.0.0.1:1\n", j)
		}
	}
	file, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(text.String())}}, conf.NewEnv(nil))
	g := proxy.Compile(file, 1, proxy.CompileOptions{}, d)
	if d.Failed() {
		tb.Fatal(d.Messages())
	}
	loops, err := netio.Start(netio.Config{Loops: 1})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		loops.Close(ctx)
	})
	g.Info = proxy.NewInfo(g, proxy.Facts{Version: "3.5.0", Release: "2026/11/01", Own: "0.1.0"})
	g.Start(loops, netio.NewPool(1))
	c := &crowd{process: g.Info, rows: slices.Collect(iter.Seq[metric.Object](g.AllRows())), all: metric.Saved{}}
	for _, column := range metric.Table() {
		c.all[column.Name] = []uint64{3}
	}
	for _, h := range metric.Histograms() {
		c.all[h.Name] = []uint64{40e6, 0, 100, 2, 101, 3, 120, 1}
	}
	return c
}

// walk moves all counters and looks at them.
func (c *crowd) walk() *export.Walk {
	for _, o := range c.rows {
		if s := o.MetricSet(); s != nil {
			s.Restore(c.all)
		}
	}
	return &export.Walk{Process: c.process, Rows: slices.Values(c.rows), View: &metric.View{Now: netio.Clock(), Legends: true}, Scrape: export.Everything()}
}

// The samples of an item: one, or the fields of a document or a line.
func oneSample([]byte) int { return 1 }

func fieldsOfDocument(item []byte) int {
	return bytes.Count(item, []byte(`":`)) - bytes.Count(item, []byte(`":{`))
}

func fieldsOfLine(item []byte) int {
	return bytes.Count(item[bytes.IndexByte(item, ' '):], []byte{'='})
}

// BenchmarkEncode reads 50 servers with all that there is about them, and makes messages of it, for nobody. The issue asks for
// 1,000,000 samples in a second of a processor's time.
func BenchmarkEncode(b *testing.B) {
	for _, c := range []struct {
		name, kind, to string
		options        []string
		samples        func(item []byte) int
	}{
		{"remote-write-1", "prometheus-remote-write", "http://h/", []string{"version", "1"}, oneSample},
		{"remote-write-2", "prometheus-remote-write", "http://h/", nil, oneSample},
		{"remote-write-2-native", "prometheus-remote-write", "http://h/", []string{"histograms", "native"}, oneSample},
		{"otlp-cumulative", "otlp", "http://h", nil, oneSample},
		{"otlp-delta", "otlp", "http://h", []string{"temporality", "delta"}, oneSample},
		{"elasticsearch", "elasticsearch", "http://h", nil, fieldsOfDocument},
		{"influx", "influx", "http://h/write?db=m", nil, fieldsOfLine},
		{"statsd", "statsd", "udp://h", nil, oneSample},
		{"dogstatsd", "dogstatsd", "udp://h", nil, oneSample},
		{"graphite", "graphite", "tcp://h", nil, oneSample},
	} {
		b.Run(c.name, func(b *testing.B) { encode(b, aim(b, c.kind, c.to, c.options...), c.samples) })
	}
}

func encode(b *testing.B, to *target, samples func(item []byte) int) {
	f, err := to.kind.open(to)
	if err != nil {
		b.Fatal(err)
	}
	d := &deaf{said: map[int]string{}}
	d.hush(f)
	world, pick, at := newCrowd(b), newPicker(&Config{}), time.Unix(1_700_000_000, 0)
	var total, items, bytes int
	var reading, delivering time.Duration
	b.ReportAllocs()
	for b.Loop() {
		at = at.Add(10 * time.Second)
		k := &tick{at: at, begun: at, job: "haproxy", instance: "gw:8404", seconds: 10, walk: world.walk(), pick: pick}
		m := message{identity: "0123456789abcdef"}
		began := processorTime()
		p := piles.Get().(*pile)
		f.items(k, p.add)
		for i, item := range p.items {
			m.parts = append(m.parts, part{1, i, at.UnixMilli(), item})
		}
		read := processorTime()
		for parts := m.parts; len(parts) > 0; {
			n := min(len(parts), batchItems)
			m.parts, parts = parts[:n], parts[n:]
			d.parts = n
			if v := f.deliver(b.Context(), &m); v.err != nil || len(v.refused) > 0 {
				b.Fatal(v)
			}
			for _, p := range m.parts {
				total, items, bytes = total+samples(p.item), items+1, bytes+len(p.item)
			}
		}
		p.clear()
		piles.Put(p)
		reading, delivering = reading+read-began, delivering+processorTime()-read
	}
	b.ReportMetric(float64(total)/(reading+delivering).Seconds(), "samples/cpu-s")
	b.ReportMetric(float64(reading.Nanoseconds())/float64(total), "read-ns/sample")
	b.ReportMetric(float64(delivering.Nanoseconds())/float64(total), "send-ns/sample")
	b.ReportMetric(float64(total)/float64(b.N), "samples")
	b.ReportMetric(float64(items)/float64(b.N), "items")
	b.ReportMetric(float64(bytes)/float64(items), "B/item")
}

// processorTime is what this process has used, whatever else the machine does.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

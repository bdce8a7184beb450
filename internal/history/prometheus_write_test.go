package history

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/golang/snappy"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"

	"metergate/internal/protobuf"
	"metergate/test/port"
)

// A remote is a Prometheus that scrapes nothing and takes what it is sent, by version 1 of the protocol of remote writes.
type remote struct {
	url     string
	request protobuf.Message
}

// startPrometheus starts one that ends with the test.
func startPrometheus(t *testing.T) *remote {
	t.Helper()
	free, err := port.Free()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/prometheus.yml", []byte("global: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("prometheus", "--config.file="+dir+"/prometheus.yml", "--storage.tsdb.path="+dir+"/data", "--enable-feature=native-histograms",
		"--web.enable-remote-write-receiver", fmt.Sprintf("--web.listen-address=127.0.0.1:%d", free))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	r := &remote{url: fmt.Sprintf("http://127.0.0.1:%d", free)}
	eventually(t, "Prometheus is ready", func() bool {
		res, err := http.Get(r.url + "/-/ready")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return r
}

// A past is one series with its samples: numbers, or histograms.
type past struct {
	labels labels.Labels
	times  []int64
	values []any
}

// store writes a series into a database.
func (p *past) store(t *testing.T, app storage.Appender) {
	for i, ts := range p.times {
		add(t, app, p.labels, ts, p.values[i])
	}
}

// add adds a series to the request.
func (r *remote) add(p *past) {
	r.request.Nest(1, func() {
		p.labels.Range(func(l labels.Label) {
			r.request.Nest(1, func() {
				r.request.Text(1, l.Name)
				r.request.Text(2, l.Value)
			})
		})
		for i, ts := range p.times {
			switch v := p.values[i].(type) {
			case float64:
				r.request.Nest(2, func() {
					r.request.Double(1, v)
					r.request.Varint(2, uint64(ts))
				})
			case *histogram.Histogram:
				r.request.Nest(4, func() { r.histogram(ts, v) })
			}
		}
	})
}

// histogram writes one without a zero bucket or negative ones.
func (r *remote) histogram(ts int64, h *histogram.Histogram) {
	m := &r.request
	m.Varint(1, h.Count)
	m.Double(3, h.Sum)
	m.Zigzag(4, int64(h.Schema))
	m.Double(5, h.ZeroThreshold)
	m.Varint(6, h.ZeroCount)
	for _, s := range h.PositiveSpans {
		m.Nest(11, func() {
			m.Zigzag(1, int64(s.Offset))
			m.Varint(2, uint64(s.Length))
		})
	}
	for _, d := range h.PositiveBuckets {
		m.Zigzag(12, d)
	}
	m.Varint(15, uint64(ts))
}

// send sends the request.
func (r *remote) send(t *testing.T) {
	t.Helper()
	rq, err := http.NewRequest(http.MethodPost, r.url+"/api/v1/write", bytes.NewReader(snappy.Encode(nil, r.request.Buf)))
	if err != nil {
		t.Fatal(err)
	}
	rq.Header.Set("Content-Encoding", "snappy")
	rq.Header.Set("Content-Type", "application/x-protobuf")
	rq.Header.Set("X-Prometheus-Remote-Write-Version", "0.1.0")
	client := &http.Client{Timeout: 20 * time.Second}
	res, err := client.Do(rq)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		t.Fatalf("remote write: %s", res.Status)
	}
}

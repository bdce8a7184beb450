package export

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"metergate/internal/metric"
)

// measured is the small gateway after a few requests: its API frontend and one server have distributions.
func measured() (process metric.Object, rows Rows) {
	process, rows = gateway()
	for o := range rows {
		f := o.(*fake)
		name := f.ident.Proxy + "/" + f.ident.Name
		f.set = metric.NewSet(f.kind, 2)
		if name != "fe_api/FRONTEND" && name != "be_api/s1" {
			continue
		}
		for i, ms := range []int64{0, 2, 4, 4, 40, 900, 20_000} {
			total.Record(f.set, i%2, ms*1e6)
			total.Exemplify(f.set, i%2, ms*1e6, 1_700_000_000_123_456_789+int64(i), metric.TraceID{High: 0xabcd, Low: uint64(i)})
			size.Record(f.set, i%2, 100<<i)
		}
	}
	return process, rows
}

func TestFormatGolden(t *testing.T) {
	process, rows := measured()
	cases := []struct {
		file, query string
		own         bool
		write       func(b *bytes.Buffer, s *Scrape) error
	}{
		{"own.prom", "metrics=haproxy_frontend_total_time_seconds,haproxy_frontend_response_size_bytes", true, nil},
		{"own_servers.prom", "histograms=server&scope=server", false, nil},
		{"own_none.prom", "histograms=none&scope=frontend", false, nil},
		{"metrics.openmetrics", "", true, func(b *bytes.Buffer, s *Scrape) error {
			return OpenMetrics(b, process, rows, &metric.View{}, s)
		}},
		{"metrics.protobuf.txt", "", true, func(b *bytes.Buffer, s *Scrape) error {
			var raw bytes.Buffer
			err := Protobuf(&raw, process, rows, &metric.View{}, s)
			for raw := raw.Bytes(); len(raw) > 0; {
				n, w := binary.Uvarint(raw)
				b.WriteString("family\n")
				dump(b, raw[w:w+int(n)], "family", " ")
				raw = raw[w+int(n):]
			}
			return err
		}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			s, err := ParseScrape(c.query)
			if err != nil {
				t.Fatal(err)
			}
			s.Own = s.Own || c.own
			var got bytes.Buffer
			if c.write == nil {
				err = Prometheus(&got, process, rows, &metric.View{}, s)
			} else {
				err = c.write(&got, s)
			}
			if err != nil {
				t.Fatal(err)
			}
			golden(t, c.file, got.Bytes())
		})
	}
}

// The fields of the messages that are messages, numbers with a sign, or packed ones.
var nested = map[string]string{
	"family.4": "metric", "metric.1": "label", "metric.2": "gauge", "metric.3": "counter", "metric.7": "histogram",
	"histogram.3": "bucket", "histogram.12": "span", "histogram.16": "exemplar", "bucket.3": "exemplar",
	"exemplar.1": "label", "exemplar.3": "time",
}

var signed = map[string]bool{"histogram.5": true, "span.1": true, "histogram.13": true}

// dump writes a message as indented lines.
func dump(b *bytes.Buffer, m []byte, kind, indent string) {
	for len(m) > 0 {
		tag, w := binary.Uvarint(m)
		m = m[w:]
		name := fmt.Sprintf("%s.%d", kind, tag>>3)
		switch tag & 7 {
		case 0: // a varint
			n, w := binary.Uvarint(m)
			m = m[w:]
			fmt.Fprintf(b, "%s%s %s\n", indent, name, number64(name, n))
		case 1: // eight bytes
			fmt.Fprintf(b, "%s%s %v\n", indent, name, math.Float64frombits(binary.LittleEndian.Uint64(m)))
			m = m[8:]
		case 2: // bytes
			n, w := binary.Uvarint(m)
			value := m[w : w+int(n)]
			m = m[w+int(n):]
			dumpBytes(b, name, value, indent)
		}
	}
}

func dumpBytes(b *bytes.Buffer, name string, value []byte, indent string) {
	switch {
	case nested[name] != "":
		fmt.Fprintf(b, "%s%s\n", indent, nested[name])
		dump(b, value, nested[name], indent+" ")
	case signed[name]:
		fmt.Fprintf(b, "%s%s", indent, name)
		for len(value) > 0 {
			n, w := binary.Uvarint(value)
			value = value[w:]
			b.WriteString(" " + number64(name, n))
		}
		b.WriteByte('\n')
	default:
		fmt.Fprintf(b, "%s%s %q\n", indent, name, value)
	}
}

func number64(name string, n uint64) string {
	if signed[name] {
		return fmt.Sprint(int64(n>>1) ^ -int64(n&1))
	}
	return fmt.Sprint(n)
}

func TestNegotiate(t *testing.T) {
	const (
		prometheus = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75," +
			"text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
		native = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited," + prometheus
		v3     = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;q=0.5," +
			"text/plain;version=0.0.4;q=0.4,*/*;q=0.3"
	)
	cases := []struct{ accept, want string }{
		{"", "text/plain; version=0.0.4"},
		{"*/*", "text/plain; version=0.0.4"},
		{"text/html", "text/plain; version=0.0.4"},
		{"text/*;q=0.5, application/openmetrics-text;q=0.4", "text/plain; version=0.0.4"},
		{prometheus, "application/openmetrics-text; version=1.0.0; charset=utf-8"},
		{v3, "application/openmetrics-text; version=1.0.0; charset=utf-8"},
		{"application/openmetrics-text; version=0.0.1", "application/openmetrics-text; version=0.0.1; charset=utf-8"},
		{"application/openmetrics-text; version=\"1.0.0\"", "application/openmetrics-text; version=1.0.0; charset=utf-8"},
		{"application/openmetrics-text; version=2.0.0", "text/plain; version=0.0.4"},
		{"application/openmetrics-text; q=0", "text/plain; version=0.0.4"},
		{"application/openmetrics-text; q=2", "text/plain; version=0.0.4"},
		{native, "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"},
		{"application/vnd.google.protobuf;encoding=text", "text/plain; version=0.0.4"},
	}
	for _, c := range cases {
		if got := Negotiate([]string{c.accept}).ContentType; got != c.want {
			t.Errorf("%q: %s", c.accept, got)
		}
	}
	if got := Negotiate([]string{"text/plain;q=0.2", "application/openmetrics-text"}).ContentType; !strings.Contains(got, "openmetrics") {
		t.Errorf("two fields: %s", got)
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add("application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1")
	f.Fuzz(func(t *testing.T, accept string) {
		if Negotiate([]string{accept}) == nil {
			t.Error("no format")
		}
	})
}

// TestOpenMetricsNamesAreUnique checks that no metric takes the name that another has without its _total.
func TestOpenMetricsNamesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, k := range blocks {
		for _, f := range familiesOf(k) {
			head, _, _ := strings.Cut(f.heads[1], "\n")
			name := strings.Fields(head)[2]
			if seen[name] != "" {
				t.Errorf("%s and %s are both %s", seen[name], f.Name, name)
			}
			seen[name] = f.Name
		}
	}
}

func TestLatencyGolden(t *testing.T) {
	_, rows := measured()
	var got bytes.Buffer
	if err := Latency(&got, rows, &metric.View{}, false); err != nil {
		t.Fatal(err)
	}
	if err := LatencyBars(&got, rows, &metric.View{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "latency.txt", got.Bytes())
}

package forward

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// The table of the tests: columns of every sort, under names of their own beside those of the gateway.
var (
	shownTotal = metric.NewCounter(metric.Column{Name: "shown_total", CSV: metric.Own + 950, Type: metric.U64, Unit: metric.Sessions, On: metric.On("MCPV", metric.Rows), Prom: metric.Exported("shown_total"), Help: "Total."})
	shown2xx   = metric.NewCounter(metric.Column{Name: "shown_2xx", CSV: metric.Own + 951, Type: metric.U64, Unit: metric.Responses, On: metric.On("MCPV", metric.Rows), Prom: metric.ExportedCode("shown_responses_total", "2xx", "By class."), Help: "2xx."})
	_          = metric.Declare(metric.Column{Name: "shown_text", CSV: metric.Own + 952, Type: metric.Str, Unit: metric.String, On: metric.On("SGPV", metric.Rows), Help: "Text.", Read: metric.Of(func(s *shown, _ *metric.View) metric.Value { return metric.Text(s.text) })})
	_          = metric.Declare(metric.Column{Name: "shown_share", CSV: metric.Own + 953, Type: metric.Flt, Unit: metric.Milliseconds, On: metric.On("MaPV", metric.Rows), Help: "Fraction.", Read: metric.Of(func(s *shown, _ *metric.View) metric.Value { return metric.Float(s.share) })})
	_          = metric.Declare(metric.Column{Name: "shown_signed", CSV: metric.Own + 954, Type: metric.S32, Unit: metric.Seconds, On: metric.On("MGPV", metric.Rows), Prom: metric.Exported("shown_signed"), Help: "Signed.", Read: metric.Of(func(s *shown, _ *metric.View) metric.Value { return metric.Int32(int32(s.signed)) })})
	shownTime  = metric.NewHistogram(metric.Histogram{Name: "shown_time", Series: "shown_time_seconds", On: metric.Sides, Unit: metric.Seconds, Help: "Time."})
)

// shown is an object of the tests.
type shown struct {
	kind   metric.Kind
	ident  metric.Ident
	set    *metric.Set
	text   string
	share  float64
	signed int
}

func (s *shown) MetricKind() metric.Kind    { return s.kind }
func (s *shown) MetricSet() *metric.Set     { return s.set }
func (s *shown) MetricIdent() *metric.Ident { return &s.ident }
func show(k metric.Kind, id metric.Ident) *shown {
	return &shown{kind: k, ident: id, set: metric.NewSet(k, 1), text: "UP", share: 1.25, signed: -1}
}

// picture is a small gateway.
type picture struct {
	process *shown
	rows    []metric.Object
	at      time.Time
	ticks   int
}

func newPicture() *picture {
	fe := show(metric.KindFrontend, metric.Ident{Proxy: "fe", Name: "FRONTEND"})
	be := show(metric.KindBackend, metric.Ident{Proxy: "be.x", Name: "BACKEND"})
	s1 := show(metric.KindServer, metric.Ident{Proxy: "be.x", Name: "s1"})
	s1.text = `say "no" \ now` + "\n"
	return &picture{show(metric.KindProcess, metric.Ident{}), []metric.Object{fe, be, s1}, time.Unix(1_700_000_000, 0), 0}
}

// count counts a few things at each object.
func (p *picture) count(n uint64) {
	for _, o := range p.rows {
		s := o.MetricSet()
		shownTotal.Add(s, 0, n)
		shown2xx.Add(s, 0, 2*n)
		if o.MetricKind() != metric.KindServer {
			for range n {
				shownTime.Record(s, 0, int64(20*time.Millisecond))
			}
		}
	}
}

// tick is a reading of the picture, ten seconds after the one before.
func (p *picture) tick(metrics ...string) *tick {
	c := &Config{}
	for _, m := range metrics {
		c.metrics = append(c.metrics, glob{pattern: m})
	}
	p.ticks++
	p.at = p.at.Add(10 * time.Second)
	return &tick{at: p.at, begun: p.at, fresh: p.ticks == 1, instance: "gw:8404", walk: p.walk(), pick: newPicker(c)}
}

func (p *picture) walk() *export.Walk {
	rows := func(yield func(metric.Object) bool) {
		for _, o := range p.rows {
			if !yield(o) {
				return
			}
		}
	}
	return &export.Walk{Process: p.process, Rows: rows, View: &metric.View{Legends: true}, Scrape: export.Everything()}
}

// aim returns a target of a kind, with options by name and value.
func aim(t testing.TB, kind, to string, options ...string) *target {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	a := &target{kind: kinds[kind], url: u, connect: 5 * time.Second, answer: 5 * time.Second, options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		a.options[options[i]] = options[i+1]
	}
	return a
}

// open opens a target.
func open(t *testing.T, a *target) form {
	t.Helper()
	f, err := a.kind.open(a)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// itemsOf returns the items of a tick.
func itemsOf(f form, k *tick) (all [][]byte) {
	f.items(k, func(item []byte) { all = append(all, bytes.Clone(item)) })
	return all
}

// TestWhole compares all that is written of two ticks.
func TestWhole(t *testing.T) {
	for _, c := range []struct {
		file string
		to   *target
		end  string
	}{
		{"influx", aim(t, "influx", "http://h/write?db=m"), ""},
		{"statsd", aim(t, "statsd", "udp://h"), "\n"},
		{"dogstatsd", aim(t, "dogstatsd", "udp://h"), "\n"},
		{"graphite", aim(t, "graphite", "tcp://h", "path", "one.two"), ""},
		{"graphite_tags", aim(t, "graphite", "tcp://h", "tags", "on"), ""},
	} {
		if c.to.kind.name != "statsd" && c.file != "graphite" {
			c.to.labels = []label{{"env", "a b,c"}}
		}
		p, f := newPicture(), form(nil)
		f = open(t, c.to)
		var text []byte
		for range 2 {
			p.count(5)
			k := p.tick("shown_*", "haproxy_*_shown_*")
			k.labels = c.to.labels
			for _, item := range itemsOf(f, k) {
				text = append(append(text, item...), c.end...)
			}
		}
		name := filepath.Join("testdata", c.file+".golden")
		if *update {
			_ = os.MkdirAll("testdata", 0o755)
			if err := os.WriteFile(name, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(text, want) {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.file, err, text, want)
		}
	}
}

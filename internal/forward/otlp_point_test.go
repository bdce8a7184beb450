package forward

import (
	"bytes"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// A counted is an object with a counter, a gauge and distributions of time and size.
type counted struct {
	ident metric.Ident
	set   *metric.Set
	total uint64
	gauge metric.Value
}

func (c *counted) MetricKind() metric.Kind    { return metric.KindServer }
func (c *counted) MetricSet() *metric.Set     { return c.set }
func (c *counted) MetricIdent() *metric.Ident { return &c.ident }

func newCounted(name string) *counted {
	return &counted{ident: metric.Ident{Proxy: "be", Name: name}, set: metric.NewSet(metric.KindServer, 2), gauge: metric.Uint64(3)}
}

var (
	countedTime = metric.NewHistogram(metric.Histogram{
		Name: "otlptime", Series: "otlp_time_seconds", On: metric.Server, Traced: metric.Server, Unit: metric.Seconds, Help: "Times.",
	})
	countedSize = metric.NewHistogram(metric.Histogram{
		Name: "otlpsize", Series: "otlp_size_bytes", On: metric.Server, Unit: metric.Bytes, Help: "Sizes.",
	})
	_ = metric.Declare(metric.Column{
		Name: "otlp_total", CSV: metric.Own + 9000, Type: metric.U64, Unit: metric.Count, On: metric.On("MCPP", metric.Server), Help: "All.",
		Prom: metric.Exported("otlp_total"), Read: metric.Of(func(c *counted, _ *metric.View) metric.Value { return metric.Uint64(c.total) }),
	})
	_ = metric.Declare(metric.Column{
		Name: "otlp_now", CSV: metric.Own + 9001, Type: metric.U64, Unit: metric.Count, On: metric.On("MGPV", metric.Server), Help: "Now.",
		Prom: metric.Exported("otlp_now"), Read: metric.Of(func(c *counted, _ *metric.View) metric.Value { return c.gauge }),
	})
)

// A process has no metrics of its own.
type process struct{ ident metric.Ident }

func (*process) MetricKind() metric.Kind      { return metric.KindProcess }
func (*process) MetricSet() *metric.Set       { return nil }
func (p *process) MetricIdent() *metric.Ident { return &p.ident }

// A clock makes ticks 10 s apart.
type clock struct {
	begun, now time.Time
	ticks      int
	process    process
}

func newClock() *clock {
	begun := time.Unix(1_700_000_000, 123)
	return &clock{begun: begun, now: begun}
}

// tick returns the next one, with these objects.
func (c *clock) tick(labels []label, objects ...metric.Object) *tick {
	c.now = c.now.Add(10 * time.Second)
	c.ticks++
	w := &export.Walk{Process: &c.process, Rows: slices.Values(objects), View: &metric.View{}, Scrape: export.Everything()}
	return &tick{at: c.now, begun: c.begun, seconds: 10, fresh: c.ticks == 1, job: "haproxy", instance: "gw:8404", labels: labels,
		walk: w, pick: newPicker(&Config{})}
}

// openForm opens a form without a receiver.
func openForm(t testing.TB, text string, o options) *otlp {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	f, err := openOTLP(&target{kind: kinds["otlp"], url: u, options: o, connect: 10 * time.Second, answer: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return f.(*otlp)
}

// fatal is what tests and properties have in common.
type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

// pointsOf returns the data points of a tick without their time.
func pointsOf(t fatal, x *otlp, k *tick) map[string]seen {
	t.Helper()
	var parts []part
	x.items(k, func(item []byte) { parts = append(parts, part{item: bytes.Clone(item)}) })
	all, err := readOTLP(new(otlpJoiner).join(parts))
	if err != nil || len(all) != len(parts) {
		t.Fatalf("%d data points of %d items, %v", len(all), len(parts), err)
	}
	bare, at := map[string]seen{}, fmt.Sprint(" @", k.at.UnixNano())
	for key, p := range all {
		name, ok := strings.CutSuffix(key, at)
		if !ok {
			t.Fatalf("%s is not of%s", key, at)
		}
		bare[name] = p
	}
	return bare
}

func keyOf(r *export.Reading) string {
	labels := map[string]string{}
	for name, value := range r.Labels {
		labels[name] = value
	}
	return r.Family.Name + attributesText(labels)
}

const counterKey, gaugeKey = `haproxy_server_otlp_total proxy="be" server="s1"`, `haproxy_server_otlp_now proxy="be" server="s1"`
const timeKey = `haproxy_server_otlp_time_seconds proxy="be" server="s1"`

// TestOTLPHoldsWhatTheExporterShows compares each data point with the reading that it is of.
func TestOTLPHoldsWhatTheExporterShows(t *testing.T) {
	one, other := newCounted("s1"), newCounted("s\xff\"2\n")
	one.total, other.total, other.gauge = 1<<53, 7, metric.NotSet()
	for i := range int64(1000) {
		countedTime.Record(one.set, int(i%2), i*i*977)
		countedSize.Record(other.set, 0, i*131)
	}
	countedTime.Exemplify(one.set, 0, 5e6, 1_700_000_001e9, metric.TraceID{High: 1, Low: 2})
	x, c := openForm(t, "http://collector", nil), newClock()
	k := c.tick([]label{{"env", "test"}, {"host.name", "gw"}, {"env", "prod"}}, one, other)
	all := pointsOf(t, x, k)
	for r := range k.readings {
		p, ok := all[keyOf(r)]
		delete(all, keyOf(r))
		if ok == math.IsNaN(r.Value) {
			t.Errorf("%s: there %v, value %v", keyOf(r), ok, r.Value)
		}
		if !ok {
			continue
		}
		start := uint64(c.begun.UnixNano())
		switch {
		case p.resource != ` env="prod" host.name="gw" service.instance.id="gw:8404" service.name="haproxy"`, p.help != r.Family.Help, p.unit != ucum[r.Family.Unit]:
			t.Errorf("%s: %+v", keyOf(r), p)
		case r.Distribution != nil:
			if err := p.same(r.Distribution); err != nil || p.field != "exponential" || p.temporality != 2 || p.number("start") != start {
				t.Errorf("%s: %v, %+v", keyOf(r), err, p)
			}
		case r.Family.Type == export.Counter && (p.field != "sum" || p.temporality != 2 || p.monotonic != 1 || p.number("start") != start),
			r.Family.Type == export.Gauge && (p.field != "gauge" || p.number("start") != 0), p.double("double") != r.Value:
			t.Errorf("%s: %v, %+v", keyOf(r), r.Value, p)
		}
		if keyOf(r) == timeKey {
			e := p.tree["exemplars"][0].(tree)
			if e.double("double") != 0.005 || e.number("time") != 1_700_000_001e9 || e.text("trace") != "\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02" {
				t.Errorf("exemplar %v", e)
			}
		}
	}
	if len(all) > 0 {
		t.Errorf("nobody shows %v", all)
	}
	if len(pointsOf(t, x, c.tick(nil, one))[timeKey].tree["exemplars"]) != 0 {
		t.Error("the exemplar is sent again")
	}
}

// TestOTLPStarts follows the start of a counter: over a clear, and as its object goes and comes again.
func TestOTLPStarts(t *testing.T) {
	o, c := newCounted("s1"), newClock()
	x := openForm(t, "http://collector", nil)
	at := func(n int) uint64 { return uint64(c.begun.Add(time.Duration(n) * 10 * time.Second).UnixNano()) }
	for i, step := range []struct {
		total uint64
		start int // the tick, 0 for the beginning
	}{{5, 0}, {9, 0}, {2, 2}, {2, 2}, {8, 2}, {0, 5}, {1, 5}} {
		o.total = step.total
		p := pointsOf(t, x, c.tick(nil, o))[counterKey]
		if p.double("double") != float64(step.total) || p.number("start") != at(step.start) {
			t.Errorf("tick %d: %v since %d, not since %d", i+1, p.double("double"), p.number("start"), at(step.start))
		}
	}
	gone := pointsOf(t, x, c.tick(nil))
	for _, key := range []string{counterKey, gaugeKey} {
		if p := gone[key]; p.number("flags") != 1 || len(p.tree["double"]) > 0 {
			t.Errorf("%s: its end is %+v", key, p)
		}
	}
	again := pointsOf(t, x, c.tick(nil))
	for _, key := range []string{counterKey, gaugeKey} {
		if p, ok := again[key]; ok {
			t.Errorf("%s: its end is told again: %+v", key, p)
		}
	}
	if p := pointsOf(t, x, c.tick(nil, newCounted("s1")))[counterKey]; p.number("start") != at(9) {
		t.Errorf("a new object counts since %d, not since %d", p.number("start"), at(9))
	}
	o.gauge = metric.NotSet()
	if all := pointsOf(t, x, c.tick(nil, o)); all[gaugeKey].number("flags") != 1 || all[counterKey].number("start") != at(10) {
		t.Errorf("an object that was made again, without a gauge, shows %v", all)
	}
}

// TestOTLPBuckets holds exponential histograms to the distributions that they are made of.
func TestOTLPBuckets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, x := newCounted("s1"), &otlp{}
		for _, log := range rapid.SliceOfN(rapid.Float64Range(-1, 45), 0, 50).Draw(t, "logs of values") {
			countedTime.Record(o.set, 0, int64(math.Exp2(log)))
			countedSize.Record(o.set, 1, int64(math.Exp2(log)))
		}
		k := newClock().tick(nil, o)
		all := pointsOf(t, x, k)
		for r := range k.readings {
			if r.Distribution != nil {
				if err := all[keyOf(r)].same(r.Distribution); err != nil {
					t.Fatalf("%s: %v", keyOf(r), err)
				}
			}
		}
	})
}

// TestOTLPDeltas adds deltas up: behind the first tick they are what was counted, each begins where the one before ended.
func TestOTLPDeltas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, x, c := newCounted("s1"), &otlp{delta: true}, newClock()
		o.total = rapid.Uint64Range(0, 100).Draw(t, "before the first tick")
		countedTime.Record(o.set, 0, 1e6)
		for key, p := range pointsOf(t, x, c.tick(nil, o)) {
			if p.field != "gauge" {
				t.Fatalf("the first tick has %s", key)
			}
		}
		var counted, got, times, gotTimes uint64
		before := c.now
		for _, n := range rapid.SliceOfN(rapid.IntRange(-1, 50), 1, 20).Draw(t, "growth") {
			if n < 0 {
				o.total, n = 0, 0
			}
			o.total += uint64(n)
			counted += uint64(n)
			for range n {
				times++
				countedTime.Record(o.set, 1, int64(n)*1e5)
			}
			all := pointsOf(t, x, c.tick(nil, o))
			for key, p := range all {
				if p.field != "gauge" && (p.temporality != 1 || p.number("start") != uint64(before.UnixNano())) {
					t.Fatalf("%s: %+v", key, p)
				}
			}
			before = c.now
			got += uint64(all[counterKey].double("double"))
			gotTimes += all[timeKey].number("count")
		}
		if got != counted || gotTimes != times {
			t.Fatalf("%d and %d in deltas, not %d and %d", got, gotTimes, counted, times)
		}
	})
}

func TestOTLPURLs(t *testing.T) {
	for text, want := range map[string]string{
		"http://c":                      "http://c:4318/v1/metrics",
		"http://c/":                     "http://c:4318/v1/metrics",
		"https://c:443/otlp/v1/metrics": "https://c:443/otlp/v1/metrics",
		"http://[::1]":                  "http://[::1]:4318/v1/metrics",
		"http://prom:9090/api/v1/otlp/v1/metrics": "http://prom:9090/api/v1/otlp/v1/metrics",
		"grpc://c":     "http://c:4317" + exportMethod,
		"grpcs://c:1/": "https://c:1" + exportMethod,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := otlpURL(*u, strings.HasSuffix(u.Scheme, "s")); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
	for text, o := range map[string]options{"http://c": {"temporality": "mixed"}, "http://d": {"gzip": "yes"}, "grpc://c/path": nil} {
		u, _ := url.Parse(text)
		if _, err := openOTLP(&target{kind: kinds["otlp"], url: u, options: o}); err == nil {
			t.Errorf("%s %v is taken", text, o)
		}
	}
}

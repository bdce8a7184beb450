package alert

import (
	"context"
	"log/slog"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// A plot is what a series shows, minute for minute; a counter is told by what it grows by.
type plot struct {
	name   string
	labels []string
	value  func(minute int) float64
	adds   bool
	slow   bool // a distribution of response times instead of numbers

	series labels.Labels
	total  float64
	times  *histogram.Histogram
}

// The plots last for this many minutes; what is bad begins at the minute of trouble.
const (
	plotMinutes = 90
	trouble     = 75
)

func always(v float64) func(int) float64 { return func(int) float64 { return v } }

// later is one value, and another one from the trouble on.
func later(before, then float64) func(int) float64 {
	return func(minute int) float64 {
		if minute >= trouble {
			return then
		}
		return before
	}
}

// world are the plots of a gateway. bad says of what it gets so in the end.
func world(bad bool) []plot {
	grow := func(name string, v func(int) float64, l ...string) plot {
		return plot{name: name, labels: l, value: v, adds: true}
	}
	show := func(name string, v func(int) float64, l ...string) plot {
		return plot{name: name, labels: l, value: v}
	}
	turn := func(before, then float64) func(int) float64 {
		if !bad {
			return always(before)
		}
		return later(before, then)
	}
	return []plot{
		show("up", always(1)),
		show("haproxy_backend_agg_server_status", turn(4, 2), "proxy", "b", "state", "UP"),
		show("haproxy_backend_agg_server_status", turn(1, 3), "proxy", "b", "state", "DOWN"),
		show("haproxy_backend_agg_server_status", always(4), "proxy", "b", "state", "MAINT"),
		show("haproxy_backend_status", turn(0, 1), "proxy", "gone", "state", "DOWN"),
		grow("haproxy_frontend_http_responses_total", turn(600, 500), "proxy", "f", "code", "2xx"),
		grow("haproxy_frontend_http_responses_total", turn(6, 100), "proxy", "f", "code", "4xx"),
		grow("haproxy_frontend_http_responses_total", turn(6, 60), "proxy", "f", "code", "5xx"),
		{name: "haproxy_backend_response_time_seconds", labels: []string{"proxy", "b"}, value: turn(0.05, 2.5), slow: true},
		grow("haproxy_backend_http_requests_total", always(600), "proxy", "b"),
		grow("haproxy_backend_retry_warnings_total", turn(3, 50), "proxy", "b"),
		grow("haproxy_backend_redispatch_warnings_total", turn(0, 5), "proxy", "b"),
		show("haproxy_backend_current_queue", turn(0, 7), "proxy", "b"),
		show("haproxy_table_store_up", turn(1, 0), "store", "quotas"),
		grow("haproxy_consumer_http_requests_total", turn(60, 900), "proxy", "f", "consumer", "shop"),
		grow("haproxy_consumer_http_requests_total", turn(60, 9000), "proxy", "f", "consumer", "anonymous"),
		show("haproxy_frontend_ssl_certificate_expiry_timestamp_seconds", turn(plotStart+30*86400, plotStart+3*86400), "proxy", "f"),
		show("haproxy_frontend_audit_violations", turn(0, 1), "proxy", "f"),
		show("haproxy_forward_up", turn(1, 0), "forward", "away"),
		grow("haproxy_forward_failed_attempts_total", turn(0, 4), "forward", "away"),
		show("haproxy_forward_lag_seconds", turn(10, 400), "forward", "slow"),
		grow("haproxy_forward_dropped_items_total", turn(0, 8), "forward", "lossy", "reason", "refused"),
	}
}

// plotStart is when plots begin, s since 1970.
const plotStart = 1_700_000_000

// TestDefaultAlerts has each alert that comes with the program fire when its trouble comes, and none before, nor in a world
// without trouble.
func TestDefaultAlerts(t *testing.T) {
	var all []string
	for _, g := range defaultRules().groups.Groups {
		for _, r := range g.Rules {
			if r.Alert != "" {
				all = append(all, r.Alert)
			}
		}
	}
	if calm := fired(t, world(false)); len(calm) > 0 {
		t.Errorf("without trouble there fire %v", calm)
	}
	fire := fired(t, world(true))
	for _, name := range all {
		at, ok := fire[name]
		switch {
		case !ok:
			t.Errorf("%s does not fire", name)
		case at < trouble:
			t.Errorf("%s fires at minute %d, before there is trouble", name, at)
		}
	}
	if len(fire) != len(all) {
		t.Errorf("there fire %v, and there are %v", fire, all)
	}
	t.Logf("minutes at which alerts fire, trouble being at %d: %v", trouble, fire)
}

// fired returns the alerts that fire in a world, and the minute of each.
func fired(t *testing.T, plots []plot) map[string]int {
	t.Helper()
	db, err := tsdb.Open(t.TempDir(), nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for s := int64(0); s < plotMinutes*60; s += 15 {
		app := db.Appender(t.Context())
		for i := range plots {
			if err := plots[i].write(app, s); err != nil {
				t.Fatal(err)
			}
		}
		if err := app.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1e7, Timeout: time.Minute, Parser: newParser()})
	manager := rules.NewManager(&rules.ManagerOptions{
		Context: t.Context(), Appendable: db, Queryable: db, QueryFunc: rules.EngineQueryFunc(engine, db), GroupLoader: loader{&Config{files: []*ruleFile{defaultRules()}}},
		NotifyFunc: func(context.Context, string, ...*rules.Alert) {}, Logger: slog.New(slog.DiscardHandler), Parser: newParser(),
	})
	groups, errs := manager.LoadGroups(defaultInterval, labels.EmptyLabels(), "", nil, false, defaultName)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	found := map[string]int{}
	for s := int64(trouble-5) * 60; s < plotMinutes*60; s += 15 {
		for _, g := range groups {
			g.Eval(t.Context(), time.Unix(plotStart+s, 0))
			for _, r := range g.AlertingRules() {
				if r.LastError() != nil {
					t.Fatalf("%s: %v", r.Name(), r.LastError())
				}
				if _, known := found[r.Name()]; !known && r.State() == rules.StateFiring {
					found[r.Name()] = int(s / 60)
				}
			}
		}
	}
	return found
}

// write writes what the plot shows at a second.
func (y *plot) write(app storage.Appender, second int64) (err error) {
	if y.times == nil {
		y.times = &histogram.Histogram{Schema: 3, ZeroThreshold: 1e-9}
		y.series = labels.FromStrings(append([]string{"__name__", y.name, "job", "haproxy", "instance", "i"}, y.labels...)...)
	}
	v, ts := y.value(int(second/60)), (plotStart+second)*1000
	switch {
	case y.slow:
		y.times = grown(y.times, v)
		_, err = app.AppendHistogram(0, y.series, ts, y.times, nil)
	case y.adds:
		y.total += v / 4
		_, err = app.Append(0, y.series, ts, y.total)
	default:
		_, err = app.Append(0, y.series, ts, v)
	}
	return err
}

// grown returns a distribution with ten more of a value.
func grown(h *histogram.Histogram, v float64) *histogram.Histogram {
	f := h.ToFloat(nil)
	one := &histogram.FloatHistogram{
		Schema: h.Schema, ZeroThreshold: h.ZeroThreshold, Count: 10, Sum: 10 * v,
		PositiveSpans: []histogram.Span{{Offset: int32(math.Ceil(math.Log2(v) * 8)), Length: 1}}, PositiveBuckets: []float64{10},
	}
	sum, _, _, err := f.Add(one)
	if err != nil {
		panic(err)
	}
	return whole(sum)
}

// whole returns a distribution with whole counts.
func whole(f *histogram.FloatHistogram) *histogram.Histogram {
	h := &histogram.Histogram{Schema: f.Schema, ZeroThreshold: f.ZeroThreshold, Count: uint64(f.Count), Sum: f.Sum, PositiveSpans: slices.Clone(f.PositiveSpans)}
	last := int64(0)
	for _, n := range f.PositiveBuckets {
		h.PositiveBuckets = append(h.PositiveBuckets, int64(n)-last)
		last = int64(n)
	}
	return h
}

package history

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"pgregory.net/rapid"
)

// expressions are what is asked with shortcuts and without: every way in which one can be part of another.
var expressions = []string{
	"a_total", "g", "h", "-g", "(g)", "g offset 40s", "g offset -40s", "g @ 1700000300", "g @ start()", "{__name__=~'a_total|g'}",
	"rate(a_total[1m])", "rate(a_total[1m] offset 25s)", "rate(g[1m])", "rate({__name__=~'a.*'}[1m])", "rate(h[2m])", "rate(a_total[1m] @ end())",
	"increase(a_total[33s])", "irate(a_total[2m])", "idelta(g[2m])", "delta(g[90s])", "deriv(g[2m])", "changes(g[3m])", "resets(a_total[5m])", "delta(h[2m])",
	"avg_over_time(g[2m])", "min_over_time(g[2m])", "max_over_time(g[1s])", "sum_over_time(g[10m])", "sum_over_time(h[2m])", "count_over_time(g[2m])",
	"last_over_time(g[1m])", "last_over_time(h[1m])", "present_over_time(mixed[1m])", "rate(mixed[2m])", "mixed", "quantile_over_time(0.5, g[2m])",
	"absent(g)", "absent(none)", "absent_over_time(g[30s])", "timestamp(g)", "timestamp((g))", "stddev_over_time(g[2m])",
	"sum(rate(a_total[1m]))", "sum by (i) (rate(a_total[1m]))", "avg(g)", "topk(2, g)", "bottomk(1, rate(a_total[1m]))", "topk by (job) (3, h)", "bottomk without (i) (2, mixed)", "topk(1.5, changes(g[2m]))", "bottomk(2, resets(a_total[3m]))", "topk(3, a_total) - 1", "topk(0, g)", "bottomk(3, g)",
	"sum(topk(1, a_total))", "sum(sum by (i) (mixed))", "sum(sum by (i) (g) * 1e15)", "topk by (i) (1, changes(g[1m]))", "topk(scalar(sum(g)), g)", "count_values('v', round(g))", "quantile(0.3, g)",
	"histogram_quantile(0.9, h)", "histogram_quantile(0.9, sum(rate(h[2m])))", "histogram_count(h)", "histogram_count(rate(h[2m]))", "histogram_sum(sum(h))", "histogram_avg(h)",
	"a_total / on(i) g", "g > 0", "g > bool 0", "g and a_total", "g or a_total", "g unless a_total", "a_total - a_total", "sum(a_total) / 3", "2 * g", "abs(g)",
	"clamp(g, -1, 1)", "scalar(sum(g))", "vector(1)", "time()", "1", "label_replace(g, 'j', '$1', 'i', '(.*)')", "sort_desc(g)", "limitk(2, g)",
	"sum(g)", "sum(h)", "sum by (i) (mixed)", "sum(mixed)", "sum without (i) (rate(a_total[1m]))", "sum by (nope, job) (h)", "sum by (__name__) ({__name__=~'a_total|g'})",
	"sum without (job) ({__name__=~'a_total|g'})", "sum(last_over_time(g[1m]))", "sum(increase(a_total[33s] offset 10s))", "sum by (i) (rate(h[1m])) / sum(g)",
	"max_over_time(rate(a_total[1m])[5m:30s])", "sum_over_time(g[5m:])", "group(none)", "none", "rate(none[1m])", "hour(g)", "predict_linear(g[2m], 60)",
}

// fill writes series with gaps, resets, ends and of every type.
func fill(t testing.TB, db *tsdb.DB, from, to int64, draw func(n int) int) {
	app := db.Appender(t.Context())
	for i := range 4 {
		at := func(name string) labels.Labels {
			return labels.FromStrings("__name__", name, "i", fmt.Sprint(i), "job", "x")
		}
		total, silent := float64(draw(100)), 0
		h := &histogram.Histogram{Schema: 3, ZeroThreshold: 1e-9, PositiveSpans: []histogram.Span{{Offset: 2, Length: 2}}, PositiveBuckets: []int64{1, 0}, Count: 2, Sum: 3}
		for ts := from; ts <= to; ts += 5000 + int64(draw(3)) {
			if silent--; silent > 0 {
				continue
			}
			total += float64(draw(9)) / 4
			value := math.Sin(float64(ts)/1e5) * float64(draw(10))
			h = h.Copy()
			h.PositiveBuckets[0] += int64(draw(4))
			h.Count, h.Sum = uint64(2*h.PositiveBuckets[0]), h.Sum+1.5
			switch draw(60) {
			case 0:
				silent = draw(100)
			case 1:
				total = 0
				h.PositiveBuckets[0], h.Count = 1, 2
			case 2:
				value = stale
			case 3:
				value = math.NaN()
			}
			add(t, app, at("a_total"), ts, total)
			add(t, app, at("g"), ts, value)
			if i < 2 {
				add(t, app, at("h"), ts, h)
			}
			if draw(2) == 0 {
				add(t, app, at("mixed"), ts, h)
			} else {
				add(t, app, at("mixed"), ts, value)
			}
		}
	}
	if err := app.Commit(); err != nil {
		t.Fatal(err)
	}
}

func add(t testing.TB, app storage.Appender, l labels.Labels, ts int64, v any) {
	var err error
	switch v := v.(type) {
	case float64:
		_, err = app.Append(0, l, ts, v)
	case *histogram.Histogram:
		_, err = app.AppendHistogram(0, l, ts, v, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A query in parts and with shortcuts has the same answer, remarks and errors as one of the engine alone.
func TestShortcutsAnswerAsTheEngine(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(mostParts + 1))
	const from, to = 1_700_000_000_000, 1_700_001_200_000
	s := newStore(t, t.TempDir(), &world{})
	rapid.Check(t, func(rt *rapid.T) {
		db, err := tsdb.Open(t.TempDir(), nil, nil, tsdb.DefaultOptions(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		rng := rapid.Uint64().Draw(rt, "seed")
		fill(t, db, from, to, func(n int) int {
			rng = rng*6364136223846793005 + 1442695040888963407
			return int(rng>>33) % n
		})
		o := promql.NewPrometheusQueryOpts(false, time.Duration(rapid.SampledFrom([]int{0, 7000, 60_000}).Draw(rt, "lookback"))*time.Millisecond)
		for range 15 {
			text := rapid.SampledFrom(expressions).Draw(rt, "expression")
			start := rapid.Int64Range(from-600_000, to).Draw(rt, "start")
			q := Range{
				Query: text, Start: time.UnixMilli(start), End: time.UnixMilli(start + rapid.Int64Range(0, 1_500_000).Draw(rt, "span")),
				Step: time.Duration(rapid.Int64Range(700, 120_000).Draw(rt, "step")) * time.Millisecond,
			}
			want, wantErr := alone(t, s, db, o, q)
			got, err := s.over(t.Context(), db, o, q)
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				rt.Fatalf("%s: error %v, want %v", text, err, wantErr)
			}
			if err != nil {
				continue
			}
			compare(rt, text, got, want)
			got.close()
			want.close()
		}
	})
}

func alone(t *testing.T, s *Store, db *tsdb.DB, o promql.QueryOpts, q Range) (*found, error) {
	p, err := s.engine.NewRangeQuery(t.Context(), db, o, q.Query, q.Start, q.End, q.Step)
	if err != nil {
		return nil, unclear(err)
	}
	return execute(t.Context(), p)
}

func compare(t *rapid.T, text string, got, want *found) {
	g, w := got.value.(promql.Matrix), want.value.(promql.Matrix)
	gw, gi := got.notes.AsStrings(text, 0, 0)
	ww, wi := want.notes.AsStrings(text, 0, 0)
	if len(gw) != len(ww) || len(gi) != len(wi) {
		t.Errorf("%s: remarks %q %q, want %q %q", text, gw, gi, ww, wi)
	}
	if len(g) != len(w) {
		t.Fatalf("%s: %d series, want %d", text, len(g), len(w))
	}
	for i := range g {
		if labels.Compare(g[i].Metric, w[i].Metric) != 0 {
			t.Fatalf("%s: series %s, want %s", text, g[i].Metric, w[i].Metric)
		}
		if len(g[i].Floats) != len(w[i].Floats) || len(g[i].Histograms) != len(w[i].Histograms) {
			t.Fatalf("%s %s: %v, want %v", text, g[i].Metric, g[i], w[i])
		}
		for k, p := range g[i].Floats {
			if o := w[i].Floats[k]; p.T != o.T || math.Float64bits(p.F) != math.Float64bits(o.F) {
				t.Fatalf("%s %s: point %v, want %v", text, g[i].Metric, p, o)
			}
		}
		for k, p := range g[i].Histograms {
			if o := w[i].Histograms[k]; p.T != o.T || p.H.String() != o.H.String() {
				t.Fatalf("%s %s: point %v, want %v", text, g[i].Metric, p, o)
			}
		}
	}
}

package history

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// The time of the samples. None stands where a range begins: whether it counts there differs in Prometheus 2 and 3.
const (
	pastFrom = int64(1_700_000_000_000)
	pastTo   = pastFrom + 20*60_000
	pastAt   = pastTo - 37
)

// nasty are expressions that are easily got wrong.
var nasty = []string{
	// subqueries, moments, offsets
	"max_over_time(rate(c_total[1m])[5m:30s])", "sum_over_time(g[5m:])", "rate(c_total[5m:1m])", "avg_over_time((g - 1)[3m:17s] offset 41s)",
	"max_over_time(min_over_time(g[1m])[5m:20s])[6m:1m]", "g @ 1700000601.5", "rate(c_total[1m] @ 1700000601.5)", "g @ end()", "sum_over_time(g[2m:10s] @ start())",
	"g offset -3m", "g offset 3m", "rate(c_total[2m] offset 61s)", "delta(g[2m] offset -2m)", "g @ 1700000900 offset 1m",
	// joins
	"c_total * on (i) group_left (zone) info_metric", "info_metric * on (i) group_right () c_total", "c_total / ignoring (job) c_total", "c_total - on (i, job) g",
	"g and on (i) (c_total > 100)", "g unless on (i) info_metric{zone='a'}", "c_total or g", "g or on () vector(7)", "sum by (i) (c_total) + on (i) group_right () g",
	// absence
	"absent(nope)", "absent(nope{a='b', c=~'d.*'})", "absent(g)", "absent_over_time(nope{a='b'}[5m])", "absent_over_time(g[5m])", "absent_over_time(gone[1m])", "absent(sum(nope))",
	// ends, numbers that are none
	"gone", "last_over_time(gone[15m])", "count_over_time(gone[15m])", "odd", "odd > 0", "odd == odd", "odd != odd", "sum(odd)", "max(odd)", "min(odd)", "avg(odd)", "-odd", "odd % 3", "odd ^ 0.5",
	"1 / 0 * g", "g / 0", "0 / 0 > bool 1", "sort(odd{i=~'1|2'})", "topk(2, odd)", "bottomk(2, odd)", "quantile(0.5, odd)", "max_over_time(odd[5m])", "min_over_time(odd[5m])",
	"changes(odd[5m])", "stddev_over_time(odd[5m])", "clamp(odd, -1, 1)", "clamp_min(odd, 5)", "sgn(odd)",
	// aggregation
	"topk(2, same)", "bottomk(1, g)", "topk by (job) (1, g)", "count_values('v', same)", "quantile(0.37, g)", "quantile(-1, g)", "quantile(2, g)", "stddev(g)", "stdvar by (job) (g)", "group by (job) (g)",
	"sum without (i) (g)", "count by (job, nope) (g)", "sum by (i) (rate(c_total[1m])) / ignoring (i) group_left () sum(rate(c_total[1m]))",
	// functions
	"quantile_over_time(0.9, g[3m])", "quantile_over_time(-0.1, g[3m])", "stdvar_over_time(g[2m])", "deriv(g[2m])", "predict_linear(g[2m], 600)", "idelta(g[1m])", "irate(c_total[1m])",
	"resets(c_total[10m])", "changes(g[4m])", "increase(c_total[77s])", "present_over_time(g[1m])", "timestamp(g)", "timestamp(g offset 1m)", "hour(g)", "day_of_week()", "days_in_month(vector(1709164800))",
	"label_replace(g, 'j', '$2-$1', 'i', '(.)(.*)')", "label_replace(g, 'job', '', 'i', '.*')", "label_join(g, 'both', '/', 'job', 'i')", "scalar(g{i='1'})", "scalar(g)", "vector(scalar(sum(g)))",
	"round(g, 0.25)", "ln(g)", "exp(g)", "atan2(3, 4)", "g atan2 c_total", "rad(g)", "abs(-g)", "floor(g) + ceil(g)", "sqrt(g)", "time() - timestamp(g)", "pi()",
	// comparison, signs, numbers
	"g > bool 0", "2 < bool 1", "g > 0 < 1", "-g ^ 2", "2 ^ 3 ^ 2", "-1 ^ 2", "0x1F + 1e3", "Inf", "-Inf", "NaN", "g * -1 % 2", "(g > 0) * 2 or g", "g == bool g", "c_total >= on (i) g",
	// matchers
	"{__name__=~'c_total|g', i!='2'}", "{__name__!='', i='3', job=~'x|y'}", "g{i=~'[12]'}", "g{nope=''}", "g{i!~'1.*'}", "count({job='x'})",
	// classic histograms
	"histogram_quantile(0.9, rate(b_bucket[2m]))", "histogram_quantile(0.5, sum by (le) (rate(b_bucket[2m])))", "histogram_quantile(2, b_bucket)", "histogram_quantile(-1, b_bucket)", "histogram_quantile(0.9, g)",
	// native histograms
	"histogram_count(h)", "histogram_sum(h)", "histogram_count(rate(h[2m]))", "histogram_sum(sum(rate(h[2m])))", "histogram_sum(h) / histogram_count(h)", "histogram_count(h + h)",
	"histogram_count(h offset 90s)", "histogram_count(increase(h[3m]))", "count(h)", "histogram_count(sum by (job) (h))", "h", "sum(h)",
}

// newer are expressions whose value Prometheus 2.42 does not know, with the reason.
var newer = map[string]string{
	"histogram_quantile(0.9, h)":                 "buckets of native histograms are interpolated exponentially since 3.0",
	"histogram_fraction(0, 0.2, rate(h[2m]))":    "the same",
	"histogram_avg(h)":                           "since 2.51",
	"histogram_stddev(h)":                        "since 2.48",
	"h * 2":                                      "since 2.47",
	"limitk(2, g)":                               "experimental since 2.54, off by default, as here",
	"rate(c_total[1m] offset (30 + 31))":         "experimental since 3.4",
	"sum(h) by (job) / 2":                        "since 2.47",
	"{\"g\", \"i\"=\"1\"}":                       "names in quotes since 3.0",
	"holt_winters(g[5m], 0.5, 0.5)":              "is double_exponential_smoothing, experimental, since 3.0",
	"sort_by_label(g, 'i')":                      "experimental since 2.50",
	"mad_over_time(g[5m])":                       "experimental since 2.54",
	"avg_over_time(h[2m])":                       "histograms in it since 2.46",
	"count_values('v', h)":                       "histograms in it since 2.46",
	"delta(h[2m])":                               "remarks differ",
	"rate(c_total[5m]) * on (i) group_left () h": "since 2.47",
}

// TestAgreesWithPrometheus asks a real Prometheus and this history the same, of the same samples.
func TestAgreesWithPrometheus(t *testing.T) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		if os.Getenv("METERGATE_PEERS") == "required" {
			t.Fatal("prometheus is not installed (see test/install-peers)")
		}
		t.Skip("prometheus is not installed (see test/install-peers)")
	}
	r := startPrometheus(t)
	s, app := newStore(t, t.TempDir(), &world{}), storage.Appender(nil)
	db, err := tsdb.Open(t.TempDir(), nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s.lease, app = &lease{db: db, life: t.Context()}, db.Appender(t.Context())
	for _, p := range thePast() {
		p.store(t, app)
		r.add(p)
	}
	if err := app.Commit(); err != nil {
		t.Fatal(err)
	}
	r.send(t)
	at := strconv.FormatFloat(float64(pastAt)/1000, 'f', 3, 64)
	empty := 0
	for _, expr := range nasty {
		if _, known := newer[expr]; known {
			t.Errorf("%s: is it compared or not?", expr)
		}
		theirs, want := r.ask(t, "query", url.Values{"query": {expr}, "time": {at}})
		ours, got := answer(s, Instant{Query: expr, At: time.UnixMilli(pastAt)})
		agree(t, expr, ours, got, theirs, want)
		if len(theirs.Result) <= len("[]") {
			empty++
		}
		theirs, want = r.ask(t, "query_range", url.Values{"query": {expr}, "start": {"1700000300.021"}, "end": {at}, "step": {"13"}})
		ours, got = answer(s, Range{Query: expr, Start: time.UnixMilli(pastFrom + 300_021), End: time.UnixMilli(pastAt), Step: 13 * time.Second})
		agree(t, expr+" over time", ours, got, theirs, want)
	}
	if empty > len(nasty)/4 {
		t.Errorf("%d of %d expressions have no value", empty, len(nasty))
	}
	t.Logf("%d expressions agree, at a moment and over time; %d have no value at the moment; %d are not compared, being newer than 2.42", len(nasty), empty, len(newer))
}

// thePast are series with everything that is hard: resets, gaps, ends, ties, numbers that are none.
func thePast() (all []*past) {
	series := func(name, i string, more ...string) *past {
		p := &past{labels: labels.FromStrings(append([]string{"__name__", name, "i", i, "job", []string{"x", "y"}[len(all)%2]}, more...)...)}
		all = append(all, p)
		return p
	}
	for n := range 5 {
		i := strconv.Itoa(n + 1)
		counter, gauge, odd, same, gone, h := series("c_total", i), series("g", i), series("odd", i), series("same", i), series("gone", i), series("h", i)
		if n < 3 {
			series("info_metric", i, "zone", string(rune('a'+n)))
		}
		info := all[len(all)-1]
		total, native := float64(n), &histogram.Histogram{Schema: 3, PositiveSpans: []histogram.Span{{Offset: 2, Length: 2}}, PositiveBuckets: []int64{1, 0}, Count: 2, Sum: 3}
		for k, ts := 0, pastFrom+1+int64(n); ts < pastTo; k, ts = k+1, ts+5000 {
			if k%61 > 50 && n == 1 {
				continue // a gap
			}
			total += float64((k*k+n)%7) / 4
			if k == 100+n {
				total = 0.5
			}
			counter.put(ts, total)
			gauge.put(ts, math.Sin(float64(k+n)/9)*float64(n*k%11))
			odd.put(ts, []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1e-320, 7.25}[(k/9+n)%7])
			same.put(ts, float64(k/40))
			if k < 150 {
				gone.put(ts, float64(k))
			} else if k == 150 {
				gone.put(ts, stale)
			}
			native = native.Copy()
			native.PositiveBuckets[0] += int64(k % 3)
			native.Count, native.Sum = uint64(2*native.PositiveBuckets[0]), native.Sum+1.5
			h.put(ts, native)
			if n < 3 {
				info.put(ts, 1.0)
			}
		}
	}
	return append(all, classic()...)
}

// classic is a histogram as text has it.
func classic() (all []*past) {
	for n, le := range []string{"0.1", "0.5", "1.0", "+Inf"} {
		p := &past{labels: labels.FromStrings("__name__", "b_bucket", "job", "x", "le", le)}
		for k, ts := 0, pastFrom+1; ts < pastTo; k, ts = k+1, ts+5000 {
			p.put(ts, float64(k*(n+1)+k%3*n))
		}
		all = append(all, p)
	}
	return all
}

func (p *past) put(ts int64, v any) {
	p.times, p.values = append(p.times, ts), append(p.values, v)
}

// A result is the data of an answer.
type result struct {
	ResultType string
	Result     json.RawMessage
}

// ask returns what Prometheus answers, or the kind of its error.
func (r *remote) ask(t *testing.T, call string, form url.Values) (result, string) {
	t.Helper()
	res, err := http.PostForm(r.url+"/api/v1/"+call, form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var all struct {
		ErrorType string
		Error     string
		Data      result
	}
	if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all.Data, all.ErrorType
}

// agree compares two answers: values, or the kinds of errors.
func agree(t *testing.T, expr, text string, err error, theirs result, kind string) {
	t.Helper()
	var own *Error
	if errors.As(err, &own); err != nil || kind != "" {
		if own == nil || string(own.Kind) != kind {
			t.Errorf("%s: %v, Prometheus says %q", expr, err, kind)
		}
		return
	}
	var ours result
	if err := json.Unmarshal([]byte(text), &ours); err != nil {
		t.Errorf("%s: %v", expr, err)
		return
	}
	if ours.ResultType != theirs.ResultType {
		t.Errorf("%s: a %s, Prometheus has a %s", expr, ours.ResultType, theirs.ResultType)
		return
	}
	a, b := points(t, ours), points(t, theirs)
	if len(a) != len(b) {
		t.Errorf("%s: %d points, Prometheus has %d", expr, len(a), len(b))
	}
	off := 0
	for at, want := range b {
		if got, ok := a[at]; !ok || !near(got, want) {
			if off++; off < 3 {
				t.Errorf("%s: %s is %v, in Prometheus %v", expr, at, got, want)
			}
		}
	}
}

func near(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}

// points are the numbers of a result by the labels and the time of each; of a histogram those of all its parts.
func points(t *testing.T, r result) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	var one any
	if err := json.Unmarshal(r.Result, &one); err != nil {
		t.Fatal(err)
	}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if m, ok := v["metric"]; ok {
				b, _ := json.Marshal(m)
				at += string(b)
			}
			for k, x := range v {
				if k != "metric" {
					walk(at+" "+k, x)
				}
			}
		case []any:
			if len(v) == 2 {
				if ts, ok := v[0].(float64); ok {
					walk(at+" at "+strconv.FormatFloat(ts, 'f', 3, 64), v[1])
					return
				}
			}
			for i, x := range v {
				if _, ok := x.(map[string]any); ok || strings.HasSuffix(at, "values") || strings.HasSuffix(at, "histograms") {
					walk(at, x)
				} else {
					walk(at+" "+strconv.Itoa(i), x)
				}
			}
		case string:
			f, err := strconv.ParseFloat(v, 64)
			if err != nil {
				t.Fatal(err)
			}
			all[at] = f
		case float64:
			all[at] = v
		}
	}
	walk("", one)
	return all
}

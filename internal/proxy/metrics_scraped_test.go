package proxy

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// scrapeFormats are the ways of asking for metrics, by the name of the job that asks so.
var scrapeFormats = map[string]string{
	"text":        "text/plain;version=0.0.4",
	"openmetrics": "application/openmetrics-text;version=1.0.0",
	"protobuf":    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
}

// TestPrometheusStoresTheSameOfEveryFormat has a real Prometheus scrape one picture of a gateway in every format, and
// compares what it stored: names, labels and values. The distributions, which are ours, are native ones in protobuf.
func TestPrometheusStoresTheSameOfEveryFormat(t *testing.T) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		t.Skip("prometheus is not installed")
	}
	r, info := served(t, 3)
	view := now()
	scraped := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, rq *http.Request) {
		s, err := export.ParseScrape("extra-counters")
		if err != nil {
			t.Error(err)
			return
		}
		s.Own = true
		f := export.Negotiate([]string{scrapeFormats[strings.Trim(rq.URL.Path, "/")]})
		w.Header().Set("content-type", f.ContentType)
		v := *view // the same moment for all
		if err := f.Write(w, info, r.gateway.Rows, &v, s); err != nil {
			t.Error(err)
		}
	}))
	defer scraped.Close()
	p := startPrometheus(t, scraped.Listener.Addr().String())
	stored := map[string]map[string]string{}
	for job := range scrapeFormats {
		stored[job] = p.waitFor(t, job)
	}
	want := stored["text"]
	if len(want) < 500 {
		t.Errorf("%d series", len(want))
	}
	own := regexp.MustCompile(`_(queue_time|retry_time|connect_time|response_time|total_time|request_size|response_size)_(seconds|bytes)(_bucket|_sum|_count)?\{`)
	differences(t, "openmetrics", stored["openmetrics"], want)
	maps.DeleteFunc(want, func(series, _ string) bool { return own.MatchString(series) })
	protobuf := stored["protobuf"]
	native := 0
	maps.DeleteFunc(protobuf, func(series, value string) bool {
		if value == nativeValue {
			native++
		}
		return own.MatchString(series)
	})
	differences(t, "protobuf", protobuf, want)
	if native < 6*3 {
		t.Errorf("%d native histograms", native)
	}
	p.checkNative(t, r.gateway.Backend("b").Set)
}

// differences compares what a job stored. The values of the process may have moved on meanwhile; its series may not.
func differences(t *testing.T, job string, got, want map[string]string) {
	t.Helper()
	for _, series := range slices.Sorted(maps.Keys(want)) {
		value, ok := got[series]
		if !ok || value != want[series] && !strings.HasPrefix(series, "haproxy_process_") {
			t.Errorf("%s: %s is %q, in the text %q", job, series, value, want[series])
		}
	}
	for series := range got {
		if _, ok := want[series]; !ok {
			t.Errorf("%s: %s is not in the text", job, series)
		}
	}
}

// realPrometheus is a Prometheus that scrapes an address once for each format.
type realPrometheus struct{ addr string }

func startPrometheus(t *testing.T, target string) *realPrometheus {
	t.Helper()
	dir := t.TempDir()
	var config strings.Builder
	config.WriteString("global: {scrape_interval: 1s}\nscrape_configs:\n")
	for job := range scrapeFormats {
		fmt.Fprintf(&config, "- {job_name: %s, metrics_path: /%s, static_configs: [{targets: ['%s']}]}\n", job, job, target)
	}
	file := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(file, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("prometheus", "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "tsdb"),
		"--web.listen-address=127.0.0.1:0", "--enable-feature=native-histograms,exemplar-storage")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, addr, ok := strings.Cut(lines.Text(), `msg="Listening on" address=`); ok {
			go io.Copy(io.Discard, said)
			return &realPrometheus{addr}
		}
	}
	t.Fatal("Prometheus does not say where it listens")
	return nil
}

// nativeValue stands for the value of a native histogram.
const nativeValue = "a native histogram"

// waitFor waits until a job was scraped and returns the series that were stored, with their values.
func (p *realPrometheus) waitFor(t *testing.T, job string) map[string]string {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if up := p.query(t, `up{job="`+job+`"}`); len(up) == 1 && slices.Collect(maps.Values(up))[0] == "1" {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("job %s is not up", job)
		}
	}
	stored := p.query(t, `{job="`+job+`",__name__=~"haproxy_.*"}`)
	if len(stored) == 0 {
		t.Fatalf("job %s has no series", job)
	}
	return stored
}

// query returns the series that an expression yields now, without the labels of the scrape.
func (p *realPrometheus) query(t *testing.T, expr string) map[string]string {
	t.Helper()
	res, err := http.Get("http://" + p.addr + "/api/v1/query?query=" + url.QueryEscape(expr))
	if err != nil {
		return nil // not ready yet
	}
	defer res.Body.Close()
	var answer struct {
		Data struct {
			Result []struct {
				Metric    map[string]string
				Value     []any
				Histogram []any
			}
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return nil
	}
	all := map[string]string{}
	for _, r := range answer.Data.Result {
		series := r.Metric["__name__"] + "{"
		for _, name := range slices.Sorted(maps.Keys(r.Metric)) {
			if name != "job" && name != "instance" && name != "__name__" {
				series += fmt.Sprintf("%s=%q,", name, r.Metric[name])
			}
		}
		all[series+"}"] = nativeValue
		if len(r.Value) == 2 {
			all[series+"}"] = r.Value[1].(string)
		}
	}
	return all
}

// checkNative compares what Prometheus makes of a native histogram with the distribution itself.
func (p *realPrometheus) checkNative(t *testing.T, set *metric.Set) {
	t.Helper()
	var d metric.Distribution
	totalTime.dist.Read(set, &d)
	const series = `haproxy_backend_total_time_seconds{job="protobuf",proxy="b"}`
	for expr, want := range map[string]float64{
		"histogram_count(" + series + ")":         float64(d.Count),
		"histogram_sum(" + series + ")":           d.Total(),
		"histogram_quantile(0.5, " + series + ")": d.Quantile(0.5) / 1e9,
	} {
		for _, value := range p.query(t, expr) {
			var got float64
			fmt.Sscan(value, &got)
			if got < want*0.95 || got > want*1.05 {
				t.Errorf("%s is %v, want %v", expr, got, want)
			}
			want = got
		}
	}
}

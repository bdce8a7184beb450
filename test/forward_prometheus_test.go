package test

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"metergate/test/gateway"
	"metergate/test/origin"
)

const forwardPrometheusConfig = `
global
  stats socket 127.0.0.1:%[1]d level admin
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend fe
  bind 127.0.0.1:%[2]d
  default_backend be
frontend scraped
  bind 127.0.0.1:%[3]d
  http-request use-service prometheus-exporter if { path /metrics }
backend be
  server s1 127.0.0.1:%[4]d
  server away 127.0.0.1:%[4]d disabled
metrics-forward prom
  target prometheus-remote-write %[5]s/api/v1/write
  interval 200ms
`

// TestForwardAgreesWithScrape pushes to a real Prometheus and scrapes before and behind a tick: all series that a scrape has
// are there, and no other ones; one that did not move in between has the very value of the scrapes.
func TestForwardAgreesWithScrape(t *testing.T) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		if gateway.Required() {
			t.Fatal("prometheus is not installed (see test/install-peers)")
		}
		t.Skip("prometheus is not installed (see test/install-peers)")
	}
	k, dir := gateway.Kinds()[0], t.TempDir()
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	_, server, _ := strings.Cut(o.Addr(), ":")
	to, _ := strconv.Atoi(server)
	prom, fe, scraped := startReceiver(t), freePort(t), freePort(t)
	file := filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(forwardPrometheusConfig, freePort(t), fe, scraped, to, prom))
	p, err := gateway.Start(gateway.Options{Kind: k, Program: k.Require(t), Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	requests(t, fe, 30)
	metrics := fmt.Sprintf("http://127.0.0.1:%d/metrics?histograms=frontend,backend", scraped)
	await(t, "pushed is what is scraped", func() error {
		before := scrapeSeries(t, metrics)
		pushed, err := pushedSeries(t, prom+"/api/v1")
		if err != nil {
			return err
		}
		return agree(t, before, pushed, scrapeSeries(t, metrics))
	})
}

// scrapeSeries returns what the exporter shows, by labels.
func scrapeSeries(t *testing.T, metrics string) map[string]float64 {
	t.Helper()
	res, err := http.Get(metrics)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		m := seriesPattern.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			continue
		}
		labels := map[string]string{"__name__": m[1]}
		for _, l := range labelPattern.FindAllStringSubmatch(m[2], -1) {
			if labels[l[1]], err = strconv.Unquote(l[2]); err != nil {
				t.Fatal(err)
			}
		}
		name, _ := json.Marshal(labels)
		if all[string(name)], err = strconv.ParseFloat(m[3], 64); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

var (
	seriesPattern = regexp.MustCompile(`^(\w+)(?:\{(.*)\})? (\S+)$`)
	labelPattern  = regexp.MustCompile(`(\w+)=("(?:[^"\\]|\\.)*")`)
)

// pushedSeries waits for a tick that is still to come and returns what Prometheus holds of it, by labels without those
// that name the gateway.
func pushedSeries(t *testing.T, api string) (map[string]float64, error) {
	t.Helper()
	var at float64
	eventuallyProm(t, api, fmt.Sprintf(`timestamp(up) > %.3f`, float64(time.Now().UnixMilli()+1)/1000), func(v float64) bool { at = v; return true })
	got, err := promAsk(t, api, "query", url.Values{"query": {`{job="haproxy",__name__!="up"}`}, "time": {strconv.FormatFloat(at, 'f', 3, 64)}})
	all := map[string]float64{}
	for name, points := range got {
		var labels map[string]string
		if err := json.Unmarshal([]byte(name), &labels); err != nil {
			return nil, err
		}
		delete(labels, "job")
		delete(labels, "instance")
		bare, _ := json.Marshal(labels)
		all[string(bare)] = points[0].value
	}
	return all, err
}

// agree compares what was pushed with the scrapes before and behind.
func agree(t *testing.T, before, pushed, behind map[string]float64) error {
	t.Helper()
	var wrong []string
	moved := 0
	for name, v := range before {
		got, ok := pushed[name]
		switch {
		case !ok:
			wrong = append(wrong, fmt.Sprintf("%s is not there", name))
		case !alike(v, behind[name]):
			moved++
		case !alike(v, got) && !scrapeMoves.MatchString(name):
			wrong = append(wrong, fmt.Sprintf("%s is %v, scraped %v", name, got, v))
		}
	}
	for name := range pushed {
		if _, ok := behind[name]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s is in no scrape", name))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d of %d series: %s", len(wrong), len(before), strings.Join(wrong, "\n"))
	}
	t.Logf("%d series agree; %d moved between the scrapes", len(before)-moved, moved)
	return nil
}

// scrapeMoves are the series that a scrape sees otherwise than a tick does, because of itself.
var scrapeMoves = regexp.MustCompile(`"proxy":"scraped"|haproxy_process_(current_tasks|current_run_queue|current_connections|idle_time_percent|busy_polling_enabled)"`)

// alike reports whether two values are the same to the last bit, or both not set.
func alike(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

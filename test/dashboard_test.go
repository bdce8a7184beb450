package test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/internal/export/grafana"
	"metergate/test/gateway"
	"metergate/test/origin"
	"metergate/test/port"
)

// TestDashboard lets a real Prometheus scrape the gateway and asks it everything that the
// best-known Grafana dashboard for HAProxy asks: each panel must have data.
func TestDashboard(t *testing.T) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		if gateway.Required() {
			t.Fatal("prometheus is not installed (see test/install-peers)")
		}
		t.Skip("prometheus is not installed (see test/install-peers)")
	}
	for _, k := range gateway.Kinds() {
		if k.Name != "rings" && k.Name != "haproxy-3.5" {
			continue // the poller makes no difference, and 2.6 lacks some metrics
		}
		t.Run(k.Name, func(t *testing.T) {
			d := openDashboard(t, k)
			missing := d.expressions(t)
			if k.Name == "rings" {
				missing = append(missing, d.own()...)
			}
			for end := time.Now().Add(2 * time.Minute); len(missing) > 0 && time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
				missing = d.without(t, missing)
			}
			for _, expr := range missing {
				t.Errorf("no data for %s", expr)
			}
		})
	}
}

// dashboard is a gateway under traffic and the Prometheus that scrapes it.
type dashboard struct {
	instance string // the label that Prometheus gives the gateway
	api      string
}

const dashboardConfig = `
defaults
  mode http
  timeout client 3s
  timeout server 2s
  timeout connect 1s
frontend stats
  bind 127.0.0.1:%[1]d
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /
frontend fe_api
  bind 127.0.0.1:%[2]d
  stick-table type ip size 100 expire 1h store http_req_cnt
  http-request track-sc0 src
.if feature(METERGATE)
  use-operations shop
  http-request set-consumer src
.endif
  default_backend be_api
.if feature(METERGATE)
operations shop
  learn
.endif
backend be_api
  balance roundrobin
  option httpchk GET /health
  server s1 %[3]s check inter 500ms
  server s2 %[3]s check inter 500ms maxconn 5
`

func openDashboard(t *testing.T, k gateway.Kind) *dashboard {
	t.Helper()
	program, dir := k.Require(t), t.TempDir()
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	stats, fe, prom := freePort(t), freePort(t), freePort(t)
	file := filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(dashboardConfig, stats, fe, o.Addr()))
	p, err := gateway.Start(gateway.Options{Kind: k, Program: program, Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{addr: fmt.Sprintf("127.0.0.1:%d", fe), target: "/?ms=20", method: "GET", serial: 20}
	l := startLoad(c, 2)
	t.Cleanup(func() {
		l.end()
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	d := &dashboard{instance: fmt.Sprintf("127.0.0.1:%d", stats), api: fmt.Sprintf("http://127.0.0.1:%d/api/v1/query", prom)}
	d.startPrometheus(t, dir, prom)
	return d
}

func freePort(t *testing.T) int {
	t.Helper()
	n, err := port.Free()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// startPrometheus scrapes twice a second, so that rates have something to work on soon.
func (d *dashboard) startPrometheus(t *testing.T, dir string, port int) {
	t.Helper()
	file := filepath.Join(dir, "prometheus.yml")
	write(t, file, fmt.Sprintf("global: {scrape_interval: 500ms, scrape_timeout: 500ms}\nscrape_configs:\n- job_name: haproxy\n  static_configs: [{targets: ['%s']}]\n", d.instance))
	cmd := exec.Command("prometheus", "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "tsdb"), fmt.Sprintf("--web.listen-address=127.0.0.1:%d", port))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for end := time.Now().Add(gateway.Patience); !gateway.Listens(port); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("Prometheus does not start")
		}
	}
}

// expressions are those of the dashboard, its variables filled in as Grafana does for "All".
func (d *dashboard) expressions(t *testing.T) (exprs []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/dashboard.txt")
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("$backend", ".*", "$frontend", ".*", "$server", ".*", "$code", ".*", "$host", d.instance, "$__rate_interval", "10s")
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			exprs = append(exprs, fill.Replace(strings.TrimSpace(line)))
		}
	}
	return exprs
}

// own are the expressions of the dashboard that `metergate export grafana` writes.
func (d *dashboard) own() (exprs []string) {
	fill := strings.NewReplacer("$job", "haproxy", "$instance", d.instance, "$frontend", ".*", "$backend", ".*", "$server", ".*", "$__rate_interval", "10s")
	for _, e := range grafana.Expressions() {
		exprs = append(exprs, fill.Replace(e))
	}
	return exprs
}

// without are the expressions that have no data yet.
func (d *dashboard) without(t *testing.T, exprs []string) (missing []string) {
	t.Helper()
	for _, expr := range exprs {
		n, err := d.query(expr)
		if err != nil {
			t.Logf("%s: %v", expr, err)
		}
		if n == 0 {
			missing = append(missing, expr)
		}
	}
	return missing
}

// query returns the number of series in the answer to an expression.
func (d *dashboard) query(expr string) (int, error) {
	res, err := http.Get(d.api + "?query=" + url.QueryEscape(expr))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	var answer struct {
		Status, Error string
		Data          struct{ Result []json.RawMessage }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return 0, fmt.Errorf("cannot parse %q: %w", body, err)
	}
	if answer.Status != "success" {
		return 0, fmt.Errorf("prometheus: %s", answer.Error)
	}
	return len(answer.Data.Result), nil
}

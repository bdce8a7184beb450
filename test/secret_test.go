package test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang/snappy"

	"metergate/test/gateway"
	"metergate/test/origin"
)

const secretConfig = `
global
  stats socket %[1]s/api.sock level admin
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout client 5s
  timeout server 5s
  timeout connect 2s
  record-header authorization
  record-header x-api-key
  record-header cookie
history
  path %[1]s/h
  interval 200ms
  rules-file %[1]s/rules.yml
  default-rules off
  notify n
notifiers n
  webhook %[5]s/hook
  alertmanager %[5]s
metrics-forward documents
  target elasticsearch %[5]s/es gzip off
  interval 200ms
  logs on
metrics-forward entries
  target loki %[5]s
frontend stats
  bind 127.0.0.1:%[2]d
  http-request use-service prometheus-exporter if { path /metrics }
  http-request use-service dashboard if { path_beg /dashboard }
  stats enable
  stats uri /
operations shop
  learn
frontend api
  bind 127.0.0.1:%[3]d
  capture request header authorization len 64
  capture request header x-api-key len 64
  capture cookie token len 64
  use-operations shop
  http-request set-consumer req.hdr(x-api-key) if { req.hdr(x-api-key) -m found }
  http-request set-consumer req.hdr(authorization) if { req.hdr(authorization) -m found }
  http-request set-consumer req.cook(token) if { req.cook(token) -m found }
  http-request set-consumer url_param(key) if { url_param(key) -m found }
  log-format "%%[consumer] %%[operation] %%ST"
  default_backend be
backend be
  server s1 %[4]s
`

const secretRules = `
groups:
- name: g
  interval: 1s
  rules:
  - alert: Seen
    expr: haproxy_consumer_http_requests_total{consumer!~"other|anonymous"} > 0
    annotations: {summary: '{{ $labels.consumer }} is there'}
`

// secret is what no output may hold, whichever field it came in.
const secret = "raw-5ecr3t-0f-a-consum3r"

// TestSecretsStayInside sends keys in every field that names consumers by a secret and looks for them in all that leaves
// the gateway: Runtime API, metrics in their three forms, page, dashboard with its queries, stream and recorder, log, files of the
// history, payloads of alerts, what is pushed of metrics and of access logs.
func TestSecretsStayInside(t *testing.T) {
	k, dir := gateway.Kinds()[0], t.TempDir()
	program := k.Require(t)
	var mu sync.Mutex
	var sent, pushed bytes.Buffer
	hooks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, rq *http.Request) {
		body, _ := io.ReadAll(rq.Body)
		mu.Lock()
		defer mu.Unlock()
		switch rq.URL.Path {
		case "/es/_bulk":
			pushed.Write(body)
			fmt.Fprintf(w, `{"errors":false,"items":[%s]}`, strings.TrimSuffix(strings.Repeat(`{"create":{"status":201}},`, bytes.Count(body, []byte("\n"))/2), ","))
		case "/loki/api/v1/push":
			plain, err := snappy.Decode(nil, body)
			if err != nil {
				t.Errorf("a push is not packed: %v", err)
			}
			pushed.Write(plain)
		default:
			sent.Write(body)
		}
	}))
	t.Cleanup(hooks.Close)
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	stats, api, file := freePort(t), freePort(t), filepath.Join(dir, "gw.cfg")
	write(t, filepath.Join(dir, "rules.yml"), secretRules)
	write(t, file, fmt.Sprintf(secretConfig, dir, stats, api, o.Addr(), hooks.URL))
	h := &past{
		options: gateway.Options{Kind: k, Program: program, Dir: dir, Files: []string{file}},
		api:     fmt.Sprintf("http://127.0.0.1:%d/dashboard/api/v1", stats),
	}
	h.start(t)
	sendSecrets(t, api)
	eventuallyProm(t, h.api, `count(haproxy_consumer_http_requests_total{consumer=~"key-.*"})`, func(v float64) bool { return v >= 1 })
	eventuallyProm(t, h.api, `count(ALERTS{alertstate="firing"})`, func(v float64) bool { return v >= 1 })
	heard := func() string { mu.Lock(); defer mu.Unlock(); return sent.String() }
	for end := time.Now().Add(gateway.Patience); !strings.Contains(heard(), "key-"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no alert is sent")
		}
	}
	push := func() string { mu.Lock(); defer mu.Unlock(); return pushed.String() }
	for end := time.Now().Add(gateway.Patience); strings.Count(push(), `"haproxy.log"`) < 4 || strings.Count(push(), `"frontend":"api"`) < 4; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("access logs are not pushed: %s", push())
		}
	}
	outputs := map[string]string{"alerts": heard()}
	for _, c := range []string{
		"show operations json", "show operations undeclared", "show operations unused", "show consumers json", "show consumers operations json",
		"show slow json", "show slow", "show failed json", "show inflight", "show endings", "show audit", "show errors", "show events", "show sess all",
		"show stat json", "show stat typed", "show info", "show latency", "show alerts", "show table", "show activity", "help",
	} {
		if outputs[c], err = ask(filepath.Join(dir, "api.sock"), c); err != nil {
			t.Fatalf("%s: %v", c, err)
		}
	}
	for name, accept := range map[string]string{
		"text": "text/plain", "openmetrics": "application/openmetrics-text; version=1.0.0",
		"protobuf": "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
	} {
		outputs["metrics as "+name] = fetch(t, stats, "/metrics", accept)
	}
	for _, path := range []string{
		"/", "/;csv", "/;json", "/dashboard/live", "/dashboard/requests", "/dashboard/requests?which=failed", "/dashboard/requests?which=inflight",
		"/dashboard/api/v1/series?match[]={job=~'.%2B'}", "/dashboard/api/v1/alerts", "/dashboard/api/v1/rules", "/dashboard/api/v1/events",
		"/dashboard/api/v1/label/consumer/values", "/dashboard/api/v1/query_exemplars?query={job=~'.%2B'}",
	} {
		outputs[path] = fetch(t, stats, path, "*/*")
	}
	if err := h.Stop(); err != nil {
		t.Fatal(err)
	}
	outputs["log"], outputs["pushed"] = h.Output(), push()
	files := 0
	err = filepath.WalkDir(filepath.Join(dir, "h"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			text, err := os.ReadFile(path)
			outputs[path] = string(text)
			files++
			return err
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files of the history: %v", files, err)
	}
	for name, text := range outputs {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds the secret", name)
		}
	}
	for _, name := range []string{"log", "show consumers json", "metrics as text", "show slow json", "/dashboard/live"} {
		if len(outputs[name]) < 100 {
			t.Errorf("%s says little: %q", name, outputs[name])
		}
	}
}

// sendSecrets makes requests, one of which fails, with a key in each of the fields.
func sendSecrets(t *testing.T, port int) {
	t.Helper()
	for _, f := range []struct{ path, name, value string }{
		{"/items/1", "X-Api-Key", secret}, {"/items/2", "Authorization", "Bearer " + secret}, {"/items/3?st=503", "Cookie", "token=" + secret},
		{"/items/4?key=" + secret, "Accept", "*/*"},
	} {
		rq, err := http.NewRequest(http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d%s", port, f.path), nil)
		if err != nil {
			t.Fatal(err)
		}
		rq.Header.Set(f.name, f.value)
		res, err := http.DefaultClient.Do(rq)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
}

// fetch returns an answer with its head; of one without an end what comes first.
func fetch(t *testing.T, port int, path, accept string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rq, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d%s", port, path), nil)
	if err != nil {
		t.Fatal(err)
	}
	rq.Header.Set("Accept", accept)
	res, err := http.DefaultClient.Do(rq)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body := io.Reader(res.Body)
	if strings.HasSuffix(path, "/live") {
		body = io.LimitReader(body, 1500)
	}
	text, err := io.ReadAll(body)
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("%s: %s %v", path, res.Status, err)
	}
	return fmt.Sprint(res.Header) + string(text)
}

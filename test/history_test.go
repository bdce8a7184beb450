package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/golang/snappy"
	"google.golang.org/protobuf/encoding/protowire"

	"metergate/test/gateway"
	"metergate/test/origin"
)

const historyConfig = `
history
  path %[4]s
  interval 200ms
` + dashboardConfig

// A past is a gateway with a history.
type past struct {
	*gateway.Process
	options gateway.Options
	origin  *origin.Server
	api     string
	fe      int // the port of its frontend
}

// openHistory starts a gateway with a history, with these arguments.
func openHistory(t *testing.T, args ...string) *past {
	t.Helper()
	k, dir := gateway.Kinds()[0], t.TempDir()
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	stats, fe := freePort(t), freePort(t)
	file := filepath.Join(dir, "gw.cfg")
	config := fmt.Sprintf(historyConfig, stats, fe, o.Addr(), filepath.Join(dir, "h"))
	write(t, file, strings.Replace(config, "  stats enable\n", "  http-request use-service prometheus-api if { path_beg /prom/api/v1 }\n  stats enable\n", 1))
	h := &past{
		origin:  o,
		options: gateway.Options{Kind: k, Program: k.Require(t), Dir: dir, Files: []string{file}, Args: args},
		api:     fmt.Sprintf("http://127.0.0.1:%d/prom/api/v1", stats), fe: fe,
	}
	h.start(t)
	return h
}

func (h *past) start(t *testing.T) {
	t.Helper()
	var err error
	if h.Process, err = gateway.Start(h.options); err != nil {
		t.Fatal(err)
	}
	p := h.Process
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
}

// A point is a value at a moment.
type point struct {
	at    float64
	value float64
}

// promAsk returns the points of a query by their labels.
func promAsk(t *testing.T, api, call string, form url.Values) (map[string][]point, error) {
	t.Helper()
	res, err := http.PostForm(api+"/"+call, form)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Error string
		Data  struct {
			ResultType string
			Result     json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Error != "" {
		return nil, fmt.Errorf("%s %v: %.300s (%v)", call, form, body, err)
	}
	if answer.Data.ResultType == "scalar" {
		answer.Data.Result = []byte(`[{"metric":{},"value":` + string(answer.Data.Result) + `}]`)
	}
	var series []struct {
		Metric map[string]string
		Value  []any
		Values [][]any
	}
	if err := json.Unmarshal(answer.Data.Result, &series); err != nil {
		return nil, err
	}
	all := map[string][]point{}
	for _, s := range series {
		name, _ := json.Marshal(s.Metric)
		if s.Value != nil {
			s.Values = append(s.Values, s.Value)
		}
		for _, v := range s.Values {
			f, err := strconv.ParseFloat(v[1].(string), 64)
			if err != nil {
				return nil, err
			}
			all[string(name)] = append(all[string(name)], point{v[0].(float64), f})
		}
	}
	return all, nil
}

// eventuallyProm waits until a query gives one value that is right.
func eventuallyProm(t *testing.T, api, query string, right func(float64) bool) {
	t.Helper()
	var last any
	for end := time.Now().Add(gateway.Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		got, err := promAsk(t, api, "query", url.Values{"query": {query}})
		last = err
		for _, points := range got {
			if last = points; len(got) == 1 && right(points[0].value) {
				return
			}
		}
	}
	t.Fatalf("%s: %v", query, last)
}

// requests sends some.
func requests(t *testing.T, port, n int) {
	t.Helper()
	for range n {
		res, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", port))
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
}

// TestHistoryAgreesWithPrometheus writes what the history holds to a real Prometheus, by remote write, and asks both all
// that the best-known dashboard asks.
func TestHistoryAgreesWithPrometheus(t *testing.T) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		if gateway.Required() {
			t.Fatal("prometheus is not installed (see test/install-peers)")
		}
		t.Skip("prometheus is not installed (see test/install-peers)")
	}
	h := openHistory(t)
	api, fe := h.api, h.fe
	requests(t, fe, 50)
	eventuallyProm(t, api, "count_over_time(up[1m])", func(v float64) bool { return v >= 10 })
	requests(t, fe, 50)
	eventuallyProm(t, api, `haproxy_frontend_http_requests_total{proxy="fe_api"}`, func(v float64) bool { return v == 100 })
	// Readings fill the longest range, and none stands where it begins: there Prometheus 2 and 3 differ, in what a rate makes of
	// the time without readings, and in whether the first moment counts.
	eventuallyProm(t, api, "count_over_time(up[1m])", func(v float64) bool { return v >= 60 })
	var tick float64
	eventuallyProm(t, api, "timestamp(up)", func(v float64) bool { tick = v; return true })
	at := strconv.FormatFloat(tick+0.037, 'f', 3, 64)
	eventuallyProm(t, api, `timestamp(up) > `+at, func(float64) bool { return true }) // no reading of before is still to come
	ticks, err := promAsk(t, api, "query", url.Values{"query": {`{__name__=~".+"}[10m]`}, "time": {at}})
	if err != nil || len(ticks) < 300 {
		t.Fatalf("%d series, %v", len(ticks), err)
	}
	prom := startReceiver(t)
	remoteWrite(t, prom, ticks)
	d := &dashboard{instance: ".*"}
	for _, name := range sortedNames(ticks) {
		if strings.Contains(name, `"__name__":"up"`) {
			var labels map[string]string
			json.Unmarshal([]byte(name), &labels)
			d.instance = labels["instance"]
		}
	}
	exprs, found := d.expressions(t), 0
	for _, expr := range exprs {
		form := url.Values{"query": {expr}, "time": {at}}
		ours, err1 := promAsk(t, api, "query", form)
		theirs, err2 := promAsk(t, prom+"/api/v1", "query", form)
		if err1 != nil || err2 != nil {
			t.Errorf("%s: %v, %v", expr, err1, err2)
			continue
		}
		if len(ours) > 0 {
			found++
		}
		compare(t, expr, ours, theirs)
	}
	if found < len(exprs)/2 {
		t.Errorf("only %d of %d expressions have values", found, len(exprs))
	}
	t.Logf("%d expressions agree, %d of them with values", len(exprs), found)
}

func compare(t *testing.T, expr string, ours, theirs map[string][]point) {
	t.Helper()
	if len(ours) != len(theirs) {
		t.Errorf("%s: %d series, Prometheus has %d", expr, len(ours), len(theirs))
	}
	for name, points := range theirs {
		mine := ours[name]
		if len(mine) != len(points) {
			t.Errorf("%s: %s has %d points, Prometheus has %d", expr, name, len(mine), len(points))
			continue
		}
		for i, p := range points {
			a, b := mine[i].value, p.value
			if same := a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)); !same || mine[i].at != p.at {
				t.Errorf("%s: %s is %v, in Prometheus %v", expr, name, mine[i], p)
			}
		}
	}
}

// startReceiver starts a Prometheus that scrapes nothing and takes remote writes.
func startReceiver(t *testing.T) string {
	t.Helper()
	dir, port := t.TempDir(), freePort(t)
	file := filepath.Join(dir, "prometheus.yml")
	write(t, file, "global: {}\n")
	cmd := exec.Command("prometheus", "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "tsdb"),
		"--web.enable-remote-write-receiver", fmt.Sprintf("--web.listen-address=127.0.0.1:%d", port))
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
	return fmt.Sprintf("http://127.0.0.1:%d", port)
}

func sortedNames(all map[string][]point) (names []string) {
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// remoteWrite sends all points: a message of version 1 of the protocol.
func remoteWrite(t *testing.T, prom string, all map[string][]point) {
	t.Helper()
	var message []byte
	for _, name := range sortedNames(all) {
		var labels map[string]string
		if err := json.Unmarshal([]byte(name), &labels); err != nil {
			t.Fatal(err)
		}
		var keys []string
		for k := range labels {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		var series []byte
		for _, k := range keys {
			label := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), k)
			label = protowire.AppendString(protowire.AppendTag(label, 2, protowire.BytesType), labels[k])
			series = protowire.AppendBytes(protowire.AppendTag(series, 1, protowire.BytesType), label)
		}
		for _, p := range all[name] {
			s := protowire.AppendFixed64(protowire.AppendTag(nil, 1, protowire.Fixed64Type), math.Float64bits(p.value))
			s = protowire.AppendVarint(protowire.AppendTag(s, 2, protowire.VarintType), uint64(math.Round(p.at*1000)))
			series = protowire.AppendBytes(protowire.AppendTag(series, 2, protowire.BytesType), s)
		}
		message = protowire.AppendBytes(protowire.AppendTag(message, 1, protowire.BytesType), series)
	}
	rq, err := http.NewRequest(http.MethodPost, prom+"/api/v1/write", bytes.NewReader(snappy.Encode(nil, message)))
	if err != nil {
		t.Fatal(err)
	}
	rq.Header.Set("Content-Encoding", "snappy")
	rq.Header.Set("Content-Type", "application/x-protobuf")
	rq.Header.Set("X-Prometheus-Remote-Write-Version", "0.1.0")
	var res *http.Response
	for end := time.Now().Add(gateway.Patience); ; time.Sleep(100 * time.Millisecond) {
		if res, err = http.DefaultClient.Do(rq); err == nil && res.StatusCode/100 == 2 {
			res.Body.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatalf("remote write: %v, %v", res, err)
		}
		rq.Body, _ = rq.GetBody()
	}
}

// TestHistoryOverReload reloads a master under traffic: the counts of all workers are in the history, the older ones'
// last requests included, and no interval is missing.
func TestHistoryOverReload(t *testing.T) {
	h := openHistory(t, "-W")
	api, fe := h.api, h.fe
	requests(t, fe, 20)
	eventuallyProm(t, api, `haproxy_frontend_http_requests_total{proxy="fe_api"}`, func(v float64) bool { return v == 20 })
	slow, err := http.NewRequest(http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/?hold", fe), nil)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		res, err := http.DefaultClient.Do(slow)
		if err == nil {
			res.Body.Close()
		}
		done <- err
	}()
	eventuallyProm(t, api, `haproxy_frontend_current_sessions{proxy="fe_api"}`, func(v float64) bool { return v >= 1 })
	h.Signal(syscall.SIGUSR2)
	eventuallyProm(t, api, `haproxy_frontend_http_requests_total{proxy="fe_api"} < 20`, func(float64) bool { return true })
	requests(t, fe, 5)
	eventuallyProm(t, api, `sum(haproxy_frontend_http_responses_total{proxy="fe_api"})`, func(v float64) bool { return v == 5 })
	h.origin.Release()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	responses := `sum(haproxy_frontend_http_responses_total{proxy="fe_api"})`
	eventuallyProm(t, api, responses, func(v float64) bool { return v == 6 }) // five, and the one that the older worker finished
	eventuallyProm(t, api, `max_over_time((time() - timestamp(up))[20s:50ms])`, func(v float64) bool { return v < 5 })
	res, err := http.Get(api + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	events, _ := io.ReadAll(res.Body)
	for _, want := range []string{`"kind":"start"`, `"kind":"reload"`} {
		if !bytes.Contains(events, []byte(want)) {
			t.Errorf("no %s in %s", want, events)
		}
	}
}

// TestHistoryAfterKill kills the process: the next one resumes, and what was written before is there.
func TestHistoryAfterKill(t *testing.T) {
	h := openHistory(t)
	api, fe := h.api, h.fe
	requests(t, fe, 7)
	eventuallyProm(t, api, `haproxy_frontend_http_requests_total{proxy="fe_api"}`, func(v float64) bool { return v == 7 })
	h.Signal(os.Kill)
	h.Wait()
	h.start(t)
	eventuallyProm(t, api, `max_over_time(haproxy_frontend_http_requests_total{proxy="fe_api"}[1m])`, func(v float64) bool { return v == 7 })
	eventuallyProm(t, api, `last_over_time(haproxy_frontend_http_requests_total{proxy="fe_api"}[1m])`, func(v float64) bool { return v == 0 })
}

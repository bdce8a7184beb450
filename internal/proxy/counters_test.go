package proxy

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"metergate/internal/metric"
	"metergate/test/port"
)

// counted are the counters that the scenarios look at, by column.
var scenarioCounters = map[string]*metric.Counter{
	"stot": stot, "req_tot": reqTot, "lbtot": lbtot, "connect": connects, "reuse": reuses, "econ": econ,
	"wretr": wretr, "wredis": wredis, "eresp": eresp, "srv_abrt": srvAbrt, "cli_abrt": cliAbrt,
	"hrsp_2xx": hrsp[1], "hrsp_4xx": hrsp[3], "hrsp_5xx": hrsp[4], "hrsp_other": hrsp[5],
	"dreq": dreq, "dresp": dresp, "ereq": ereq, "intercepted": intercepted,
}

// snapshot lists the counters of an object that are not 0, as "name=n" in the order of the names.
func snapshot(o metric.Object) string {
	var parts []string
	for name, c := range scenarioCounters {
		if !c.On.Kinds().Has(o.MetricKind()) {
			continue
		}
		if n := c.Sum(o.MetricSet()); n != 0 {
			parts = append(parts, fmt.Sprintf("%s=%d", name, n))
		}
	}
	sort.Strings(parts)
	return strings.Join(parts, " ")
}

// The reference's own counts of the same scenarios, each event once: see its traces of counters.
var scenarios = []struct {
	name, backend, target string
	status                int
	flags                 string
	retries               int
	rows                  map[string]string
}{
	{"fine", "server g ORIGIN", "/", 200, "--", 0, map[string]string{
		"g": "connect=1 hrsp_2xx=1 lbtot=1 req_tot=1 stot=1",
		"b": "connect=1 hrsp_2xx=1 lbtot=1 req_tot=1 stot=1"}},
	{"origin's 500", "server g ORIGIN", "/?st=500", 500, "--", 0, map[string]string{
		"g": "connect=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1",
		"b": "connect=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1"}},
	{"dead server", "timeout connect 20ms\n server d CLOSED", "/", 503, "SC", 3, map[string]string{
		"d": "connect=4 econ=1 lbtot=1 stot=4 wretr=3",
		"b": "connect=4 econ=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1 wretr=3"}},
	{"dead server, no retries", "retries 0\n server d CLOSED", "/", 503, "SC", 0, map[string]string{
		"d": "connect=1 econ=1 lbtot=1 stot=1",
		"b": "connect=1 econ=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1"}},
	{"redispatch", "option redispatch\n balance first\n server d CLOSED\n server g ORIGIN", "/", 200, "--", 1, map[string]string{
		"d": "connect=1 lbtot=1 stot=1 wredis=1",
		"g": "connect=1 hrsp_2xx=1 lbtot=1 req_tot=1 stot=1",
		"b": "connect=2 hrsp_2xx=1 lbtot=2 req_tot=1 stot=1 wredis=1"}},
	{"no redispatch", "no option redispatch\n timeout connect 20ms\n balance first\n server d CLOSED\n server g ORIGIN", "/", 503, "SC", 3, map[string]string{
		"d": "connect=4 econ=1 lbtot=1 stot=4 wretr=3",
		"b": "connect=4 econ=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1 wretr=3"}},
	{"retry-on 500", "retry-on 500\n retries 2\n server g ORIGIN", "/?st=500", 500, "--", 2, map[string]string{
		"g": "connect=3 hrsp_5xx=1 lbtot=1 req_tot=1 stot=3 wretr=2",
		"b": "connect=3 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1 wretr=2"}},
	{"retry-on empty", "retry-on empty-response\n retries 2\n server g ORIGIN", "/?empty", 502, "SH", 2, map[string]string{
		"g": "connect=3 eresp=1 lbtot=1 stot=3 wretr=2",
		"b": "connect=3 eresp=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1 wretr=2"}},
	{"retry-on timeout", "retry-on response-timeout\n retries 2\n timeout server 50ms\n server g ORIGIN", "/?hang", 504, "sH", 2, map[string]string{
		"g": "connect=3 eresp=1 lbtot=1 stot=3 wretr=2",
		"b": "connect=3 eresp=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1 wretr=2"}},
	{"empty response", "server g ORIGIN", "/?empty", 502, "SH", 0, map[string]string{
		"g": "connect=1 eresp=1 lbtot=1 stot=1",
		"b": "connect=1 eresp=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1"}},
	{"garbage", "server g ORIGIN", "/?garbage", 502, "PH", 0, map[string]string{
		"g": "connect=1 eresp=1 lbtot=1 stot=1",
		"b": "connect=1 eresp=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1"}},
	{"truncated", "server g ORIGIN", "/?trunc&size=1000", 200, "SD", 0, map[string]string{
		"g": "connect=1 eresp=1 hrsp_2xx=1 lbtot=1 req_tot=1 srv_abrt=1 stot=1",
		"b": "connect=1 eresp=1 hrsp_2xx=1 lbtot=1 req_tot=1 srv_abrt=1 stot=1"}},
	{"server timeout", "timeout server 50ms\n server g ORIGIN", "/?hang", 504, "sH", 0, map[string]string{
		"g": "connect=1 eresp=1 lbtot=1 stot=1",
		"b": "connect=1 eresp=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1"}},
	{"no server", "", "/", 503, "SC", 0, map[string]string{
		"b": "econ=1 hrsp_5xx=1 req_tot=1 stot=1"}},
	{"all disabled", "server g ORIGIN disabled", "/", 503, "SC", 0, map[string]string{
		"b": "econ=1 hrsp_5xx=1 req_tot=1 stot=1"}},
}

func TestScenarioCounters(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		for _, sc := range scenarios {
			t.Run(sc.name, func(t *testing.T) {
				o := startOrigin(t)
				text := strings.NewReplacer("ORIGIN", o.Addr(), "CLOSED", port.Dead(t).String()).Replace(sc.backend)
				r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n "+text+"\n")
				c := r.dial()
				c.send("GET " + sc.target + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
				if line, _, _ := strings.Cut(c.rest(), "\r\n"); !strings.HasPrefix(line, fmt.Sprintf("HTTP/1.1 %d ", sc.status)) {
					t.Errorf("answer %q", line)
				}
				rec := r.log.wait(t, 1)[0]
				if rec.status != sc.status || rec.flags != sc.flags || rec.retries != sc.retries {
					t.Errorf("log %+v, want status %d flags %s retries %d", rec, sc.status, sc.flags, sc.retries)
				}
				r.compare(sc.rows)
			})
		}
	})
}

// compare holds the counters of the servers and of the backend b against those wanted.
func (r *rig) compare(want map[string]string) {
	r.t.Helper()
	back := r.gateway.Backend("b")
	for name, text := range want {
		var o metric.Object = back
		if name != "b" {
			o = back.Server(name)
		}
		end := time.Now().Add(grace)
		for snapshot(o) != text && time.Now().Before(end) {
			time.Sleep(time.Millisecond)
		}
		if got := snapshot(o); got != text {
			r.t.Errorf("%s\n got %s\nwant %s", name, got, text)
		}
	}
}

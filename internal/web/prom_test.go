package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/internal/export"
	"metergate/internal/history"
	"metergate/internal/http1"
	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// openHistory gives the rig a history that can be asked.
func (r *rig) openHistory() {
	r.t.Helper()
	s := history.New(&history.Config{
		Path: filepath.Join(r.t.TempDir(), "h"), Interval: 100 * time.Millisecond, Retention: time.Hour, Limits: history.DefaultLimits(),
	}, history.Options{Instance: "h:1", Walk: func() *export.Walk {
		return &export.Walk{Process: r.g.Info, Rows: r.g.Rows, View: &metric.View{}, Scrape: export.Everything()}
	}})
	if err := s.Prepare(-1, -1, ""); err != nil {
		r.t.Fatal(err)
	}
	s.Start()
	r.t.Cleanup(s.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if !s.WaitReady(ctx) {
		r.t.Fatal("the history does not open")
	}
	r.g.Attach(s)
}

// call asks the API and returns the status and the body.
func (r *rig) call(method http1.Method, target, body string) (int, string) {
	r.t.Helper()
	rq := r.request("stats", target)
	rq.Method, rq.Body = method, []byte(body)
	a := promAPI{}.Answer(rq)
	return a.Status, r.body(a)
}

func TestPromAPI(t *testing.T) {
	r := newRig(t, sample)
	r.openHistory()
	for _, c := range []struct {
		target, body string
		status       int
		want         string
	}{
		{"/api/v1/query?query=1%2B1&time=1.5", "", 200, `{"status":"success","data":{"resultType":"scalar","result":[1.500,"2"]}}`},
		{"/a/prefix/api/v1/query?query=2&time=1970-01-01T00:00:01Z", "", 200, `{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}`},
		{"/api/v1/query_range?query=vector(1)&start=1&end=3&step=1s", "", 200, `"values":[[1,"1"],[2,"1"],[3,"1"]]`},
		{"/api/v1/query", "query=3&time=1", 200, `"result":[1,"3"]`},
		{"/api/v1/query?query=rate(up[1m])", "", 200, `"resultType":"vector"`},
		{"/api/v1/query?query=(", "", 400, `{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\"`},
		{"/api/v1/query?query=1&time=soon", "", 400, `invalid parameter \"time\"`},
		{"/api/v1/query?query=1&time=1e300", "", 400, `invalid parameter \"time\"`},
		{"/api/v1/query?query=1&timeout=never", "", 400, `invalid parameter \"timeout\"`},
		{"/api/v1/query?query=1&limit=-1", "", 400, `invalid parameter \"limit\"`},
		{"/api/v1/query_range?query=1&start=1&end=2", "", 400, `invalid parameter \"step\"`},
		{"/api/v1/query_range?query=1&start=1&end=2&step=1e300", "", 400, `invalid parameter \"step\"`},
		{"/api/v1/query_range?query=1&start=2&end=1&step=1", "", 400, `end timestamp`},
		{"/api/v1/query_range?query=1&start=0&end=100000&step=1", "", 400, `11,000 points`},
		{"/api/v1/labels?start=" + url.QueryEscape(minTimeText) + "&end=" + url.QueryEscape(maxTimeText), "", 200, `"status":"success"`},
		{"/api/v1/label/job/values", "", 200, `"status":"success"`},
		{"/api/v1/label/%zz/values", "", 404, `"not_found"`},
		{"/api/v1/label//values", "", 404, `"not_found"`},
		{"/api/v1/series", "", 400, `no match[] parameter provided`},
		{"/api/v1/series?match[]=up", "", 200, `"status":"success"`},
		{"/api/v1/metadata?metric=haproxy_process_nbproc", "", 200, `{"status":"success","data":{"haproxy_process_nbproc":[{"type":"gauge"`},
		{"/api/v1/query_exemplars?query=up", "", 200, `{"status":"success","data":[]}`},
		{"/api/v1/format_query?query=sum(a)by(b)", "", 200, `{"status":"success","data":"sum by (b) (a)"}`},
		{"/api/v1/rules", "", 200, `{"groups":[]}`},
		{"/api/v1/rules?type=odd", "", 400, `\"type\"`},
		{"/api/v1/alerts", "", 200, `{"alerts":[]}`},
		{"/api/v1/events?limit=1", "", 200, `{"status":"success","data":[`},
		{"/api/v1/status/buildinfo", "", 200, `"version":"3.15.0"`},
		{"/api/v1/status/nothing", "", 404, `"not_found"`},
		{"/metrics", "", 404, `"not_found"`},
		{"/api/v1/query?query=%zz", "", 400, `"bad_data"`},
	} {
		method := http1.MethodGet
		if c.body != "" {
			method = http1.MethodPost
		}
		status, body := r.call(method, c.target, c.body)
		if status != c.status || !strings.Contains(body, c.want) || !json.Valid([]byte(body)) {
			t.Errorf("%s: status %d, %s, want %d, %s", c.target, status, body, c.status, c.want)
		}
	}
	if status, _ := r.call(http1.MethodPut, "/api/v1/query?query=1", ""); status != 405 {
		t.Errorf("PUT: status %d", status)
	}
	long := r.request("stats", "/api/v1/query")
	long.Method, long.TooLong = http1.MethodPost, true
	if a := (promAPI{}).Answer(long); a.Status != 413 {
		t.Errorf("a long form: status %d", a.Status)
	}
}

// Without a section history the API says so.
func TestPromAPIWithoutHistory(t *testing.T) {
	r := newRig(t, sample)
	if status, body := r.call(http1.MethodGet, "/api/v1/query?query=1", ""); status != 503 || !strings.Contains(body, "no section 'history'") {
		t.Errorf("status %d, %s", status, body)
	}
}

// The error of a slow disk, say, is an answer of its own kind.
func TestPromAPIErrors(t *testing.T) {
	for kind, want := range apiStatus {
		r := newRig(t, sample)
		r.g.Attach(failing{&history.Error{Kind: kind, Err: errors.New("no")}})
		if status, body := r.call(http1.MethodGet, "/api/v1/query?query=1", ""); status != want || !strings.Contains(body, string(kind)) {
			t.Errorf("%s: status %d, %s", kind, status, body)
		}
	}
}

type failing struct{ err error }

func (f failing) Ask(context.Context, history.Question) (*history.Answer, error) { return nil, f.err }

func FuzzPromAPI(f *testing.F) {
	for _, target := range []string{"/api/v1/query?query=1", "/api/v1/query_range?query=up&start=1&end=2&step=1", "/api/v1/label/a/values?match[]=up", "/api/v1/series?match[]={a=\"\xff\"}"} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		a := promAPI{}.Answer(&proxy.ServiceRequest{Target: []byte(target), Method: http1.MethodGet, Gateway: new(proxy.Gateway)})
		var b []byte
		for err := error(nil); a.Next != nil && err == nil; {
			if b, err = a.Next(b); err != nil && err != io.EOF {
				t.Fatal(err)
			}
		}
		if !json.Valid(b) {
			t.Errorf("%q: %q", target, b)
		}
	})
}

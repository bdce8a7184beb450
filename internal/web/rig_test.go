package web

import (
	"context"
	"io"
	"net/http"
	"testing"

	"metergate/internal/conf"
	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// sample is a gateway with something of everything that the page shows.
const sample = `
defaults
  mode http
  timeout client 5s
  timeout server 3s
  timeout connect 1s
frontend stats
  stats uri /stats
  stats refresh 10s
  stats admin if TRUE
  stats show-legends
  stats show-node node-1
  stats show-desc "first & last"
frontend api
  description "public <b>API</b>"
  default_backend be
backend be
  balance roundrobin
  server s1 127.0.0.1:21101 weight 10
  server s2 127.0.0.1:1 check inter 8s
  server s3 127.0.0.1:21103 backup
  server s4 127.0.0.1:21104 disabled
listen other
  server only 127.0.0.1:21105
  server tracks 127.0.0.1:21106 track be/s2
`

// A rig is a gateway that serves nothing, and questions put to its pages.
type rig struct {
	t testing.TB
	g *proxy.Gateway
}

func newRig(t testing.TB, config string) *rig {
	t.Helper()
	file, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(config)}}, conf.NewEnv(nil))
	g := proxy.Compile(file, 1, proxy.CompileOptions{}, d)
	if d.Failed() {
		for _, m := range d.Messages() {
			t.Error(m)
		}
		t.FailNow()
	}
	loops, err := netio.Start(netio.Config{Loops: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		loops.Close(ctx)
	})
	g.Info = proxy.NewInfo(g, proxy.Facts{Version: "3.5.0", Release: "2026/11/01", Own: "0.1.0"})
	g.Start(loops, netio.NewPool(1))
	return &rig{t, g}
}

// request asks the page of a frontend.
func (r *rig) request(front, target string) *proxy.ServiceRequest {
	return &proxy.ServiceRequest{
		Method: http1.MethodGet, Target: []byte(target), Head: &http1.Head{}, Gateway: r.g, Front: r.g.Frontend(front),
		Page: r.g.Frontend(front).Stats, Admin: true,
	}
}

func (r *rig) get(target string) string { return r.body(stats{}.Answer(r.request("stats", target))) }

// body reads the whole body of an answer.
func (r *rig) body(a *proxy.ServiceAnswer) string {
	r.t.Helper()
	var b []byte
	for err := error(nil); a.Next != nil && err == nil; {
		if b, err = a.Next(b); err != nil && err != io.EOF {
			r.t.Fatal(err)
		}
	}
	if a.Close != nil {
		a.Close()
	}
	return string(b)
}

// ServeHTTP serves the page to a browser.
func (r *rig) ServeHTTP(w http.ResponseWriter, in *http.Request) {
	rq := r.request("stats", in.URL.RequestURI())
	if in.Method == http.MethodPost {
		rq.Method = http1.MethodPost
		rq.Body, _ = io.ReadAll(in.Body)
	}
	a := stats{}.Answer(rq)
	for _, f := range a.Fields {
		if f[0] != "refresh" {
			w.Header().Set(f[0], f[1])
		}
	}
	w.WriteHeader(a.Status)
	io.WriteString(w, r.body(a))
}

// post sends a form and returns the letters of what came of it.
func (r *rig) post(target, body string) string {
	rq := r.request("stats", target)
	rq.Method, rq.Body = http1.MethodPost, []byte(body)
	a := stats{}.Answer(rq)
	if a.Status != 303 {
		r.t.Fatalf("%s: status %d", body, a.Status)
	}
	return a.Fields[len(a.Fields)-1][1]
}

func (r *rig) status(server string) string { return r.g.Backend("be").Server(server).Status() }

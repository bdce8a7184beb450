package web

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"metergate/internal/http1"
	"metergate/internal/proxy"
)

func TestFormOfThePage(t *testing.T) {
	r := newRig(t, sample)
	for _, tt := range []struct{ target, contentType, begin string }{
		{"/stats", "text/html", "<!DOCTYPE html>"},
		{"/stats;csv", "text/plain", "# pxname,svname,"},
		{"/stats/;csv", "text/plain", "# pxname,svname,"},
		{"/stats?x;csv;norefresh", "text/plain", "# pxname,svname,"},
		{"/stats;CSV", "text/html", "<!DOCTYPE html>"},
		{"/stats;typed", "text/plain", "F.2.0.0.pxname.1:KNSV:str:stats"},
		{"/stats;csv;typed", "text/plain", "F.2.0.0.pxname.1:"},
		{"/stats;json;typed;csv", "application/json", `[[{"objType":"Frontend"`},
		{"/stats;json-schema;csv", "application/json", `{"$schema":`},
	} {
		a := stats{}.Answer(r.request("stats", tt.target))
		if a.Fields[1][1] != tt.contentType {
			t.Errorf("%s: content-type %s", tt.target, a.Fields[1][1])
		}
		if body := r.body(a); !strings.HasPrefix(body, tt.begin) {
			t.Errorf("%s begins with %.60q", tt.target, body)
		}
	}
}

func TestRefreshIsAField(t *testing.T) {
	r := newRig(t, sample)
	for target, want := range map[string]bool{"/stats": true, "/stats;csv": true, "/stats;norefresh": false} {
		found := false
		for _, f := range (stats{}).Answer(r.request("stats", target)).Fields {
			found = found || f == [2]string{"refresh", "10"}
		}
		if found != want {
			t.Errorf("%s: refresh %v, want %v", target, found, want)
		}
	}
}

func TestRowsInScope(t *testing.T) {
	r := newRig(t, sample)
	for _, tt := range []struct{ target, want string }{
		{";csv", "stats api be be be be be other other other other"},
		{";csv;no-maint", "stats api be be be be other other other other"},
		{";csv?scope=BE", "be be be be be"},
		{";csv;scope=be;up", "be be be be"},
		{";csv&scope=nothing", ""},
		{";csv?scope=b%65", "stats api be be be be be other other other other"},
	} {
		var names []string
		for line := range strings.Lines(r.get("/stats" + tt.target)) {
			if name, _, _ := strings.Cut(line, ","); name != "# pxname" {
				names = append(names, name)
			}
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.target, got, tt.want)
		}
	}
}

func TestPassword(t *testing.T) {
	r := newRig(t, strings.Replace(sample, "stats admin", "stats auth admin:se:cret\n  stats realm \"the \\\"page\\\"\"\n  stats admin", 1))
	for _, tt := range []struct {
		credentials string
		status      int
	}{
		{"", 401},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("admin:se:cret")), 200},
		{"basic  " + base64.StdEncoding.EncodeToString([]byte("admin:se:cret")), 200},
		{"Basic " + base64.StdEncoding.EncodeToString([]byte("admin:se")), 401},
		{"Basic !", 401},
		{"Bearer " + base64.StdEncoding.EncodeToString([]byte("admin:se:cret")), 401},
	} {
		rq := r.request("stats", "/stats;csv")
		if tt.credentials != "" {
			rq.Head.Add([]byte("authorization"), []byte(tt.credentials))
		}
		a := stats{}.Answer(rq)
		if a.Status != tt.status {
			t.Errorf("%q: status %d, want %d", tt.credentials, a.Status, tt.status)
		}
		if want := [2]string{"www-authenticate", `Basic realm="the \"page\""`}; a.Status == 401 && a.Fields[0] != want {
			t.Errorf("%q: %q", tt.credentials, a.Fields[0])
		}
		r.body(a)
	}
}

func TestActions(t *testing.T) {
	r := newRig(t, sample)
	r.g.Watch()
	for end := time.Now().Add(30 * time.Second); r.status("s2") != "DOWN"; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the first check of s2 does not end")
		}
	}
	id := "b=%23" + r.iid("be")
	for _, tt := range []struct{ target, body, location, server, status string }{
		{"/stats", "s=s1&action=maint&b=be", "/stats;st=DONE", "s1", "MAINT"},
		{"/stats", "s=s1&action=enable&" + id, "/stats;st=DONE", "s1", "no check"},
		{"/stats", "s=s1&action=enable&b=be", "/stats;st=NONE", "s1", "no check"},
		{"/stats", "s=s1&action=stop&b=be", "/stats;st=DONE", "s1", "DRAIN"},
		{"/stats", "s=s1&action=disable&b=be", "/stats;st=DONE", "s1", "MAINT"},
		{"/stats", "s=s1&action=start&b=be", "/stats;st=DONE", "s1", "MAINT"},
		{"/stats", "b=be&s=s1&action=ready", "/stats;st=DONE", "s1", "no check"},
		{"/stats", "s=s1&s=zz&action=drain&b=be", "/stats;st=PART", "s1", "DRAIN"},
		{"/stats", "s=zz&action=ready&b=be", "/stats;st=ERRP", "s1", "DRAIN"},
		{"/stats", "s=s1&action=ready&b=none", "/stats;st=ERRP", "s1", "DRAIN"},
		{"/stats", "s=s1&action=bad&b=be", "/stats;st=ERRP", "s1", "DRAIN"},
		{"/stats", "s=s1&action=%zz&b=be", "/stats;st=ERRP", "s1", "DRAIN"},
		{"/stats", "action=ready&b=be", "/stats;st=NONE", "s1", "DRAIN"},
		{"/stats", "", "/stats;st=NONE", "s1", "DRAIN"},
		{"/stats", "s=s1&action=drain&b=other&action=ready&b=be", "/stats;st=DONE", "s1", "no check"},
		{"/stats", "s=s1&action=dhlth&b=be", "/stats;st=NONE", "s1", "no check"},
		{"/stats", "s=s2&action=hdown&b=be", "/stats;st=DONE", "s2", "DOWN"},
		{"/stats", "s=s2&action=hrunn&b=be", "/stats;st=DONE", "s2", "UP"},
		{"/stats", "s=s2&action=hnolb&b=be", "/stats;st=DONE", "s2", "NOLB"},
		{"/stats", "s=s2&action=dhlth&b=be", "/stats;st=DONE", "s2", "NOLB"},
		{"/stats", "s=s2&action=ehlth&b=be", "/stats;st=DONE", "s2", "NOLB"},
		{"/stats", "s=s2&action=arunn&b=be", "/stats;st=NONE", "s2", "NOLB"},
		{"/stats", "s=s2&action=shutdown&b=be", "/stats;st=DONE", "s2", "NOLB"},
		{"/stats;up;norefresh;csv;no-maint?scope=be", "s=s4&action=ready&b=be", "/stats;st=DONE;up;norefresh?scope=be", "s4", "no check"},
		{"/stats;no-maint;st=DONE", "", "/stats;st=NONE", "s4", "no check"},
	} {
		if got := r.post(tt.target, tt.body); got != tt.location {
			t.Errorf("%s %s: %s, want %s", tt.target, tt.body, got, tt.location)
		}
		if got := r.status(tt.server); got != tt.status {
			t.Errorf("%s %s: %s is %s, want %s", tt.target, tt.body, tt.server, got, tt.status)
		}
	}
}

func TestActionsRefused(t *testing.T) {
	r := newRig(t, strings.Replace(sample, "stats admin", "stats scope other\n  stats admin", 1))
	const form = "s=s1&action=maint&b=be"
	for _, tt := range []struct {
		name   string
		change func(rq *proxy.ServiceRequest)
		code   string
	}{
		{"outside the scope", func(*proxy.ServiceRequest) {}, codeDenied},
		{"without the right", func(rq *proxy.ServiceRequest) { rq.Admin = false }, codeDenied},
		{"too long", func(rq *proxy.ServiceRequest) { rq.Body, rq.TooLong = nil, true }, codeExceeded},
		{"by a page of another site", header("sec-fetch-site", "cross-site"), codeDenied},
		{"by a page of the same site", func(rq *proxy.ServiceRequest) { inScope(rq); header("sec-fetch-site", "same-origin")(rq) }, codeDone},
		{"by another origin", func(rq *proxy.ServiceRequest) {
			inScope(rq)
			header("host", "a.example")(rq)
			header("origin", "http://b.example")(rq)
		}, codeDenied},
		{"by its own origin", func(rq *proxy.ServiceRequest) {
			inScope(rq)
			header("host", "a.example:80")(rq)
			header("origin", "http://a.example:80")(rq)
		}, codeDone},
	} {
		rq := r.request("stats", "/stats")
		rq.Method, rq.Body = http1.MethodPost, []byte(form)
		tt.change(rq)
		if got := act(rq); got != tt.code {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.code)
		}
	}
}

func header(name, value string) func(*proxy.ServiceRequest) {
	return func(rq *proxy.ServiceRequest) { rq.Head.Add([]byte(name), []byte(value)) }
}

func inScope(rq *proxy.ServiceRequest) { rq.Body = []byte("s=only&action=maint&b=other") }

// iid is the number of a backend.
func (r *rig) iid(backend string) string {
	return strings.Split(objectName(1, r.g.Backend(backend).MetricIdent()), ".")[1]
}

func FuzzOptions(f *testing.F) {
	for _, seed := range []string{"", ";csv", "?scope=a;up", ";st=DONE;norefresh?scope=b", ";object=S.1.2;view=x"} {
		f.Add("/stats" + seed)
	}
	f.Fuzz(func(t *testing.T, target string) {
		page := &proxy.StatsPage{URI: "/stats"}
		o := parseOptions(&proxy.ServiceRequest{Target: []byte(target), Page: page})
		again := parseOptions(&proxy.ServiceRequest{Target: []byte(o.uri(page)), Page: page})
		if *again != *o {
			t.Errorf("%q: %+v, and by its own address %+v", target, o, again)
		}
	})
}

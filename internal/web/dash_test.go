package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// dash asks the dashboard of a rig.
func (r *rig) dash(target string, fields ...string) *proxy.ServiceAnswer {
	rq := &proxy.ServiceRequest{Method: http1.MethodGet, Target: []byte(target), Head: &http1.Head{}, Gateway: r.g}
	for i := 0; i < len(fields); i += 2 {
		rq.Head.Add([]byte(fields[i]), []byte(fields[i+1]))
	}
	return proxy.LookupService("dashboard").Answer(rq)
}

// field returns a header field of an answer.
func field(a *proxy.ServiceAnswer, name string) string {
	for _, f := range a.Fields {
		if f[0] == name {
			return f[1]
		}
	}
	return ""
}

// All that a browser has to load is small.
func TestDashboardSize(t *testing.T) {
	const most = 150_000
	total := 0
	for _, f := range dashFiles() {
		total += len(f.small)
	}
	t.Logf("%d files, %d bytes", len(dashFiles()), total)
	if total == 0 || total >= most {
		t.Errorf("the dashboard has %d bytes compressed, want less than %d", total, most)
	}
}

// Whatever the prefix is, each thing stands at its place below it.
func TestDashboardPaths(t *testing.T) {
	r := newRig(t, sample)
	for _, tt := range []struct {
		target   string
		status   int
		kind, to string
	}{
		{"/dashboard/", 200, "text/html; charset=utf-8", ""},
		{"/", 200, "text/html; charset=utf-8", ""},
		{"/a/b/?x=1", 200, "text/html; charset=utf-8", ""},
		{"/dashboard", 303, "text/plain", "./dashboard/"},
		{"/a/b", 303, "text/plain", "./b/"},
		{"/a/https:evil", 303, "text/plain", "./https:evil/"},
		{"/dashboard/app.js?v=2", 200, "text/javascript; charset=utf-8", ""},
		{"/x/app.css", 200, "text/css; charset=utf-8", ""},
		{"/dashboard/gate.svg", 200, "image/svg+xml", ""},
		{"/dashboard/other.js", 404, "", ""},
		{"/dashboard/LICENSE.txt", 404, "", ""},
		{"/dashboard/live?backend=none", 404, "", ""},
		{"/dashboard/live", 200, "text/event-stream", ""},
		{"/dashboard/requests", 200, "application/json", ""},
	} {
		a := r.dash(tt.target)
		if a.Status != tt.status || field(a, "content-type") != tt.kind || field(a, "location") != tt.to {
			t.Errorf("%s: %d %v", tt.target, a.Status, a.Fields)
		}
	}
	rq := r.request("stats", "/dashboard/")
	rq.Method = http1.MethodDelete
	if a := proxy.LookupService("dashboard").Answer(rq); a.Status != 405 || field(a, "allow") == "" {
		t.Errorf("DELETE: %d %v", a.Status, a.Fields)
	}
}

// Files are sent compressed to who takes that, and not again to who has them; nothing runs or loads that is not theirs.
func TestDashboardFiles(t *testing.T) {
	r := newRig(t, sample)
	plain, small := r.dash("/app.js"), r.dash("/app.js", "accept-encoding", "br;q=1, gzip;q=0.8")
	text := r.body(plain)
	unpacked, err := gzip.NewReader(strings.NewReader(r.body(small)))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(unpacked); err != nil || string(b) != text || field(small, "content-encoding") != "gzip" {
		t.Errorf("compressed: %d bytes, %v, %v", len(b), err, small.Fields)
	}
	if a := r.dash("/app.js", "accept-encoding", "gzip;q=0"); field(a, "content-encoding") != "" {
		t.Errorf("refused: %v", a.Fields)
	}
	if a := r.dash("/app.js", "if-none-match", field(plain, "etag")); a.Status != 304 || a.Next != nil {
		t.Errorf("known: %d", a.Status)
	}
	if p := field(plain, "content-security-policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
		t.Errorf("policy %q", p)
	}
	rq := r.request("stats", "/app.js")
	rq.Method = http1.MethodHead
	if a := proxy.LookupService("dashboard").Answer(rq); a.Length != int64(len(text)) || a.Next != nil {
		t.Errorf("HEAD: %d", a.Length)
	}
}

// The files name each other beside themselves only, and all of them exist.
func TestDashboardLinks(t *testing.T) {
	names := regexp.MustCompile(`(?:from |src=|href=)['"]([^'"$#]+)['"]`)
	fs.WalkDir(dashFolder, ".", func(name string, _ fs.DirEntry, _ error) error {
		if k := path.Ext(name); k != ".html" && k != ".js" || strings.Contains(name, "/lib/") {
			return nil
		}
		text, err := dashFolder.ReadFile(name)
		if err != nil {
			t.Error(err)
		}
		for _, m := range names.FindAllSubmatch(text, -1) {
			to := string(bytes.TrimPrefix(m[1], []byte("./")))
			if dashFiles()[to] == nil {
				t.Errorf("%s names %s", name, to)
			}
		}
		return nil
	})
}

// Every library stands beside its licence.
func TestDashboardLicences(t *testing.T) {
	for _, name := range []string{"uplot", "preact", "htm"} {
		if text, err := dashFolder.ReadFile("dashboard/lib/" + name + ".LICENSE"); err != nil || len(text) < 500 {
			t.Errorf("%s: %d bytes, %v", name, len(text), err)
		}
	}
}

// events are the data of the events in a piece of a stream, by their names.
func events(t *testing.T, piece []byte) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	for part := range strings.SplitSeq(strings.TrimSuffix(string(piece), "\n\n"), "\n\n") {
		name, data, ok := strings.Cut(part, "\ndata: ")
		var v map[string]any
		if err := json.Unmarshal([]byte(`{"is":`+data+`}`), &v); !ok || err != nil {
			t.Fatalf("%q: %v", part, err)
		}
		all[strings.TrimPrefix(name, "event: ")] = v
	}
	return all
}

// A watch is what a viewer was pushed.
type watch struct{ pieces [][]byte }

func (w *watch) push(p []byte) bool { w.pieces = append(w.pieces, p); return true }

// A stream begins with what there is, goes on with readings that are the same for all, and tells what changes.
func TestDashboardFeed(t *testing.T) {
	r := newRig(t, sample)
	d := &dashboard{feeds: map[*proxy.Gateway]*feed{}}
	f := &feed{g: r.g, station: newStation(r.g), viewers: map[*viewer]bool{}, latest: map[string][]byte{}}
	d.feeds[r.g] = f // no goroutine: the test makes the steps
	var a, b watch
	va, vb := &viewer{push: a.push}, &viewer{push: b.push}
	d.join(r.g, va)
	d.join(r.g, vb)
	welcome, reading := events(t, a.pieces[0])["welcome"]["is"].(map[string]any), events(t, a.pieces[1])["reading"]["is"].(map[string]any)
	rows := reading["rows"].([]any)
	if got := fmt.Sprint(len(rows), rows[0].([]any)[:3], len(rows[0].([]any))); got != "11 [F stats FRONTEND] "+fmt.Sprint(3+len(welcome["columns"].(map[string]any)["F"].([]any))) {
		t.Errorf("reading %s of %v", got, welcome)
	}
	for _, row := range rows {
		if cells := row.([]any); fmt.Sprint(cells[:2]) == "[B be]" {
			if got, want := fmt.Sprint(cells[len(cells)-4:]), fmt.Sprint([]any{float64(len(r.g.Backend("be").Servers()))}[0]); !strings.HasPrefix(got, "["+want+" ") {
				t.Errorf("be has %s servers, up, down, slow, want %s", got, want)
			}
			if got := len(cells) - 3; got != len(welcome["columns"].(map[string]any)["B"].([]any)) {
				t.Errorf("%d values of a backend", got)
			}
		}
	}
	r.post("/stats", "s=s1&action=drain&b=be")
	for end := time.Now().Add(10 * time.Second); r.status("s1") != "DRAIN" && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	f.step(netio.Clock())
	found := ""
	for _, p := range a.pieces {
		if c := events(t, p)["changes"]; c != nil {
			found += fmt.Sprint(c["is"].([]any)[0].(map[string]any)["text"])
		}
	}
	if found != "be/s1 is DRAIN, was no" {
		t.Errorf("changes %q", found)
	}
	if last := len(a.pieces) - 1; &a.pieces[last][0] != &b.pieces[last][0] {
		t.Error("a reading is made more than once")
	}
	d.leave(r.g, va)
	d.leave(r.g, vb)
	if f.step(netio.Clock()) || len(d.feeds) != 0 {
		t.Error("the feed goes on although nobody looks")
	}
}

// Of a gateway with many servers a viewer gets those it asks for.
func TestDashboardTopics(t *testing.T) {
	r := newRig(t, many(30))
	s := newStation(r.g)
	for _, tt := range []struct {
		topic string
		rows  int
	}{{"", 1 + 30}, {"be7", 1 + 30 + 10}} {
		if got := strings.Count(string(s.reading(tt.topic)), `["`); got != tt.rows {
			t.Errorf("%q: %d rows, want %d", tt.topic, got, tt.rows)
		}
	}
}

// Where there is no history, whoever asks it is told what to add.
func TestDashboardWithoutHistory(t *testing.T) {
	r := newRig(t, sample)
	a := r.dash("/x/api/v1/query?query=up")
	if body := r.body(a); a.Status != 503 || !strings.Contains(body, "history") {
		t.Errorf("%d %s", a.Status, body)
	}
}

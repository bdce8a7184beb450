package alert

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/export"
	"metergate/internal/history"
	"metergate/internal/metric"
)

var update = flag.Bool("update", false, "write the golden files anew")

// patience is how long something may take that comes soon.
const patience = 30 * time.Second

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it does not happen that %s", what)
		}
	}
}

// compile reads a configuration; files are rule files by name, in the directory $dir.
func compile(t *testing.T, text string, files map[string]string) (*Config, *history.Config, string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text = strings.ReplaceAll(text, "$dir", dir)
	f, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(text)}}, conf.NewEnv(nil))
	h := history.Compile(f, d)
	c := Compile(f, h, d)
	var all []string
	for _, m := range d.Messages() {
		all = append(all, strings.ReplaceAll(m.String(), dir, "$dir"))
	}
	return c, h, strings.Join(all, "\n")
}

func TestConfigErrors(t *testing.T) {
	const section = "history\n path /h\n"
	for _, c := range []struct{ text, rules, want string }{
		{section + " rules-file $dir/none\n", "", "test.cfg:3] : 'rules-file' : cannot read $dir/none: no such file"},
		{section + " rules-file $dir/r\n", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: sum(\n", "[$dir/r:5]"},
		{section + " rules-file $dir/r\n", "groups:\n- name: g\n  rules:\n  - alert: A\n    exp: up\n", "[$dir/r:5]"},
		{section + " rules-file $dir/r\n", "groups:\n- name: g\n  rules:\n  - record: a b\n    expr: up\n    alert: x\n", "[$dir/r:"},
		{section + " rules-file $dir/r\n", "groups: [\n", "[$dir/r:"},
		{section + " rules-file $dir/r\n", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    annotations: {a: '{{ $x.y'}\n", "[$dir/r:"},
		{section + " notify nobody\n", "", "test.cfg:3] : 'notify' : there is no section 'notifiers nobody'"},
		{"notifiers n\n webhook ftp://x/\n", "", "test.cfg:2"},
		{"notifiers n\n webhook http://x/ template $dir/none\n", "", "cannot read"},
		{"notifiers n\n webhook http://x/ template $dir/r\n", "{{ nonsense }}", "cannot parse the template"},
		{"notifiers n\n alertmanager localhost:9093\n", "", "expects a URL"},
		{"notifiers\n", "", "test.cfg:1"},
		{"frontend f\n slo a objective 99\n", "", "needs a section 'history'"},
		{section + "frontend f\n slo a objective 99\n slo a objective 98\n", "", "was used at test.cfg:4"},
		{section + "frontend f\n slo a objective 100\n", "", "between 0 and 100"},
		{section + "frontend f\n slo a objective NaN\n", "", "between 0 and 100"},
		{section + "frontend f\n slo a\n", "", "needs an objective"},
		{section + "frontend f\n slo a objective 99 window 1m\n", "", "from 1h to 366d"},
		{section + "frontend f\n slo a objective 99 latency 0\n", "", "longer than 0"},
		{section + "frontend f\n slo a objective 99 often\n", "", "unknown word 'often'"},
	} {
		if _, _, got := compile(t, c.text, map[string]string{"r": c.rules}); !strings.Contains(got, c.want) {
			t.Errorf("%q: got\n%s\nwant %s", c.text+c.rules, got, c.want)
		}
	}
}

// The rules of objectives, as text.
func TestSLORules(t *testing.T) {
	c, _, errs := compile(t, "history\n path /h\n default-rules off\nfrontend f\n slo all objective 99.9\n slo \"quick \\\"one\\\"\" objective 95 window 1d latency 300ms\nbackend b\n slo back objective 99 window 2h operation get.user operation list\n", nil)
	if errs != "" {
		t.Fatal(errs)
	}
	var b strings.Builder
	for _, g := range c.files[0].groups.Groups {
		fmt.Fprintf(&b, "%s\n", g.Name)
		for _, r := range g.Rules {
			fmt.Fprintf(&b, "  %s%s %v\n    %s\n", r.Record, r.Alert, r.Labels, r.Expr)
		}
	}
	golden := "testdata/slo.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || b.String() != string(want) {
		t.Errorf("got\n%s%v", b.String(), err)
	}
}

// A receiver takes what is posted, and fails as often as it is told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
	fails  int
	status int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, rq *http.Request) {
		body, _ := io.ReadAll(rq.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.fails > 0 {
			r.fails--
			w.WriteHeader(503)
			return
		}
		r.bodies = append(r.bodies, rq.URL.Path+" "+string(body))
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.bodies...)
}

func (r *receiver) address(t *testing.T) *url.URL {
	u, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// testNotifier runs a notifier and ends it with the test.
func testNotifier(t *testing.T, to destination) *notifier {
	n := newNotifier(to, nil)
	done := make(chan struct{})
	go func() { defer close(done); n.run() }()
	t.Cleanup(func() { n.stop(); <-done })
	return n
}

func state(name string, resolved bool) Alert {
	return Alert{Labels: map[string]string{"alertname": name}, id: name, resolved: resolved, News: true}
}

// What cannot be delivered is tried again, in its newest state only.
func TestNotifierTriesAgain(t *testing.T) {
	r := newReceiver(t)
	r.fails = 1
	n := testNotifier(t, &webhook{url: r.address(t)})
	n.add([]Alert{state("a", false)})
	eventually(t, "it was tried", func() bool { r.mu.Lock(); defer r.mu.Unlock(); return r.fails == 0 })
	n.add([]Alert{state("a", true), state("b", false)})
	eventually(t, "it is delivered", func() bool { return len(r.got()) > 0 })
	var m hooked
	if err := json.Unmarshal([]byte(strings.TrimPrefix(r.got()[0], "/ ")), &m); err != nil {
		t.Fatal(err)
	}
	if m.Status != "firing" || len(m.Alerts) != 2 || m.Alerts[0].Status != "resolved" || m.Alerts[1].Status != "firing" {
		t.Errorf("got %+v", m)
	}
}

// What is refused is not sent again, and what is no news is not sent to a webhook.
func TestNotifierGivesUp(t *testing.T) {
	r := newReceiver(t)
	r.status = 400
	n := testNotifier(t, &webhook{url: r.address(t)})
	old := state("old", false)
	old.News = false
	n.add([]Alert{old, state("a", false)})
	eventually(t, "it is refused", func() bool { return len(r.got()) == 1 })
	n.add([]Alert{state("b", false)})
	eventually(t, "the next one comes", func() bool { return len(r.got()) == 2 })
	if got := strings.Join(r.got(), "\n"); strings.Contains(got, "old") || strings.Count(got, `"alertname":"a"`) != 1 {
		t.Errorf("got %s", got)
	}
}

// A destination that does not answer costs a bounded queue.
func TestNotifierQueueIsBounded(t *testing.T) {
	told := 0
	n := newNotifier(&webhook{url: &url.URL{}}, func(int, string) { told++ })
	defer n.stop()
	for i := range maxQueue + 10 {
		n.add([]Alert{state(fmt.Sprint(i), false)})
	}
	if len(n.queue) != maxQueue || n.lost != 10 || n.queue[0].id != "10" {
		t.Errorf("%d wait, %d are lost, the first is %s", len(n.queue), n.lost, n.queue[0].id)
	}
	if batch := n.take(); len(batch) != maxBatch || told != 1 {
		t.Errorf("%d are taken, told %d times", len(batch), told)
	}
}

func TestTemplate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t")
	if err := os.WriteFile(file, []byte(`{"text": {{ printf "%s %s" .Status (index .Alerts 0).Labels.alertname | json }}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	tm, err := readTemplate(file)
	if err != nil {
		t.Fatal(err)
	}
	r := newReceiver(t)
	w := &webhook{url: r.address(t).JoinPath("hook"), template: tm}
	if err := w.send(context.Background(), newClient(), []Alert{state(`a"b`, false)}); err != nil {
		t.Fatal(err)
	}
	if got := r.got(); len(got) != 1 || got[0] != `/hook {"text": "firing a\"b"}` {
		t.Errorf("got %q", got)
	}
	r.status = 404
	if err := w.send(context.Background(), newClient(), []Alert{state("a", false)}); !errors.Is(err, errRefused) {
		t.Errorf("got %v", err)
	}
}

// process is what the histories of these tests are about.
type process struct {
	id  metric.Ident
	set *metric.Set
}

func (*process) MetricKind() metric.Kind      { return metric.KindProcess }
func (p *process) MetricSet() *metric.Set     { return p.set }
func (p *process) MetricIdent() *metric.Ident { return &p.id }

const ruleFileText = `
groups:
- name: g
  interval: 1s
  rules:
  - record: job:up:sum
    expr: sum by (job) (up)
  - alert: Up
    expr: job:up:sum > 0
    labels: {severity: critical}
    annotations: {summary: '{{ $labels.job }} is up'}
`

// running starts a history with rules.
func running(t *testing.T, dir string, more string) (*history.Store, *Rules) {
	t.Helper()
	c, hc, errs := compile(t, "history\n path "+dir+"\n interval 100ms\n rules-file $dir/r\n"+more, map[string]string{"r": ruleFileText})
	if errs != "" {
		t.Fatal(errs)
	}
	p := &process{set: metric.NewSet(metric.KindProcess, 1)}
	h := history.New(hc, history.Options{Instance: "i", Walk: func() *export.Walk {
		return &export.Walk{Process: p, Rows: func(func(metric.Object) bool) {}, View: &metric.View{}, Scrape: export.Everything()}
	}})
	if err := h.Prepare(-1, -1, ""); err != nil {
		t.Fatal(err)
	}
	r, err := New(c, Options{History: h, Instance: "i"})
	if err != nil {
		t.Fatal(err)
	}
	h.Start()
	r.Start()
	return h, r
}

func shown(t *testing.T, show func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := show(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A rule is evaluated, recorded, shown, kept as an event and sent; after a restart it is no news.
func TestRules(t *testing.T) {
	rc, dir := newReceiver(t), t.TempDir()
	section := " notify n\nnotifiers n\n webhook " + rc.URL + "/hook\n alertmanager " + rc.URL + "\nfrontend f\n slo s objective 99\n"
	h, r := running(t, dir, section)
	eventually(t, "it fires", func() bool { return strings.Contains(shown(t, r.ShowAlerts), "firing") })
	eventually(t, "it is sent to both", func() bool { return len(rc.got()) >= 2 })
	sent := strings.Join(rc.got(), "\n")
	for _, want := range []string{"/hook {", "/api/v2/alerts [", `"alertname":"Up"`, `"summary":"haproxy is up"`} {
		if !strings.Contains(sent, want) {
			t.Errorf("no %s in %s", want, sent)
		}
	}
	if got := shown(t, r.ShowSLOs); !strings.Contains(got, "f/s 99% in 30d") {
		t.Errorf("show slo: %s", got)
	}
	for _, want := range []string{`"name":"Up"`, `"type":"recording"`, `"state":"firing"`, `"file":"default-rules"`} {
		if got := shown(t, func(w io.Writer) error { return r.WriteRules(w, "") }); !strings.Contains(got, want) {
			t.Errorf("rules: no %s in %s", want, got)
		}
	}
	if got := shown(t, func(w io.Writer) error { return r.WriteRules(w, "alert") }); strings.Contains(got, `"recording"`) {
		t.Errorf("rules of kind alert: %s", got)
	}
	if got := shown(t, r.WriteAlerts); !strings.Contains(got, `"state":"firing"`) {
		t.Errorf("alerts: %s", got)
	}
	eventually(t, "it is an event", func() bool {
		all, _ := h.Events.Between(time.Time{}, time.Now(), 100)
		return len(all) > 0 && all[0].Kind == history.EventAlert && all[0].Name == "Up" && all[0].State == "firing"
	})
	eventually(t, "ALERTS are recorded", func() bool {
		a, err := h.Ask(t.Context(), history.Instant{Query: `ALERTS{alertstate="firing"}`, At: time.Now()})
		if err != nil {
			return false
		}
		defer a.Close()
		return strings.Contains(shown(t, a.WriteJSON), `"Up"`)
	})
	r.Close()
	h.Close()
	hooks := func() int { return strings.Count(strings.Join(rc.got(), "\n"), "/hook ") }
	before := hooks()
	h, r = running(t, dir, section)
	defer func() { r.Close(); h.Close() }()
	eventually(t, "it fires again", func() bool { return strings.Contains(shown(t, r.ShowAlerts), "firing") })
	eventually(t, "Alertmanager hears of it", func() bool { return strings.Count(strings.Join(rc.got(), "\n"), "/api/v2/alerts ") >= 2 })
	if hooks() != before {
		t.Error("the webhook hears it twice")
	}
}

// Closing before the history was ever open ends at once.
func TestRulesThatNeverBegan(t *testing.T) {
	c, hc, errs := compile(t, "history\n path /h\n", nil)
	if errs != "" {
		t.Fatal(errs)
	}
	r, err := New(c, Options{History: history.New(hc, history.Options{})})
	if err != nil {
		t.Fatal(err)
	}
	r.Start()
	r.Close()
}

func FuzzRules(f *testing.F) {
	f.Add([]byte(ruleFileText))
	f.Add(defaultText)
	f.Add([]byte("groups: [{name: a, rules: [{alert: x, expr: 'up'}]}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		groups, errs := parseRules(text)
		if len(errs) == 0 && groups == nil {
			t.Error("no groups and no error")
		}
		for _, err := range errs {
			if m := ruleError("f", err); m.Pos.Line < 1 || strings.Contains(m.Text, "\n") {
				t.Errorf("%q makes %+v", err, m)
			}
		}
	})
}

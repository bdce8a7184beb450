package web

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"metergate/internal/metric"
)

var update = flag.Bool("update", false, "write the golden files anew")

// moving are the parts of the page that differ from run to run.
var moving = []struct {
	pattern *regexp.Regexp
	as      string
}{
	{regexp.MustCompile(`(?s)<style>.*?</style>`), "<style/>"},
	{regexp.MustCompile(`(?s)<script>.*?</script>`), "<script/>"},
	{regexp.MustCompile(`(?s)<details class="process">.*?</details>`), "<details/>"},
	{regexp.MustCompile(`(for pid )\d+`), "${1}N"},
	{regexp.MustCompile(`(<dt>(Connections|Idle|Uptime|Sent)</dt><dd>).*?</dd>`), "${1}N</dd>"},
	{regexp.MustCompile(`<small>\d+s</small>`), "<small>Ns</small>"},
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	for _, m := range moving {
		got = m.pattern.ReplaceAllString(got, m.as)
	}
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s differs; look at git diff after go test -update", file)
	}
}

func TestPage(t *testing.T) {
	r := newRig(t, sample)
	for name, target := range map[string]string{
		"overview.html": "/stats;st=DONE",
		"classic.html":  "/stats;view=classic;norefresh?scope=be",
		"object.html":   "/stats;object=S.4.1",
	} {
		golden(t, name, r.get(target))
	}
}

// What programs look for in such a page is there.
func TestWhatToolsLookFor(t *testing.T) {
	page := newRig(t, sample).get("/stats")
	for _, want := range []string{
		"<title>Statistics Report for HAProxy on node-1</title>", "<b>uptime = </b>0d 0h00m0", "<b>pid = </b>", "<b>idle = </b>",
		`id="be/s1"`, `id="be/Backend"`, `id="api/Frontend"`, `id="be"`, `name="s"`, `name="action"`, `name="b" value="#4"`,
		`value="shutdown"`, `<small>via</small> be/s2`, `;csv;norefresh`, `;json;norefresh`, `;json-schema`, `class="maintain`, `class="active_no_check`, `class="backup_no_check`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// Every column of the table of metrics is in a view, so that a new one appears by itself.
func TestEveryColumnIsShown(t *testing.T) {
	seen := map[string]bool{"pxname": true, "svname": true} // the heads of rows
	for _, v := range views() {
		if v.name == allView {
			continue
		}
		for _, g := range v.groups {
			for _, c := range g.columns {
				seen[c.Name] = true
			}
		}
	}
	for _, c := range metric.Table() {
		if !seen[c.Name] {
			t.Errorf("%s is in no view", c.Name)
		}
	}
	named := 0
	for _, d := range plan {
		for line := range strings.Lines(strings.TrimSpace(d.groups)) {
			_, names, _ := strings.Cut(line, ": ")
			named += len(strings.Fields(names))
		}
	}
	planned := 0
	for _, v := range views()[:len(plan)] {
		planned += v.width()
	}
	if named != planned {
		t.Errorf("the plan names %d columns, of which the table has %d", named, planned)
	}
}

// Whatever comes from outside stays a text.
func TestNothingFromOutsideIsObeyed(t *testing.T) {
	const evil = `"><script>alert(1)</script>'&` + "\x1b\x00\xff`"
	r := newRig(t, sample)
	r.g.Frontend("stats").Stats.Node, r.g.Frontend("stats").Stats.Desc = evil, evil
	for _, p := range r.g.Proxies() {
		p.Description = evil
	}
	for _, target := range []string{"/stats", "/stats;object=S.4.1" + evil, "/stats;view=" + evil, "/stats;st=<b>\"", "/stats?scope=" + evil, "/stats;object=S.4.1"} {
		page := r.get(target)
		for _, bad := range []string{"<script>alert", `"><script`, "\x1b", "\x00", "\xff", `st=<b`} {
			if strings.Contains(page, bad) {
				t.Errorf("%q: the page holds %q", target, bad)
			}
		}
	}
}

func TestText(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain", "plain"},
		{`<a b="c">&'`, "&lt;a b=&#34;c&#34;&gt;&amp;&#39;"},
		{"a\nb\x1b\x7f", `a\x0ab\x1b\x7f`},
		{"é\xff", "é\ufffd"},
	} {
		if got := string(appendText(nil, tt.in)); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1\u202f000", 1234567: "1\u202f234\u202f567", -1: "-1", -1000: "-1\u202f000"} {
		var h html
		if h.number(n); string(h.buf) != want {
			t.Errorf("%d: %q, want %q", n, h.buf, want)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 99949: "99.9 kB", 99950: "100 kB", 999499: "999 kB", 999500: "1.0 MB", 5e18: "5.0 EB"} {
		var p page
		if p.bytes(n); strings.ReplaceAll(string(p.buf), "\u202f", " ") != want {
			t.Errorf("%d: %q, want %q", n, p.buf, want)
		}
	}
}

func TestStates(t *testing.T) {
	for _, tt := range []struct{ status, class, tone string }{
		{"UP", "up", "up"}, {"UP 1/3", "going_down", "warn"}, {"DOWN", "down", "down"}, {"DOWN 1/2", "going_up", "warn"},
		{"DOWN (agent)", "down", "down"}, {"NOLB", "nolb", "drain"}, {"DRAIN (agent)", "draining", "drain"},
		{"MAINT (via be/s1)", "maintain", "off"}, {"no check", "no_check", "plain"}, {"OPEN", "open", "up"}, {"new", "unknown", "plain"},
	} {
		if s := stateOf(tt.status); s.class != tt.class || s.tone != tt.tone || s.symbol == "" {
			t.Errorf("%s: %+v", tt.status, s)
		}
	}
}

func TestModulesOnThePage(t *testing.T) {
	if page := newRig(t, sample).get("/stats"); strings.Contains(page, "Extra modules") {
		t.Error("the page shows modules although nobody asked for them")
	}
	page := newRig(t, strings.Replace(sample, "stats show-legends", "stats show-modules", 1)).get("/stats")
	for _, want := range []string{`colspan="5"><span>Extra modules</span>`, `<td class="t">h1`, `<td class="t">ssl`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

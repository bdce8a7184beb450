package top

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files anew")

const header = "# pxname,svname,qcur,scur,stot,bin,bout,ereq,econ,eresp,status,weight,type,hrsp_5xx,req_tot,ttime,ttime_max,ttime_p50,ttime_p99,\n"

// answers are two readings of a gateway with a hostile name, a second apart.
var answers = [2]string{
	header + `web,FRONTEND,,3,10,1000,20000,0,,,OPEN,,0,2,100,,,1.500,20.250,
api,s1,0,1,50,500,10000,,0,0,UP,10,2,1,50,3,30,1.100,12.000,
api,s2,2,1,50,500,10000,,0,0,DOWN,10,2,1,50,3,30,,,
api,"s,3` + "\x1b[31m" + `",0,0,0,0,0,,0,0,MAINT,1,2,0,0,0,0,,,
api,BACKEND,2,2,100,1000,20000,,0,0,UP,20,1,2,100,3,30,1.200,15.000,
`,
	header + `web,FRONTEND,,3,10,3000,60000,0,,,OPEN,,0,4,300,,,1.500,20.250,
api,s1,0,1,50,1500,40000,,0,0,UP,10,2,1,240,3,30,1.100,12.000,
api,s2,2,1,50,500,10000,,5,0,DOWN,10,2,1,60,3,30,,,
api,"s,3` + "\x1b[31m" + `",0,0,0,0,0,,0,0,MAINT,1,2,0,0,0,0,,,
api,BACKEND,2,2,100,3000,60000,,0,0,UP,20,1,4,300,3,30,1.200,15.000,
`}

// called are the operations of the two readings.
var called = [2]string{
	"# pxname,svname,req_tot,req_failed,reqbin,resbout,ttime_p50,ttime_p99,\napi,GET /users/{id},60,1,500,9000,2.000,9.000,\napi,other,0,0,0,0,,,\n",
	"# pxname,svname,req_tot,req_failed,reqbin,resbout,ttime_p50,ttime_p99,\napi,GET /users/{id},160,2,1500,19000,2.000,9.000,\napi,other,0,0,0,0,,,\n",
}

// sample is a model after some readings.
func sample(t *testing.T) *model {
	t.Helper()
	m := newModel("/run/gw.sock")
	from := time.Unix(1_700_000_000, 0)
	for i, text := range answers {
		table, err := parseTable(text)
		if err != nil {
			t.Fatal(err)
		}
		m.read(append(table, parseOperations(called[i])...), from.Add(time.Duration(i)*time.Second))
	}
	m.rows[0].history = []float64{0, 10, 20, 40, 80, 160, 320, 200}
	return m
}

func press(m *model, keys ...key) (last outcome) {
	for _, k := range keys {
		last = m.press(k)
	}
	return last
}

func TestRenderGolden(t *testing.T) {
	cases := []struct {
		name          string
		keys          []key
		width, height int
	}{
		{"all", nil, 130, 12},
		{"narrow", nil, 80, 10},
		{"small", nil, 40, 6},
		{"wide", []key{'2', 'r'}, 200, 10},
		{"servers_by_errors", []key{'s', '3', keyDown}, 130, 8},
		{"filtered", []key{'/', 's', '1', keyEnter}, 130, 6},
		{"operations", []key{'o'}, 130, 6},
		{"question", []key{'s', 'd'}, 130, 8},
		{"help", []key{'?'}, 100, 16},
		{"nothing", []key{'/', 'z', 'z'}, 130, 6},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := sample(t)
			press(m, c.keys...)
			lines := m.Render(c.width, c.height)
			if len(lines) != c.height {
				t.Errorf("%d lines", len(lines))
			}
			for i, l := range lines {
				lines[i] = visible(l)
			}
			golden(t, c.name+".txt", strings.Join(lines, "\n")+"\n")
		})
	}
}

// visible writes the marks of style so that they can be read.
func visible(line string) string {
	return strings.NewReplacer(plain, "", bold, "<b>", inverse, "<i>", good, "<g>", bad, "<r>", dimmed, "<d>").Replace(line)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from %s (see -update):\n%s", path, got)
	}
}

// TestNothingReachesTheTerminalRaw checks every byte that could come from a gateway.
func TestNothingReachesTheTerminalRaw(t *testing.T) {
	m := newModel("/tmp/\x1b]0;x\x07")
	table, err := parseTable(header + "\"a\x1b[2J\x07\u009b\u202e\xff\",FRONTEND,,3,10,1000,20000,0,,,\x1b[31mOPEN,,0,2,100,,,1.5,20,\n")
	if err != nil {
		t.Fatal(err)
	}
	m.read(table, time.Unix(1, 0))
	m.failure = "cannot \x1b[31m"
	for _, l := range m.Render(120, 8) {
		for _, r := range strip(l) {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x202e {
				t.Errorf("%q in %q", r, l)
			}
		}
	}
}

// What HAProxy says to a command that it does not know is no table, and no error.
func TestNoOperations(t *testing.T) {
	for _, text := range []string{"Unknown command: 'operations', but maybe one of the following ones is a better match:\n  show stat\n\n", "", "\n", "# pxname,svname,\n"} {
		if got := parseOperations(text); len(got) > 0 {
			t.Errorf("%q makes %v", text, got)
		}
	}
}

// Whatever a socket answers is an error or rows whose cells can be asked for.
func FuzzTable(f *testing.F) {
	for _, a := range answers {
		f.Add(a)
	}
	f.Add("# pxname,svname,type\n\"a\"b,c\n,,,,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseTable(text)
		if err != nil && all != nil {
			t.Fatal("rows beside an error")
		}
		for i := range all {
			all[i].text("svname")
			all[i].number("scur")
		}
		parseOperations(text)
	})
}

// Every line keeps to every width, and there are as many as the terminal has.
func TestRenderFits(t *testing.T) {
	for _, pressed := range []string{"", "s", "/x", "?", "sd"} {
		m := sample(t)
		press(m, keysOf([]byte(pressed))...)
		for width := 1; width <= 240; width++ {
			for _, height := range []int{1, 2, 3, 24} {
				lines := m.Render(width, height)
				if len(lines) != height {
					t.Fatalf("%q: %d lines of %d", pressed, len(lines), height)
				}
				for _, l := range lines {
					if n := utf8.RuneCountInString(strip(l)); n > width {
						t.Fatalf("%q: %d columns of %d: %q", pressed, n, width, l)
					}
				}
			}
		}
	}
}

// The selection stays on the row that was chosen, wherever a sorting moves that to.
func TestSelectionFollows(t *testing.T) {
	m := sample(t)
	press(m, 's', '2', keyDown)
	chosen := m.current().title()
	for i, text := range []string{"api,s1,0,1,50,1500,40000,,0,0,UP,10,2,1,240,3,30,1,12,\napi,s2,2,1,50,500,10000,,5,0,DOWN,10,2,1,9999,3,30,,,\n", "api,s2,2,1,50,500,10000,,5,0,DOWN,10,2,1,9999,3,30,,,\n"} {
		table, err := parseTable(header + text)
		if err != nil {
			t.Fatal(err)
		}
		m.read(table, m.last.Add(time.Second))
		if got := m.current().title(); got != chosen {
			t.Errorf("%d: selected %s, want %s", i, got, chosen)
		}
	}
	if press(m, 'f'); m.current() != nil {
		t.Error("a row of another view is selected")
	}
}

func FuzzRender(f *testing.F) {
	f.Add(answers[0], "asf/x\r1r", 80)
	f.Fuzz(func(t *testing.T, text, pressed string, width int) {
		table, err := parseTable(text)
		if err != nil {
			return
		}
		m := newModel("x")
		m.read(table, time.Unix(1, 0))
		m.read(table, time.Unix(2, 0))
		press(m, keysOf([]byte(pressed))...)
		width = min(max(width, 1), 300)
		for _, l := range m.Render(width, 20) {
			if strings.ContainsFunc(strip(l), func(r rune) bool { return r < ' ' }) || utf8.RuneCountInString(strip(l)) > width {
				t.Errorf("%d: %q", width, l)
			}
		}
	})
}

func TestKeys(t *testing.T) {
	cases := []struct {
		in   string
		want string
	}{
		{"aq", "[97 113]"},
		{"\x1b[A\x1b[B\x1bOA", fmt.Sprint([]key{keyUp, keyDown, keyUp})},
		{"\x1b[5~\x1b[6~x", fmt.Sprint([]key{keyPageUp, keyPageDown, 'x'})},
		{"\x1b", fmt.Sprint([]key{keyEscape})},
		{"\x1b[1;5C", "[]"}, // not known: left out whole
		{"\x1b[", "[]"},
		{"\r\x7f\x03\t", fmt.Sprint([]key{keyEnter, keyBackspace, keyInterrupt, keyTab})},
		{"\xc3\xa4\x00", "[]"},
	}
	for _, c := range cases {
		if got := fmt.Sprint(keysOf([]byte(c.in))); got != c.want {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		}
	}
}

// TestActionsAreAskedBack checks that nothing is sent without a yes, and only about servers.
func TestActionsAreAskedBack(t *testing.T) {
	m := sample(t)
	if out := press(m, 's', 'd', 'n'); out.do != nil || m.asked != nil {
		t.Error("a no is sent")
	}
	if out := press(m, 'd', keyEnter); out.do != nil {
		t.Error("enter is a yes")
	}
	if out := press(m, 'd', 'y'); out.do == nil || out.do.command != "set server api/s1 state maint" {
		t.Errorf("disable: %+v", out.do)
	}
	if out := press(m, 'e', 'y'); out.do == nil || out.do.command != "set server api/s1 state ready" {
		t.Errorf("enable: %+v", out.do)
	}
	if out := press(m, keyDown, 'D', 'Y'); out.do == nil || out.do.command != "set server api/s2 state drain" {
		t.Errorf("drain: %+v", out.do)
	}
	if press(m, keyDown, 'D'); m.asked != nil || m.notice != "the name of this server cannot be sent" {
		t.Errorf("a hostile name: %+v, %q", m.asked, m.notice)
	}
	if out := press(m, 'f', 'd', 'y'); out.do != nil || m.asked != nil {
		t.Error("a frontend is disabled")
	}
	if out := press(m, 'q'); !out.quit {
		t.Error("q does not quit")
	}
}

func TestRatesSurviveARestart(t *testing.T) {
	m := sample(t)
	if got := m.rows[0].rate; got != 200 {
		t.Errorf("rate %v", got)
	}
	if got := m.rows[0].errors; got != 0.01 {
		t.Errorf("errors %v", got)
	}
	table, _ := parseTable(answers[0]) // the counters went back
	m.read(table, m.last.Add(time.Second))
	if got := m.rows[0].rate; got != 200 {
		t.Errorf("rate after a restart %v", got)
	}
	if !math.IsNaN(m.byID[m.id(t, "s2")].p50) {
		t.Error("a percentile of nothing")
	}
	table, _ = parseTable(header)
	m.read(table, m.last.Add(time.Second))
	if len(m.rows)+len(m.byID) != 0 {
		t.Error("rows that are gone are kept")
	}
}

func (m *model) id(t *testing.T, name string) string {
	t.Helper()
	for id, r := range m.byID {
		if r.name == name {
			return id
		}
	}
	t.Fatalf("no row %s", name)
	return ""
}

func TestBadSockets(t *testing.T) {
	dir := t.TempDir()
	silent, err := net.Listen("unix", filepath.Join(dir, "other.sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	go func() {
		for {
			c, err := silent.Accept()
			if err != nil {
				return
			}
			bufio.NewReader(c).ReadString('\n')
			c.Write([]byte("220 mail ready\r\n"))
			c.Close()
		}
	}()
	cases := []struct {
		args []string
		want string
	}{
		{nil, "one address is expected"},
		{[]string{""}, "no address"},
		{[]string{"nosuch"}, "neither the path of a socket nor host:port"},
		{[]string{filepath.Join(dir, "nosuch.sock")}, "cannot reach the gateway"},
		{[]string{"unix@" + filepath.Join(dir, "nosuch.sock")}, "no such file"},
		{[]string{"-i", "1ms", "x:1"}, "at least 100ms"},
		{[]string{silent.Addr().String()}, "is this a stats socket?"},
	}
	for _, c := range cases {
		var out, errs strings.Builder
		code := Run(append([]string{"-once"}, c.args...), &out, &errs)
		if code != 1 || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%q: exit %d, %s", c.args, code, errs.String())
		}
	}
}

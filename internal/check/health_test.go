package check

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// play gives results to a health, one a word: p pass, f fail, c conditional; u, s, d forced up, stopping, down; m enters
// and r leaves maintenance. It returns the state behind each as `state/health`, and the events.
func play(h *Health, script string) (states string, events []Event) {
	var out []string
	for _, word := range strings.Fields(script) {
		var e Event
		switch word {
		case "p":
			e = h.Check(Result{Status: L7OK, Code: 200})
		case "f":
			e = h.Check(Result{Status: L7Wrong, Code: 500})
		case "c":
			e = h.Check(Result{Status: L7OKCond, Code: 404})
		case "u":
			e = h.Force(Running)
		case "s":
			e = h.Force(Stopping)
		case "d":
			e = h.Force(Stopped)
		case "m":
			h.Pause()
		case "r":
			e = h.Resume()
		}
		v := h.View()
		out = append(out, [...]string{"DOWN", "WARM", "UP", "NOLB"}[v.Op]+"/"+strconv.Itoa(v.Check.Health))
		events = append(events, e)
	}
	return strings.Join(out, " "), events
}

// TestHealth holds the sequences that were seen of HAProxy with rise 3 and fall 3, and some more.
func TestHealth(t *testing.T) {
	checked := Config{Rise: 3, Fall: 3, Check: true}
	with := func(init InitState, rise, fall int) Config {
		return Config{Rise: rise, Fall: fall, Check: true, Init: init}
	}
	for _, c := range []struct {
		name         string
		config       Config
		script, want string
	}{
		{"start: one failure is enough", checked, "f", "DOWN/0"},
		{"start: one pass is enough", checked, "p", "UP/5"},
		{"rise", with(InitFullyDown, 3, 3), "p p p", "DOWN/1 DOWN/2 UP/5"},
		{"fall", with(InitFullyUp, 3, 3), "f f f f", "UP/4 UP/3 DOWN/0 DOWN/0"},
		{"one failure is forgiven", with(InitFullyUp, 3, 3), "f p f f f", "UP/4 UP/5 UP/4 UP/3 DOWN/0"},
		{"one pass is forgotten", with(InitFullyDown, 3, 3), "p f p p p", "DOWN/1 DOWN/0 DOWN/1 DOWN/2 UP/5"},
		{"init-state up", with(InitUp, 2, 3), "f", "DOWN/0"},
		{"init-state down", with(InitDown, 2, 3), "p", "UP/4"},
		{"init-state fully-down", with(InitFullyDown, 2, 3), "p p", "DOWN/1 UP/4"},
		{"rise 1 fall 1", with(InitNone, 1, 1), "f p f", "DOWN/0 UP/1 DOWN/0"},
		{"conditional", with(InitFullyUp, 3, 3), "c c p", "NOLB/5 NOLB/5 UP/5"},
		{"conditional while going down", with(InitFullyUp, 3, 3), "f c f f f", "UP/4 NOLB/5 NOLB/4 NOLB/3 DOWN/0"},
		{"conditional while down", with(InitFullyDown, 2, 3), "c c", "DOWN/1 NOLB/4"},
		{"forced down", with(InitFullyUp, 3, 3), "d p p p", "DOWN/0 DOWN/1 DOWN/2 UP/5"},
		{"forced stopping", with(InitFullyUp, 3, 3), "s p", "NOLB/5 UP/5"},
		{"forced up", with(InitFullyDown, 3, 3), "u f", "UP/5 UP/4"},
		{"maintenance", with(InitFullyUp, 3, 3), "m r p", "DOWN/5 UP/3 UP/5"},
		{"out of maintenance and down", with(InitFullyUp, 3, 3), "m r f", "DOWN/5 UP/3 DOWN/0"},
		{"warms up", Config{Rise: 1, Fall: 1, Check: true, SlowStart: true}, "f p p f", "DOWN/0 WARM/1 WARM/1 DOWN/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := play(NewHealth(c.config), c.script); got != c.want {
				t.Errorf("%s: %s, want %s", c.script, got, c.want)
			}
		})
	}
}

func TestEventsAreCountedOnce(t *testing.T) {
	for _, c := range []struct {
		script             string
		failed, down, up   int
		moved, conditional int
	}{
		{"f f f f f", 3, 1, 0, 3, 0},
		{"f f f p p p p", 3, 1, 1, 6, 0},
		{"f p f p", 2, 0, 0, 4, 0},
		{"c c p c", 0, 0, 1, 0, 2},
		{"d d p f", 1, 1, 0, 2, 0},
	} {
		_, events := play(NewHealth(Config{Rise: 3, Fall: 3, Check: true, Init: InitFullyUp}), c.script)
		var failed, moved int
		changes := map[Change]int{}
		for _, e := range events {
			if e.Failed {
				failed++
			}
			if e.Moved {
				moved++
			}
			changes[e.Change]++
		}
		if failed != c.failed || moved != c.moved || changes[WentDown] != c.down || changes[WentUp] != c.up || changes[WentStopping] != c.conditional {
			t.Errorf("%s: %d failed, %d moved, changes %v", c.script, failed, moved, changes)
		}
	}
}

func TestWordsOfLogs(t *testing.T) {
	h := NewHealth(Config{Rise: 3, Fall: 3, Check: true, Init: InitFullyUp})
	e := h.Check(Result{Status: L7Wrong, Code: 500, Duration: 2e6, Info: "X"})
	for _, c := range []struct{ got, want string }{
		{string(e.AppendReason(nil)), `, reason: Layer7 wrong status, code: 500, info: "X", check duration: 2ms`},
		{string(e.AppendLog(nil, "b/s", false, false)), `Health check for server b/s failed, reason: Layer7 wrong status, code: 500, info: "X", check duration: 2ms, status: 2/3 UP.`},
		{string(e.AppendLog(nil, "b/s", true, true)), `Health check for backup server b/s failed, reason: Layer7 wrong status, code: 500, info: "X", check duration: 2ms, status: 2/3 DRAIN.`},
	} {
		if c.got != c.want {
			t.Errorf("%s\nwant %s", c.got, c.want)
		}
	}
	h = NewHealth(Config{Rise: 3, Fall: 3, Check: true, Init: InitFullyDown})
	e = h.Check(Result{Status: L4OK})
	want := "Health check for server b/s succeeded, reason: Layer4 check passed, check duration: 0ms, status: 1/3 DOWN."
	if got := string(e.AppendLog(nil, "b/s", false, false)); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	e = h.Force(Running)
	if got := string(e.AppendReason(nil)); got != "" {
		t.Errorf("a forced change has the reason %q", got)
	}
}

func TestViewWhileAProbeRuns(t *testing.T) {
	h := NewHealth(Config{Rise: 2, Fall: 3, Check: true})
	h.Check(Result{Status: L7OK, Code: 200, Info: "x"})
	h.Begin(false)
	if c := h.View().Check; !c.InProgress || c.Status != L7OK || c.Code != 0 || c.Info != "" {
		t.Errorf("while a probe runs: %+v", c)
	}
	h.Abandon(false)
	if c := h.View().Check; c.InProgress || c.Code != 200 || c.Info != "x" {
		t.Errorf("after it was given up: %+v", c)
	}
}

func TestHealthStaysInItsBounds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := Config{
			Rise: rapid.IntRange(1, 5).Draw(rt, "rise"), Fall: rapid.IntRange(1, 5).Draw(rt, "fall"), Check: true,
			Init: InitState(rapid.IntRange(0, 4).Draw(rt, "init")),
		}
		h := NewHealth(c)
		was := h.View().Op
		for _, word := range rapid.SliceOf(rapid.SampledFrom([]string{"p", "f", "c", "u", "s", "d"})).Draw(rt, "script") {
			_, events := play(h, word)
			v := h.View()
			if v.Check.Health < 0 || v.Check.Health > v.Check.Top() || (v.Op != Stopped) != v.Check.Up() {
				rt.Fatalf("after %s: op %d, health %+v", word, v.Op, v.Check.Counter)
			}
			if changed := events[0].Change != Same; changed != (v.Op != was) {
				rt.Fatalf("%s: op %d to %d, change %d", word, was, v.Op, events[0].Change)
			}
			was = v.Op
		}
	})
}

func TestStatusesAreNumberedAsInTheStateFile(t *testing.T) {
	want := "UNK INI  CHECKED HANA SOCKERR L4OK L4TOUT L4CON L6OK L6TOUT L6RSP L7TOUT L7RSP  L7OK L7OKC L7STS PROCERR PROCTOUT PROCOK"
	if got := strings.Join(StatusNames(), " "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// A result that moves nothing is news when it is of another kind than the one before.
func TestNews(t *testing.T) {
	h := NewHealth(Config{Rise: 1, Fall: 1, Check: true})
	for i, c := range []struct {
		status Status
		moved  bool
		news   bool
	}{
		{L7OK, false, true},
		{L7OK, false, false},
		{L7Wrong, true, true},
		{L7Wrong, false, false},
		{L7Timeout, false, true},
		{L7OK, true, true},
	} {
		if e := h.Check(Result{Status: c.status}); e.Moved != c.moved || e.News != c.news {
			t.Errorf("%d, %v: moved %v, news %v", i, c.status, e.Moved, e.News)
		}
	}
}

package check

import "testing"

// TestReports holds what HAProxy 2.6.12 made of the same lines, but for numbers that make no sense.
func TestReports(t *testing.T) {
	for _, c := range []struct {
		line    string
		status  Status
		info    string
		percent int
		maxconn int
		admin   AdminWord
	}{
		{"up", L7OK, "via agent : up", -1, -1, AsksNothing},
		{"UP", L7OK, "via agent : UP", -1, -1, AsksNothing},
		{"down", L7Wrong, "via agent : down", -1, -1, AsksNothing},
		{"down # because of this", L7Wrong, "via agent : down (because of this)", -1, -1, AsksNothing},
		{"down because of this", L7Wrong, "via agent : down (because)", -1, -1, AsksNothing},
		{"fail bad things", L7Wrong, "via agent : fail (bad)", -1, -1, AsksNothing},
		{"stopped", L7Wrong, "via agent : stopped", -1, -1, AsksNothing},
		{"drain", NoChange, "", -1, -1, AsksDrain},
		{"maint", NoChange, "", -1, -1, AsksMaint},
		{"ready", NoChange, "", -1, -1, AsksReady},
		{"75%", NoChange, "", 75, -1, AsksNothing},
		{"0%", NoChange, "", 0, -1, AsksNothing},
		{"150%", NoChange, "", 150, -1, AsksNothing},
		{"Up,75%", L7OK, "via agent : Up", 75, -1, AsksNothing},
		{"up\t75%\tmaxconn:3", L7OK, "via agent : up", 75, 3, AsksNothing},
		{"75%,maxconn:30,maint,down", L7Wrong, "via agent : down", 75, 30, AsksMaint},
		{"ready up 100% # all good", L7OK, "via agent : up (all good)", 100, -1, AsksReady},
		{"up down", L7Wrong, "via agent : down", -1, -1, AsksNothing},
		{"down up", L7OK, "via agent : up", -1, -1, AsksNothing},
		{"bogus # why", NoChange, "agent reports an error : bogus", -1, -1, AsksNothing},
		{"10", NoChange, "agent reports an error : 10", -1, -1, AsksNothing},
		{"-5%", NoChange, "agent reports an error : -5%", -1, -1, AsksNothing},
		{"up bogus", L7OK, "via agent : up (bogus)", -1, -1, AsksNothing},
		{"fail#x", NoChange, "agent reports an error : fail#x", -1, -1, AsksNothing},
		{"#hello", NoChange, "", -1, -1, AsksNothing},
		{"", NoChange, "", -1, -1, AsksNothing},
		{" ,\t,", NoChange, "", -1, -1, AsksNothing},
		{"down \x1b[31mred", L7Wrong, "via agent : down (<1B>[31mred)", -1, -1, AsksNothing},
		{"75%%", NoChange, "agent warns : invalid weight '75%'", -1, -1, AsksNothing},
		{"99999999999%", NoChange, "agent warns : invalid weight '99999999999'", -1, -1, AsksNothing},
		{"maxconn:x", NoChange, "agent warns : invalid maxconn 'x'", -1, -1, AsksNothing},
		{"maxconn:-1", NoChange, "agent warns : invalid maxconn '-1'", -1, -1, AsksNothing},
	} {
		r := ParseReport([]byte(c.line))
		got := r.Result()
		if got.Status != c.status || got.Info != c.info || r.Percent != c.percent || r.MaxConn != c.maxconn || r.Admin != c.admin {
			t.Errorf("%q: %s %q, weight %d%%, maxconn %d, admin %d", c.line, got.Status, got.Info, r.Percent, r.MaxConn, r.Admin)
		}
	}
}

func TestAgentMovesTheServer(t *testing.T) {
	h := NewHealth(Config{Rise: 2, Fall: 3, Agent: true})
	for _, c := range []struct {
		line string
		want Change
		op   Op
	}{
		{"up", Same, Running},
		{"drain", Same, Running},
		{"down # x", WentDown, Stopped},
		{"50%", Same, Stopped},
		{"fail", Same, Stopped},
		{"up", WentUp, Running},
	} {
		r := ParseReport([]byte(c.line))
		e := h.Report(r, r.Result())
		if e.Change != c.want || h.View().Op != c.op || !e.Agent {
			t.Errorf("%s: change %d, op %d", c.line, e.Change, h.View().Op)
		}
	}
	if e := h.Unheard(Result{Status: L4Failed}); e.Change != Same || e.Report.Percent != -1 || h.View().Agent.Status != L4Failed {
		t.Errorf("an agent that is not reached: %+v", e)
	}
}

func TestAgentSpeaksInMaintenance(t *testing.T) {
	h := NewHealth(Config{Rise: 2, Fall: 3, Check: true, Agent: true})
	up, down := ParseReport([]byte("up")), ParseReport([]byte("down"))
	h.Pause()
	if e := h.Report(up, up.Result()); e.Change != Same || h.View().Op != Stopped || !h.View().Agent.Active() || h.View().Check.Active() {
		t.Errorf("in maintenance: change %d, op %d", e.Change, h.View().Op)
	}
	h.Report(down, down.Result())
	if e := h.Resume(); e.Change != Same || h.View().Op != Stopped {
		t.Errorf("leaving it while the agent says down: change %d, op %d", e.Change, h.View().Op)
	}
	if e := h.Report(up, up.Result()); e.Change != WentUp {
		t.Errorf("the agent says up: change %d", e.Change)
	}
}

func TestServerNeedsBothChecks(t *testing.T) {
	h := NewHealth(Config{Rise: 1, Fall: 1, Check: true, Agent: true})
	down, up := ParseReport([]byte("down")), ParseReport([]byte("up"))
	for i, c := range []struct {
		do   func() Event
		want Op
	}{
		{func() Event { return h.Report(down, down.Result()) }, Stopped},
		{func() Event { return h.Check(Result{Status: L4OK}) }, Stopped},
		{func() Event { return h.Check(Result{Status: L4Failed}) }, Stopped},
		{func() Event { return h.Report(up, up.Result()) }, Stopped},
		{func() Event { return h.Check(Result{Status: L4OK}) }, Running},
		{func() Event { return h.Check(Result{Status: L4Failed}) }, Stopped},
	} {
		if c.do(); h.View().Op != c.want {
			t.Errorf("step %d: op %d, want %d", i, h.View().Op, c.want)
		}
	}
}

func FuzzReport(f *testing.F) {
	for _, s := range []string{"up", "down # x", "75%,maxconn:30,maint,down", "fail\x1b[0m", "maxconn:", "%", "\xff\xfe"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r := ParseReport(line)
		got := r.Result()
		if len(got.Info) > maxInfo || got.Status != L7OK && got.Status != L7Wrong && got.Status != NoChange {
			t.Errorf("%q: %+v", line, got)
		}
		for _, c := range []byte(got.Info) {
			if c < ' ' || c == 0x7f {
				t.Errorf("%q: control byte in %q", line, got.Info)
			}
		}
		if r.Percent < -1 || r.MaxConn < -1 {
			t.Errorf("%q: %+v", line, r)
		}
	})
}

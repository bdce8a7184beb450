package check

import (
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"metergate/internal/netio"
	"metergate/test/port"
)

// server is a subject that hands its events to the test.
type server struct {
	health *Health
	addr   atomic.Pointer[netip.AddrPort]
	events chan Event
}

func newServer(c Config, addr netip.AddrPort) *server {
	s := &server{health: NewHealth(c), events: make(chan Event, 100)}
	s.addr.Store(&addr)
	return s
}

func (s *server) Health() *Health { return s.health }

func (s *server) Target(bool) Target {
	t := Target{Name: "b/s"}
	if addr := s.addr.Load(); addr.IsValid() {
		t.Addr = netio.IPAddr(*addr)
	}
	return t
}

func (s *server) Apply(e Event) { s.events <- e }

var _ Subject = (*server)(nil)

// next waits for the next event.
func (s *server) next(t *testing.T) Event {
	t.Helper()
	select {
	case e := <-s.events:
		return e
	case <-time.After(time.Minute):
		t.Fatal("no check ends")
	}
	return Event{}
}

// quiet says that no check has ended after what was posted to the loop so far was done.
func (s *server) quiet(t *testing.T, l *netio.Loop) {
	t.Helper()
	on(l, func() {
		for len(s.events) > 0 {
			<-s.events
		}
	})
	time.Sleep(20 * time.Millisecond)
	if len(s.events) > 0 {
		t.Errorf("a stopped runner goes on: %+v", <-s.events)
	}
}

// on runs f on the loop and waits for its end.
func on(l *netio.Loop, f func()) {
	done := make(chan struct{})
	l.Post(func() { f(); close(done) })
	<-done
}

func TestRunnerBringsTheServerDownAndUp(t *testing.T) {
	pollers(t, func(t *testing.T, l *netio.Loop) {
		var sick atomic.Bool
		addr := origin(t, func(c *net.TCPConn) {
			status := "200 OK"
			if sick.Load() {
				status = "500 Oh"
			}
			reply("HTTP/1.1 " + status + "\r\n\r\n")(c)
		})
		s := newServer(Config{Rise: 2, Fall: 2, Check: true}, addr)
		r := NewRunner(l, s, plan(t, "option httpchk"), Intervals{Inter: time.Minute, Fast: time.Millisecond, Down: time.Millisecond})
		on(l, func() { r.Start(0) })
		if e := s.next(t); e.Result.Code != 200 || !e.Moved || !e.News || e.Change != Same {
			t.Errorf("first check: %+v", e)
		}
		sick.Store(true)
		on(l, r.Hurry)
		for s.next(t).Change != WentDown {
		}
		sick.Store(false)
		for s.next(t).Change != WentUp {
		}
		on(l, r.Stop)
		s.quiet(t, l)
	})
}

func TestRunnerStopsInTheMiddleOfACheck(t *testing.T) {
	pollers(t, func(t *testing.T, l *netio.Loop) {
		asked := make(chan bool, 10)
		addr := origin(t, func(c *net.TCPConn) {
			asked <- true
			stay("")(c)
		})
		s := newServer(Config{Rise: 2, Fall: 2, Check: true}, addr)
		r := NewRunner(l, s, plan(t, "option httpchk"), patient)
		on(l, func() { r.Start(0) })
		<-asked
		if !s.health.View().Check.InProgress {
			t.Error("a check that runs is not shown")
		}
		on(l, r.Stop)
		s.quiet(t, l)
		if s.health.View().Check.InProgress {
			t.Error("a check that was cut is shown")
		}
	})
}

func TestRunnerThatWasStoppedKeepsItsRhythm(t *testing.T) {
	pollers(t, func(t *testing.T, l *netio.Loop) {
		s := newServer(Config{Rise: 2, Fall: 2, Check: true}, origin(t, stay("")))
		r := NewRunner(l, s, plan(t), Intervals{Inter: time.Hour})
		on(l, func() { r.Start(0) })
		s.next(t)
		var due, again int64
		on(l, func() { due = r.due; r.Stop(); r.Start(0); again = r.due })
		if again != due {
			t.Errorf("due %d, after a stop %d", due, again)
		}
		on(l, func() { r.Stop(); r.due -= int64(time.Hour + time.Minute); r.Start(0); again = r.due })
		if want := due - int64(time.Minute); again != want {
			t.Errorf("after a long stop due %d, want %d", again, want)
		}
		on(l, r.Stop)
	})
}

func TestRunnerWaitsForAnAddress(t *testing.T) {
	pollers(t, func(t *testing.T, l *netio.Loop) {
		s := newServer(Config{Rise: 2, Fall: 2, Check: true}, netip.AddrPort{})
		r := NewRunner(l, s, plan(t), Intervals{Inter: 50 * time.Millisecond})
		on(l, func() { r.Start(0) })
		s.quiet(t, l)
		addr := origin(t, stay(""))
		s.addr.Store(&addr)
		for s.next(t).Result.Status != L4OK { // a machine that is busy may need more than one interval to connect
		}
		on(l, r.Stop)
	})
}

func TestHurryDoesNotWaitForTheInterval(t *testing.T) {
	pollers(t, func(t *testing.T, l *netio.Loop) {
		s := newServer(Config{Rise: 2, Fall: 2, Check: true, Init: InitFullyUp}, origin(t, stay("")))
		r := NewRunner(l, s, plan(t), Intervals{Inter: time.Hour, Fast: time.Millisecond, Spread: 50})
		on(l, func() { r.Start(0) })
		s.next(t)
		on(l, r.Hurry)
		s.next(t)
		on(l, r.Stop)
	})
}

func TestAgentRunner(t *testing.T) {
	for _, c := range []struct {
		name   string
		script func(*net.TCPConn)
		times  Intervals
		status Status
		info   string
	}{
		{"one line is enough", stay("75% up\r\nrest"), patient, L7OK, "via agent : up"},
		{"in pieces", func(c *net.TCPConn) {
			for _, piece := range strings.SplitAfter("down # tired\n", " ") {
				c.Write([]byte(piece))
				time.Sleep(time.Millisecond)
			}
			stay("")(c)
		}, patient, L7Wrong, "via agent : down (tired)"},
		{"no line", greet("up"), patient, L7Timeout, "Ignoring incomplete line from agent"},
		{"nothing", greet(""), patient, L7Invalid, "TCPCHK got an empty response at step 2"},
		{"silence", stay(""), hasty, L7Timeout, ""},
		{"megabytes", greet(strings.Repeat("x", 1<<20)), patient, L7Timeout, "Ignoring incomplete line from agent"},
		{"refused", nil, patient, L4Failed, "ECONNREFUSED returned by OS (Connection refused)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pollers(t, func(t *testing.T, l *netio.Loop) {
				addr := port.Dead(t)
				if c.script != nil {
					addr = origin(t, c.script)
				}
				s := newServer(Config{Rise: 2, Fall: 2, Agent: true}, addr)
				r := NewAgentRunner(l, s, &AgentPlan{}, c.times)
				on(l, func() { r.Start(0) })
				e := s.next(t)
				on(l, r.Stop)
				if e.Result.Status != c.status || e.Result.Info != c.info || !e.Agent {
					t.Errorf("%+v", e)
				}
			})
		})
	}
}

func TestAgentIsGreeted(t *testing.T) {
	pollers(t, func(t *testing.T, l *netio.Loop) {
		got := make(chan string, 100)
		addr := origin(t, func(c *net.TCPConn) {
			buf := make([]byte, 100)
			n, _ := c.Read(buf)
			got <- string(buf[:n])
			c.Write([]byte("up\n"))
		})
		s := newServer(Config{Rise: 2, Fall: 2, Agent: true}, addr)
		r := NewAgentRunner(l, s, &AgentPlan{Send: "hello\n"}, patient)
		on(l, func() { r.Start(0) })
		s.next(t)
		on(l, r.Stop)
		if text := <-got; text != "hello\n" {
			t.Errorf("the agent got %q", text)
		}
	})
}

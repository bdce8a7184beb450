package check

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// section reads a backend of these lines; `defaults` lines stand before a line `--`.
func section(t testing.TB, lines ...string) (*conf.Bag, string) {
	t.Helper()
	own := strings.Join(lines, "\n") + "\n"
	before, after, ok := strings.Cut(own, "--\n")
	if ok {
		own = after
	} else {
		before = ""
	}
	text := "defaults\n" + before + "backend b\n" + own
	file, diag := conf.Load([]conf.Source{{Name: "t.cfg", Text: []byte(text)}}, conf.NewEnv(nil))
	var messages []string
	for _, m := range diag.Messages() {
		messages = append(messages, m.Text)
	}
	b := file.Find("backend", "b")
	if b == nil {
		return nil, strings.Join(messages, "\n")
	}
	return b.Bag, strings.Join(messages, "\n")
}

// plan compiles a backend of these lines.
func plan(t testing.TB, lines ...string) *Plan {
	t.Helper()
	b, messages := section(t, lines...)
	if messages != "" && !strings.Contains(messages, "deprecated") {
		t.Fatal(messages)
	}
	p, err := Compile(b)
	if err == nil {
		err = p.Link(&sample.Env{At: sample.AtCheck})
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pollers runs a test on every poller that works here.
func pollers(t *testing.T, f func(t *testing.T, l *netio.Loop)) {
	for _, name := range []string{"epoll", "rings"} {
		t.Run(name, func(t *testing.T) {
			g, err := netio.Start(netio.Config{Loops: 1, Poller: name})
			if err != nil {
				t.Skipf("no %s here: %v", name, err)
			}
			t.Cleanup(func() { g.Close(t.Context()) })
			f(t, g.Loop(0))
		})
	}
}

// origin is a server that plays a script on each connection.
func origin(t testing.TB, script func(c *net.TCPConn)) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(time.Minute))
				script(c.(*net.TCPConn))
			}()
		}
	}()
	return netip.MustParseAddrPort(l.Addr().String())
}

// reply answers with these bytes once something came, and closes.
func reply(answer string) func(*net.TCPConn) {
	return func(c *net.TCPConn) {
		c.Read(make([]byte, 4096))
		c.Write([]byte(answer))
	}
}

// greet sends these bytes at once, and closes.
func greet(text string) func(*net.TCPConn) {
	return func(c *net.TCPConn) { c.Write([]byte(text)) }
}

// greetings sends the first of these, and each of the others once something more came.
func greetings(texts ...string) func(*net.TCPConn) {
	return func(c *net.TCPConn) {
		for i, text := range texts {
			if i > 0 {
				c.Read(make([]byte, 4096))
			}
			c.Write([]byte(text))
		}
		c.Read(make([]byte, 4096))
	}
}

// stay sends these bytes at once and then waits for the other side to leave.
func stay(text string) func(*net.TCPConn) {
	return func(c *net.TCPConn) {
		c.Write([]byte(text))
		for {
			if _, err := c.Read(make([]byte, 4096)); err != nil {
				return
			}
		}
	}
}

// probeOnce runs a plan once against an address.
func probeOnce(t *testing.T, l *netio.Loop, p *Plan, addr netip.AddrPort, times Intervals) Result {
	t.Helper()
	state := func(dst []byte) []byte { return append(dst, "UP; name=b/s"...) }
	return probeTarget(t, l, p, Target{Name: "b/s", Addr: netio.IPAddr(addr), State: state}, times)
}

// probeTarget runs a plan once.
func probeTarget(t *testing.T, l *netio.Loop, p *Plan, target Target, times Intervals) Result {
	t.Helper()
	done := make(chan Result, 1)
	l.Post(func() {
		l.Go("check", func(task *netio.Task) {
			r, _ := (&probe{task: task, target: target, plan: p, times: &times, serverUp: true}).run()
			done <- r
		})
	})
	select {
	case r := <-done:
		return r
	case <-time.After(time.Minute):
		t.Fatal("the probe does not end")
	}
	return Result{}
}

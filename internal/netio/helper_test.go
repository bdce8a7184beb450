package netio

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const second = int64(time.Second)

// grace bounds waits for what happens at once, on a machine that is busy with other things too.
const grace = 30 * second

var loopback = IPAddr(netip.MustParseAddrPort("127.0.0.1:0"))

// everyPoller runs a test on each poller of this machine.
func everyPoller(t *testing.T, f func(t *testing.T, g *Group)) {
	for _, name := range []string{"rings", "epoll"} {
		t.Run(name, func(t *testing.T) {
			if err := probeRings(); name == "rings" && err != nil {
				t.Skipf("no io_uring here: %v", err)
			}
			f(t, startGroup(t, Config{Poller: name, Loops: 2}))
		})
	}
}

// startGroup starts loops that are ended, and checked to have leaked nothing, with the test.
func startGroup(t *testing.T, c Config) *Group {
	t.Helper()
	if c.Log == nil {
		c.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	fds := countFDs(t)
	g, err := Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := g.Close(ctx); err != nil {
			t.Fatal(err)
		}
		if left := g.Leaks(); left != "" {
			t.Error(left)
		}
		waitFor(t, "descriptors closed", func() bool { return countFDs(t) <= fds })
	})
	return g
}

func countFDs(t *testing.T) int {
	t.Helper()
	d, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(d)
}

// waitFor polls for a condition that another thread brings about.
func waitFor(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if cond() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

// onLoop runs f as a task of a loop and waits for its end.
func onLoop(t *testing.T, l *Loop, f func(*Task)) {
	t.Helper()
	done := make(chan struct{})
	l.Post(func() {
		if err := l.Go("test", func(tk *Task) { defer close(done); f(tk) }); err != nil {
			close(done)
			t.Error(err)
		}
	})
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("the task never ended")
	}
}

// listen serves connections on the loopback.
func listen(t *testing.T, g *Group, o ListenOpts, serve func(*Task, *Conn)) *Listener {
	t.Helper()
	ln, err := g.Listen(loopback, o, serve)
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// dial connects an ordinary client, closed with the test.
func dial(t *testing.T, ln *Listener) net.Conn {
	t.Helper()
	network := "tcp"
	if ln.Addr().IsUnix() {
		network = "unix"
	}
	c, err := net.Dial(network, ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	return c
}

// echo sends back what comes.
func echo(t *Task, c *Conn) {
	for {
		b, err := c.Peek(t, 1, 0)
		if err != nil {
			c.Close(second)
			return
		}
		if err := c.Write(b); err != nil {
			c.Close(0)
			return
		}
		c.Discard(len(b))
		if err := c.Room(t, 1, 0); err != nil {
			c.Close(0)
			return
		}
	}
}

// exchange writes a message and reads its echo.
func exchange(t *testing.T, c net.Conn, msg string) {
	t.Helper()
	if _, err := io.WriteString(c, msg); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(msg))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != msg {
		t.Fatalf("read %q, %v; want %q", got, err, msg)
	}
}

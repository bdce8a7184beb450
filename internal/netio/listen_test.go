package netio

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestGateLeavesExcess: over the limit, connections wait in the backlog until one leaves.
func TestGateLeavesExcess(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		gate := NewGate(3)
		ln := listen(t, g, ListenOpts{Gates: []*Gate{NewGate(0), gate}}, echo)
		var cs []net.Conn
		for range 6 {
			cs = append(cs, dial(t, ln))
		}
		accepted := func() uint64 { return g.Loop(0).Stats().Accepted + g.Loop(1).Stats().Accepted }
		waitFor(t, "three accepted", func() bool { return accepted() == 3 })
		time.Sleep(20 * time.Millisecond)
		if n := accepted(); n != 3 {
			t.Fatalf("%d accepted over the limit", n)
		}
		cs[0].Close()
		waitFor(t, "a fourth", func() bool { return accepted() == 4 })
		gate.SetLimit(5)
		waitFor(t, "the others", func() bool { return accepted() == 6 })
		for _, c := range cs[1:] {
			exchange(t, c, "x")
			c.Close()
		}
		waitFor(t, "all left", func() bool { return g.Loop(0).Stats().Conns+g.Loop(1).Stats().Conns == 0 })
		ln.Close(false)
		waitFor(t, "an empty gate", func() bool { return gate.Used() == 0 })
	})
}

func TestPauseAndResume(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, echo)
		exchange(t, dial(t, ln), "before")
		ln.Pause()
		waitFor(t, "nobody accepts", func() bool {
			var active atomic.Int32
			g.Each(func(l *Loop) {
				for _, a := range l.acceptors {
					active.Add(int32(b2i(a.active)))
				}
			})
			return active.Load() == 0
		})
		c := dial(t, ln)
		_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		_, _ = io.WriteString(c, "x")
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Error("served while paused")
		}
		ln.Resume()
		_ = c.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
	})
}

// TestSpread: one listening socket serves both loops, about evenly.
func TestSpread(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, echo)
		for range 40 {
			exchange(t, dial(t, ln), "x")
		}
		a, b := g.Loop(0).Stats().Conns, g.Loop(1).Stats().Conns
		if a+b != 40 || a < 15 || b < 15 {
			t.Errorf("%d and %d connections, want about 20 each", a, b)
		}
	})
}

// TestInheritedListener: a descriptor opened elsewhere, non-blocking as Go and epoll leave it.
func TestInheritedListener(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		std, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer std.Close()
		f, err := std.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		fd, err := syscall.Dup(int(f.Fd()))
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.SetNonblock(fd, true); err != nil {
			t.Fatal(err)
		}
		ln, err := g.ListenFD(fd, ListenOpts{}, echo)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := ln.Addr().String(), std.Addr().String(); got != want {
			t.Errorf("address %s, want %s", got, want)
		}
		for range 5 {
			exchange(t, dial(t, ln), "inherited")
		}
		if _, err := g.ListenFD(mustSocket(t), ListenOpts{}, echo); err == nil {
			t.Error("took a socket that does not listen")
		}
	})
}

func mustSocket(t *testing.T) int {
	t.Helper()
	fd, err := newSocket(syscall.AF_INET, true)
	if err != nil {
		t.Fatal(err)
	}
	return fd
}

func TestListenErrors(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, echo)
		_, err := g.Listen(ln.Addr(), ListenOpts{}, echo)
		if Errno(err) != syscall.EADDRINUSE {
			t.Errorf("%v, want EADDRINUSE", err)
		}
		if err == nil || !strings.HasPrefix(err.Error(), "cannot listen on 127.0.0.1:") {
			t.Errorf("message %q", err)
		}
	})
}

// TestOutOfDescriptors: accepting pauses, says so once, and recovers.
func TestOutOfDescriptors(t *testing.T) {
	for _, name := range []string{"rings", "epoll"} {
		t.Run(name, func(t *testing.T) {
			if err := probeRings(); name == "rings" && err != nil {
				t.Skip(err)
			}
			var log lockedBuffer
			g := startGroup(t, Config{Poller: name, Loops: 1, Log: slog.New(slog.NewTextHandler(&log, nil))})
			lfd, err := bindSocket(loopback, ListenOpts{})
			if err == nil {
				err = openBacklog(lfd, ListenOpts{})
			}
			if err != nil {
				t.Fatal(err)
			}
			client := mustSocket(t)
			defer syscall.Close(client)
			restore := useUpDescriptors(t)
			ln, err := g.ListenFD(lfd, ListenOpts{}, echo)
			if err != nil {
				restore()
				t.Fatal(err)
			}
			sa, _ := ln.Addr().sockaddr()
			_ = syscall.Connect(client, sa) // non-blocking: in progress
			waitFor(t, "a message", func() bool { return strings.Contains(log.String(), "cannot accept") })
			time.Sleep(250 * time.Millisecond)
			restore()
			waitFor(t, "recovery", func() bool { return g.Loop(0).Stats().Accepted == 1 })
			if n := strings.Count(log.String(), "cannot accept"); n != 1 {
				t.Errorf("%d messages, want 1:\n%s", n, log.String())
			}
		})
	}
}

// useUpDescriptors leaves no descriptor to the process; the function it gives undoes that, at the latest with the test.
func useUpDescriptors(t *testing.T) func() {
	t.Helper()
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	low := old
	low.Cur = uint64(countFDs(t) + 64)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &low); err != nil {
		t.Fatal(err)
	}
	var filler []int
	for {
		fd, err := syscall.Dup(0)
		if err != nil {
			break
		}
		filler = append(filler, fd)
	}
	restore := sync.OnceFunc(func() {
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &old)
		for _, fd := range filler {
			syscall.Close(fd)
		}
	})
	t.Cleanup(restore)
	return restore
}

// lockedBuffer is a log that several threads write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestCloseKeepsWhatWasAccepted: connections that the kernel had accepted when a gate closed are served after the listener
// closed, as places become free.
func TestCloseKeepsWhatWasAccepted(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		gate := NewGate(2 * multiRoom)
		ln := listen(t, g, ListenOpts{Gates: []*Gate{gate}}, echo)
		first := dial(t, ln)
		exchange(t, first, "x")
		gate.SetLimit(1)
		waiting := []net.Conn{dial(t, ln), dial(t, ln), dial(t, ln)}
		if g.PollerName() == "epoll" { // which asks for each connection, and takes none too many
			g.loops[0].Post(func() { ln.acceptors[0].accepted(mustAccept(t, ln.fd)) })
			waiting = waiting[:1]
		}
		waitFor(t, "connections without a place", func() bool { return ln.Owed() == len(waiting) })
		ln.Close(false)
		g.Each(func(*Loop) {})
		first.Close()
		for _, c := range waiting {
			exchange(t, c, "y")
			c.Close()
		}
		waitFor(t, "the end of the listener", func() bool { return ln.open.Load() == 0 })
		if ln.Owed() != 0 {
			t.Errorf("%d are owed a place at the end", ln.Owed())
		}
	})
}

func mustAccept(t *testing.T, fd int) int {
	c, err := rawAccept(fd)
	if err != nil {
		t.Error(err)
	}
	return c
}

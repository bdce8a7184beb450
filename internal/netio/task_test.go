package netio

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

var errTest = errors.New("test")

func TestSleepAndTimers(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		onLoop(t, g.Loop(0), func(tk *Task) {
			begin := tk.Now()
			if err := tk.Sleep(begin + second/50); err != nil || tk.Now() < begin+second/50 {
				t.Errorf("slept %d ns, %v", tk.Now()-begin, err)
			}
			var c Cond
			fired := 0
			tm := tk.Loop().NewTimer(func() { fired++; c.Wake() })
			tm.Set(tk.Now() + second/100)
			tm.Set(tk.Now() + second/50) // later: the entry catches up
			for fired == 0 {
				if err := c.Wait(tk, 0); err != nil {
					t.Error(err)
				}
			}
			tm.Set(tk.Now() + second/100)
			tm.Stop()
			_ = tk.Sleep(tk.Now() + second/50)
			if fired != 1 {
				t.Errorf("fired %d times", fired)
			}
			if err := c.Wait(tk, tk.Now()+second/100); err != ErrDeadline {
				t.Errorf("%v, want the deadline", err)
			}
		})
	})
}

func TestCancelIsSticky(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		onLoop(t, g.Loop(0), func(tk *Task) {
			var child *Task
			ref := tk.Child("child", func(c *Task) {
				child = c
				if err := c.Sleep(c.Now() + 100*second); err != errTest {
					t.Errorf("%v, want the cause", err)
				}
				if err := c.Yield(); err != errTest {
					t.Errorf("%v, want the cause again", err)
				}
				if _, err := Dial(c, loopback, DialOpts{}, 0); err != errTest {
					t.Errorf("%v, want the cause from Dial", err)
				}
			})
			_ = tk.Yield()
			_ = tk.Yield()
			if child == nil || ref.Done() {
				t.Error("the child did not run")
			}
			ref.Cancel(errTest)
			ref.Cancel(io.EOF) // the first cause stays
			if err := tk.Join(ref); err != nil || !ref.Done() {
				t.Errorf("join: %v", err)
			}
			if ref.Cancel(errTest) {
				t.Error("cancelled a task that ended")
			}
		})
	})
}

// TestChildrenAreJoined: a task is not over before its children are.
func TestChildrenAreJoined(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		order := ""
		onLoop(t, g.Loop(0), func(tk *Task) {
			ref := tk.Child("parent", func(p *Task) {
				p.Child("slow", func(c *Task) { _ = c.Sleep(c.Now() + second/100); order += "child " })
				p.Child("quick", func(*Task) {})
			})
			_ = tk.Join(ref)
			order += "parent"
		})
		if order != "child parent" {
			t.Errorf("order %q", order)
		}
	})
}

// TestPanicEndsOnlyItsTask: it is counted and logged, its connections end, all else goes on.
func TestPanicEndsOnlyItsTask(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{Loops: []int{0}}, func(tk *Task, c *Conn) {
			b, _ := c.Peek(tk, 1, 0)
			if b[0] == 'p' {
				panic("as asked")
			}
			echo(tk, c)
		})
		good, bad := dial(t, ln), dial(t, ln)
		exchange(t, good, "x")
		_, _ = io.WriteString(bad, "p")
		if _, err := io.ReadAll(bad); err == nil {
			t.Error("no reset after the panic")
		}
		exchange(t, good, "y")
		if n := g.Loop(0).Stats().Panics + g.Loop(1).Stats().Panics; n != 1 {
			t.Errorf("%d panics counted", n)
		}
	})
}

// TestGoexitEndsTheProcess: it would leave the loop's thread without the loop. The test runs itself in a process of its own.
func TestGoexitEndsTheProcess(t *testing.T) {
	if os.Getenv("NETIO_GOEXIT") != "" {
		onLoop(t, startGroup(t, Config{Loops: 1}).Loop(0), func(*Task) { runtime.Goexit() })
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestGoexitEndsTheProcess$")
	cmd.Env = append(os.Environ(), "NETIO_GOEXIT=1")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(string(out), "Goexit in task test ends the process") {
		t.Errorf("%v: %s", err, out)
	}
}

func TestIgnoredCancelPanics(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		onLoop(t, g.Loop(0), func(tk *Task) {
			ref := tk.Child("stubborn", func(c *Task) {
				for {
					_ = c.Yield()
				}
			})
			ref.Cancel(nil)
			_ = tk.Join(ref)
		})
		if n := g.Loop(0).Stats().Panics; n != 1 {
			t.Errorf("%d panics counted", n)
		}
	})
}

func TestTasksAreListed(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		onLoop(t, g.Loop(0), func(tk *Task) {
			ref := tk.Child("sleeper", func(c *Task) { _ = c.Sleep(c.Now() + 100*second) })
			_ = tk.Yield()
			_ = tk.Yield()
			var got []string
			tk.Loop().Tasks(func(i TaskInfo) { got = append(got, i.Name+" "+i.State) })
			if s := strings.Join(got, ", "); !strings.Contains(s, "test running") || !strings.Contains(s, "sleeper sleep") {
				t.Errorf("tasks: %s", s)
			}
			ref.Cancel(nil)
		})
	})
}

func TestAwait(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		p := NewPool(2)
		onLoop(t, g.Loop(0), func(tk *Task) {
			if v, err := Await(tk, p, func() (int, error) { return 7, nil }, nil); v != 7 || err != nil {
				t.Errorf("%d, %v", v, err)
			}
			hold, dropped := make(chan struct{}), make(chan int, 1)
			ref := tk.Child("waits", func(c *Task) {
				if _, err := Await(c, p, func() (int, error) { <-hold; return 8, nil }, func(v int) { dropped <- v }); err != errTest {
					t.Errorf("%v, want the cause", err)
				}
			})
			_ = tk.Yield()
			_ = tk.Yield()
			ref.Cancel(errTest)
			_ = tk.Join(ref)
			close(hold)
			for len(dropped) == 0 {
				_ = tk.Sleep(tk.Now() + second/1000)
			}
			if v := <-dropped; v != 8 {
				t.Errorf("dropped %d", v)
			}
		})
	})
}

// TestIdle: an idle connection holds no task and no buffer, and each event is reported once.
func TestIdle(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		events := make(chan string, 10)
		var serve func(*Task, *Conn)
		on := func(c *Conn, e IdleEvent) {
			events <- e.String()
			if e == IdleInput {
				_ = c.Serve("request", serve)
				return
			}
			c.Close(0)
		}
		serve = func(tk *Task, c *Conn) {
			b, err := c.Peek(tk, 1, 0)
			wait := grace
			if err == nil {
				if string(b) == "two" {
					wait = second / 4
				}
				_ = c.Write(b)
				c.Discard(len(b))
			}
			c.Idle(tk.Now()+wait, on)
		}
		ln := listen(t, g, ListenOpts{Loops: []int{0}}, func(tk *Task, c *Conn) { c.Idle(0, on) })
		c := dial(t, ln)
		exchange(t, c, "one")
		exchange(t, c, "two")
		waitFor(t, "no task", func() bool { return g.Loop(0).Stats().Tasks == 0 })
		g.Each(func(l *Loop) {
			if n := l.bufs.InUse() - l.poller.buffers(); n != 0 {
				t.Errorf("%d buffers in use", n)
			}
		})
		if _, err := c.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("%v, want the end after the deadline", err)
		}
		d := dial(t, ln)
		exchange(t, d, "x")
		d.Close()
		for _, want := range []string{"input", "input", "deadline", "input", "hangup"} {
			if got := <-events; got != want {
				t.Errorf("event %s, want %s", got, want)
			}
		}
	})
}

// TestIdleRequestBeforeFIN: a request that comes with its FIN is still served.
func TestIdleRequestBeforeFIN(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			_ = tk.Sleep(tk.Now() + second/20)
			c.Idle(0, func(c *Conn, e IdleEvent) {
				if e != IdleInput {
					t.Errorf("event %s", e)
				}
				_ = c.Serve("late", echo)
			})
		})
		c := dial(t, ln)
		_, _ = io.WriteString(c, "request")
		_ = c.(*net.TCPConn).CloseWrite()
		if b, err := io.ReadAll(c); string(b) != "request" || err != nil {
			t.Errorf("read %q, %v", b, err)
		}
	})
}

// TestTake: an idle connection of a pool is used again; after its peer closed it is not.
func TestTake(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			b, _ := c.Peek(tk, 2, 0)
			_ = c.Write(b)
			c.Discard(2)
			_, _ = c.Peek(tk, 3, 0)
			c.Close(0)
		})
		onLoop(t, g.Loop(0), func(tk *Task) {
			c, err := Dial(tk, ln.Addr(), DialOpts{}, 0)
			if err != nil {
				t.Error(err)
				return
			}
			_ = c.WriteString("ab")
			_, _ = c.Peek(tk, 2, 0)
			c.Discard(2)
			told := false
			on := func(c *Conn, e IdleEvent) {
				if e == IdleHangup {
					told = true
					c.Close(0)
				}
			}
			c.Idle(0, on)
			_ = tk.Sleep(tk.Now() + second/100)
			if !c.Take(tk) {
				t.Error("not taken")
			}
			c.Idle(0, on)
			_ = c.WriteString("end")
			for !told {
				if err := tk.Sleep(tk.Now() + second/100); err != nil {
					return
				}
			}
			if c.Take(tk) {
				t.Error("took a closed connection")
			}
		})
	})
}

// TestNoAllocations: a steady exchange costs the loop no allocation.
func TestNoAllocations(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{Loops: []int{0}}, echo)
		c := dial(t, ln)
		msg, got := []byte("a request of some length"), make([]byte, 64)
		round := func() {
			if _, err := c.Write(msg); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(c, got[:len(msg)]); err != nil {
				t.Fatal(err)
			}
		}
		round()
		if n := testing.AllocsPerRun(500, round); n != 0 {
			t.Errorf("%v allocations a round", n)
		}
	})
}

// TestIdleServesWithoutAllocation: so does serving from the idle state, with a pooled task for each request.
func TestIdleServesWithoutAllocation(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{Loops: []int{0}}, serveOnce)
		c := dial(t, ln)
		msg, got := []byte("request"), make([]byte, 7)
		round := func() {
			_, _ = c.Write(msg)
			if _, err := io.ReadFull(c, got); err != nil {
				t.Fatal(err)
			}
			for g.Loop(0).Stats().Tasks != 0 {
				runtime.Gosched()
			}
		}
		round()
		if n := testing.AllocsPerRun(500, round); n != 0 {
			t.Errorf("%v allocations a round", n)
		}
	})
}

func serveOnce(t *Task, c *Conn) {
	b, err := c.Peek(t, 1, 0)
	if err != nil {
		return
	}
	_ = c.Write(b)
	c.Discard(len(b))
	c.Idle(0, serveAgain)
}

func serveAgain(c *Conn, e IdleEvent) {
	if e != IdleInput {
		c.Close(0)
		return
	}
	_ = c.Serve("again", serveOnce)
}

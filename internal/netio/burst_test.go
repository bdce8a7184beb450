package netio

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// TestBurst: more clients speak during one turn than there are receive buffers and places in the submission queue.
func TestBurst(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		const clients = 1200
		ln := listen(t, g, ListenOpts{Loops: []int{0}}, echo)
		conns := make([]net.Conn, clients)
		for i := range conns {
			conns[i] = dial(t, ln)
		}
		waitFor(t, "accepted", func() bool { return g.Loop(0).Stats().Accepted == clients })
		var asked atomic.Bool
		g.Loop(0).Post(func() {
			for !asked.Load() { // the loop does nothing meanwhile
				time.Sleep(time.Millisecond)
			}
		})
		for _, c := range conns {
			if _, err := io.WriteString(c, "burst"); err != nil {
				t.Fatal(err)
			}
		}
		asked.Store(true)
		got := make([]byte, 5)
		for _, c := range conns {
			if _, err := io.ReadFull(c, got); err != nil || string(got) != "burst" {
				t.Fatalf("read %q, %v", got, err)
			}
		}
	})
}

// TestPoolsAreBounded: what a burst of tasks that park needed is not kept.
func TestPoolsAreBounded(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		l := g.Loop(0)
		var tasks, coroutines int
		onLoop(t, l, func(tk *Task) {
			for range 3 * keepTasks {
				tk.Child("burst", func(tk *Task) { _ = tk.Sleep(tk.Now() + 1) })
			}
			for len(tk.children) > 0 {
				if err := tk.ended.wait(tk, "join", 0); err != nil {
					t.Error(err)
					return
				}
			}
			tasks, coroutines = len(l.pool), len(l.coroutines)
		})
		if tasks != keepTasks || coroutines != keepTasks {
			t.Errorf("%d tasks and %d coroutines are kept, want %d of each", tasks, coroutines, keepTasks)
		}
	})
}

// TestAwaitIsBounded: a pool runs as many functions at a time as it may, and all in the end.
func TestAwaitIsBounded(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		p := NewPool(3)
		var running, most, ran atomic.Int64
		onLoop(t, g.Loop(0), func(tk *Task) {
			join := tk.Child("all", func(tk *Task) {
				for range 30 {
					tk.Child("one", func(tk *Task) {
						_, err := Await(tk, p, func() (int, error) {
							n := running.Add(1)
							for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
							}
							time.Sleep(time.Millisecond)
							running.Add(-1)
							ran.Add(1)
							return 0, nil
						}, nil)
						if err != nil {
							t.Error(err)
						}
					})
				}
			})
			_ = tk.Join(join)
		})
		if most.Load() != 3 || ran.Load() != 30 {
			t.Errorf("%d ran, up to %d at a time; want 30 and 3", ran.Load(), most.Load())
		}
	})
}

package netio

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// TestSlotsOrder: waiting tasks of all loops get the slot by prio and arrival.
func TestSlotsOrder(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		s := NewSlots("server", 1)
		held, _ := s.TryAcquire()
		var mu sync.Mutex
		var got []string
		var wg sync.WaitGroup
		for i, prio := range []int{0, 0, 5, -1, 0} {
			wg.Add(1)
			l := g.Loop(i % 2)
			l.Post(func() {
				_ = l.Go("waiter", func(tk *Task) {
					defer wg.Done()
					sl, err := s.Acquire(tk, prio, 0)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					got = append(got, fmt.Sprint(i))
					mu.Unlock()
					sl.Release()
				})
			})
			waitFor(t, "queued", func() bool { return s.Waiting() == i+1 })
		}
		if s.Used() != 1 {
			t.Errorf("%d used", s.Used())
		}
		held.Release()
		wg.Wait()
		if fmt.Sprint(got) != "[3 0 1 4 2]" {
			t.Errorf("order %v", got)
		}
		if s.Used() != 0 || s.Waiting() != 0 {
			t.Errorf("%d used, %d waiting at the end", s.Used(), s.Waiting())
		}
	})
}

// TestSlotQueue: a task waits for any of several servers, in one order with those that wait for a certain one.
func TestSlotQueue(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		q := NewSlotQueue()
		a, b := q.NewSlots("a", 1), q.NewSlots("b", 1)
		ha, _ := a.TryAcquire()
		hb, _ := b.TryAcquire()
		if _, ok := a.TryAcquire(); ok {
			t.Error("took a slot over the limit")
		}
		got := make(chan string, 3)
		var slots [3]Slot
		wait := func(i int, acquire func(*Task) (Slot, error)) {
			l := g.Loop(i % 2)
			l.Post(func() {
				_ = l.Go("waiter", func(tk *Task) {
					sl, err := acquire(tk)
					if err != nil {
						got <- fmt.Sprintf("%d: %v", i, err)
						return
					}
					slots[i] = sl
					got <- fmt.Sprintf("%d: %v", i, sl.Slots().Owner())
				})
			})
			waitFor(t, "queued", func() bool { return a.Waiting()+b.Waiting()+q.Waiting() == i+1 })
		}
		wait(0, func(tk *Task) (Slot, error) { return q.Acquire(tk, 0, 0) })
		wait(1, func(tk *Task) (Slot, error) { return b.Acquire(tk, 0, 0) })
		wait(2, func(tk *Task) (Slot, error) { return q.Acquire(tk, 0, 0) })
		expect := func(want string) {
			t.Helper()
			if s := <-got; s != want {
				t.Errorf("got %q, want %q", s, want)
			}
		}
		b.SetOpen(false) // a server that is down serves its own queue only
		hb.Release()
		expect("1: b")
		ha.Release()
		expect("0: a")
		b.SetOpen(true)
		slots[1].Release()
		expect("2: b")
		slots[0].Release()
		slots[2].Release()
		if a.Used()+b.Used()+q.Waiting() != 0 {
			t.Errorf("%d, %d used, %d waiting", a.Used(), b.Used(), q.Waiting())
		}
	})
}

func TestSlotsEndOfWait(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		s := NewSlots(nil, 1)
		held, _ := s.TryAcquire()
		onLoop(t, g.Loop(0), func(tk *Task) {
			if _, err := s.Acquire(tk, 0, tk.Now()+second/50); err != ErrDeadline {
				t.Errorf("%v, want the deadline", err)
			}
			ref := tk.Child("cancelled", func(c *Task) {
				if _, err := s.Acquire(c, 0, 0); err != errTest {
					t.Errorf("%v, want the cause", err)
				}
			})
			_ = tk.Yield()
			_ = tk.Yield()
			ref.Cancel(errTest)
			_ = tk.Join(ref)
			ref = tk.Child("kicked", func(c *Task) {
				if _, err := s.Acquire(c, 0, 0); err != errTest {
					t.Errorf("%v, want the cause", err)
				}
			})
			_ = tk.Yield()
			_ = tk.Yield()
			if n := s.Kick(errTest); n != 1 {
				t.Errorf("kicked %d", n)
			}
			_ = tk.Join(ref)
			s.SetLimit(2)
			if sl, err := s.Acquire(tk, 0, 0); err != nil {
				t.Error(err)
			} else {
				sl.Release()
			}
		})
		held.Release()
		if s.Used() != 0 || s.Waiting() != 0 {
			t.Errorf("%d used, %d waiting", s.Used(), s.Waiting())
		}
	})
}

// TestSlotsStorm: many tasks on both loops, with deadlines, never exceed the limit and lose no slot.
func TestSlotsStorm(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		q := NewSlotQueue()
		servers := []*Slots{q.NewSlots(0, 2), q.NewSlots(1, 3)}
		var wg sync.WaitGroup
		var served atomic.Int64
		g.Each(func(l *Loop) {
			for i := range 200 {
				wg.Add(1)
				_ = l.Go("storm", func(tk *Task) {
					defer wg.Done()
					for k := range 10 {
						var sl Slot
						var err error
						if s := servers[k%2]; i%3 == 0 {
							sl, err = s.Acquire(tk, i%2, tk.Now()+int64(k)*second/1000)
						} else {
							sl, err = q.Acquire(tk, 0, 0)
						}
						if err != nil {
							continue
						}
						if s := sl.Slots(); s.Used() > s.Limit() {
							t.Errorf("%d of %d used", s.Used(), s.Limit())
						}
						served.Add(1)
						_ = tk.Yield()
						sl.Release()
					}
				})
			}
		})
		wg.Wait()
		for _, s := range servers {
			if s.Used() != 0 || s.Waiting() != 0 {
				t.Errorf("%d used, %d waiting at the end", s.Used(), s.Waiting())
			}
		}
		if q.Waiting() != 0 || served.Load() < 1000 {
			t.Errorf("%d waiting, %d served", q.Waiting(), served.Load())
		}
	})
}

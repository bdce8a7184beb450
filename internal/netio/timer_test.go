package netio

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// clockHand is a timer's owner that notes when it expired.
type clockHand struct {
	tm    timer
	now   *int64
	fired []int64
}

func (h *clockHand) expire() { h.fired = append(h.fired, *h.now) }

// TestTimersProperty: each timer expires once, at the first look after the time set last.
func TestTimersProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ts timers
		now := int64(1)
		hands := make([]*clockHand, rapid.IntRange(1, 30).Draw(t, "timers"))
		want := make([]int64, len(hands)) // 0: not set
		for i := range hands {
			hands[i] = &clockHand{now: &now}
			hands[i].tm.x = hands[i]
		}
		for range rapid.IntRange(1, 100).Draw(t, "steps") {
			i := rapid.IntRange(0, len(hands)-1).Draw(t, "timer")
			switch rapid.IntRange(0, 3).Draw(t, "op") {
			case 0, 1:
				want[i] = now + rapid.Int64Range(1, 50).Draw(t, "delay")
				ts.set(&hands[i].tm, want[i])
			case 2:
				want[i] = 0
				ts.remove(&hands[i].tm)
			case 3:
				now += rapid.Int64Range(0, 30).Draw(t, "pass")
				ts.expire(now)
				for k, h := range hands {
					due := want[k] != 0 && want[k] <= now
					if due != slices.Equal(h.fired, []int64{now}) {
						t.Fatalf("timer %d for %d fired at %v, now is %d", k, want[k], h.fired, now)
					}
					h.fired = nil
					if due {
						want[k] = 0
					}
				}
			}
			for k, w := range want {
				if w != 0 && (ts.next() == 0 || ts.next() > w) {
					t.Fatalf("timer %d for %d would be missed: next is %d", k, w, ts.next())
				}
			}
		}
	})
}

func TestTimersRenewWithoutWork(t *testing.T) {
	var ts timers
	now := int64(1)
	h := &clockHand{now: &now}
	h.tm.x = h
	if n := testing.AllocsPerRun(100, func() {
		now++
		ts.set(&h.tm, now+1000)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if ts.heap[0].at >= h.tm.want {
		t.Error("renewing moved the entry")
	}
}

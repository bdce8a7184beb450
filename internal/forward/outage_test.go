package forward

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// TestCatchesUpAfterAnOutage has two thousand batches wait for a receiver that was away: they arrive in their order, in messages
// of bounded size.
func TestCatchesUpAfterAnOutage(t *testing.T) {
	var away atomic.Bool
	away.Store(true)
	messages, largest := 0, 0
	p, d, end := begin(t, "", func(m *message) verdict {
		if away.Load() {
			return verdict{err: errors.New("away")}
		}
		messages, largest = messages+1, max(largest, len(m.parts))
		return verdict{}
	})
	defer end()
	const ticks = 2000
	for range ticks {
		d.reader.tick()
	}
	away.Store(false)
	await(t, "everything", func() bool { return len(p.lines()) == 3*ticks })
	for i, got := range p.lines() {
		if want := fmt.Sprintf("%d.%d", 1+i/3, i%3); got != want {
			t.Fatalf("item %d is %s, not %s", i, got, want)
		}
	}
	end()
	if largest > batchItems || messages > 3*ticks/batchItems+3 {
		t.Errorf("%d messages, the largest of %d items", messages, largest)
	}
}

// TestLeavesTheReceiverTime rests behind each message as long as the receiver took for it, within bounds: it is busy for half of
// the time at most.
func TestLeavesTheReceiverTime(t *testing.T) {
	_, d, end := begin(t, "", nil)
	defer end()
	parts := []part{{seq: 1, item: []byte("x")}}
	for _, c := range []struct{ took, rest time.Duration }{
		{time.Microsecond, paceLeast}, {300 * time.Millisecond, 300 * time.Millisecond}, {time.Minute, paceMost},
	} {
		s := sender{d: d, most: batchItems}
		if s.settle(parts, verdict{}, c.took); s.rest != c.rest {
			t.Errorf("behind %v it rests for %v, not %v", c.took, s.rest, c.rest)
		}
	}
	s := sender{d: d, most: batchItems}
	for n := range 20 {
		s.settle(parts, verdict{err: errors.New("away"), after: time.Second}, 0)
		if s.rest < time.Second || s.rest > backoffMost {
			t.Errorf("failure %d: it rests for %v", n+1, s.rest)
		}
	}
}

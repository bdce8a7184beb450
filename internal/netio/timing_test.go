package netio

import "testing"

// onBenchLoop runs f as a task of one loop.
func onBenchLoop(b *testing.B, f func(*Task)) {
	g, err := Start(Config{Loops: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close(b.Context())
	done := make(chan struct{})
	g.Loop(0).Post(func() { _ = g.Loop(0).Go("bench", func(t *Task) { defer close(done); f(t) }) })
	<-done
}

func BenchmarkYield(b *testing.B) {
	onBenchLoop(b, func(t *Task) {
		for b.Loop() {
			_ = t.Yield()
		}
	})
}

func BenchmarkSpawn(b *testing.B) {
	onBenchLoop(b, func(t *Task) {
		for b.Loop() {
			ref := t.Child("child", func(*Task) {})
			_ = t.Join(ref)
		}
	})
}

func BenchmarkSlots(b *testing.B) {
	s := NewSlots(nil, 10)
	for b.Loop() {
		sl, _ := s.TryAcquire()
		sl.Release()
	}
}

func BenchmarkTimerRenew(b *testing.B) {
	var ts timers
	now := int64(1)
	h := &clockHand{now: &now}
	h.tm.x = h
	for b.Loop() {
		now++
		ts.set(&h.tm, now+1000)
	}
}

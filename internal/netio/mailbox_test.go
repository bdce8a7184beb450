package netio

import (
	"sync"
	"sync/atomic"
	"testing"
)

// TestPostStorm: nothing posted by many goroutines is lost, and each sees its own in order.
func TestPostStorm(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		const posters, each = 8, 2000
		var ran atomic.Int64
		var wg sync.WaitGroup
		for i := range posters {
			wg.Add(1)
			go func() {
				defer wg.Done()
				last := -1
				for k := range each {
					if !g.Loop(i % 2).Post(func() {
						if k != last+1 {
							t.Errorf("letter %d came after %d", k, last)
						}
						last = k
						ran.Add(1)
					}) {
						t.Error("refused")
					}
				}
			}()
		}
		wg.Wait()
		waitFor(t, "all letters", func() bool { return ran.Load() == posters*each })
	})
}

func TestPostAfterTheEnd(t *testing.T) {
	var m mailbox
	m.put(func() {})
	if m.end() == nil || m.put(func() {}) || m.take() != nil || !m.empty() {
		t.Error("a mailbox that ended must refuse letters and be empty")
	}
}

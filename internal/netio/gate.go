package netio

import (
	"slices"
	"sync/atomic"
)

// Gate bounds the connections accepted by any number of listeners: a listener's, a frontend's or the process's maxconn.
// The excess stays in the kernel's backlog.
type Gate struct {
	limit, used atomic.Int64
	refused     atomic.Uint64
	shut        atomic.Bool                 // an accept was refused and waits for a place
	listeners   atomic.Pointer[[]*Listener] // never changed once stored
}

// NewGate makes a gate for limit connections; 0 = no limit.
func NewGate(limit int) *Gate {
	g := new(Gate)
	g.limit.Store(int64(limit))
	return g
}

// SetLimit changes the limit; connections over a lowered one stay. Any goroutine.
func (g *Gate) SetLimit(n int) {
	g.limit.Store(int64(n))
	g.freed()
}

// Limit reads the limit. Any goroutine.
func (g *Gate) Limit() int { return int(g.limit.Load()) }

// Used is the number of connections inside, accepts that are about to happen included. Any goroutine.
func (g *Gate) Used() int { return int(g.used.Load()) }

// Refused counts the accepts that were put off for lack of a place. Any goroutine.
func (g *Gate) Refused() uint64 { return g.refused.Load() }

// Full tells whether no further connection is let in. Any goroutine.
func (g *Gate) Full() bool { return g.room() <= 0 }

// room is how many more connections may enter.
func (g *Gate) room() int64 {
	limit := g.limit.Load()
	if limit <= 0 {
		return 1 << 30
	}
	return limit - g.used.Load()
}

// enter takes a place when there is one.
func (g *Gate) enter() bool {
	for {
		limit, used := g.limit.Load(), g.used.Load()
		if limit > 0 && used >= limit {
			g.shut.Store(true)
			if g.room() <= 0 { // a place freed in between would call nobody
				g.refused.Add(1)
				return false
			}
			continue
		}
		if g.used.CompareAndSwap(used, used+1) {
			return true
		}
	}
}

// leave gives a place back.
func (g *Gate) leave() {
	g.used.Add(-1)
	g.freed()
}

// freed calls those whose accept was refused.
func (g *Gate) freed() {
	if !g.shut.Load() || g.room() <= 0 || !g.shut.CompareAndSwap(true, false) {
		return
	}
	if lns := g.listeners.Load(); lns != nil {
		for _, ln := range *lns {
			ln.revise()
		}
	}
}

// serve adds a listener to those that are told when a place is free after a refusal.
func (g *Gate) serve(ln *Listener) {
	g.change(func(lns []*Listener) []*Listener { return append(slices.Clone(lns), ln) })
}

// forget undoes serve.
func (g *Gate) forget(ln *Listener) {
	g.change(func(lns []*Listener) []*Listener {
		return slices.DeleteFunc(slices.Clone(lns), func(x *Listener) bool { return x == ln })
	})
}

func (g *Gate) change(f func([]*Listener) []*Listener) {
	for {
		old := g.listeners.Load()
		var lns []*Listener
		if old != nil {
			lns = *old
		}
		if lns = f(lns); g.listeners.CompareAndSwap(old, &lns) {
			return
		}
	}
}

// enterAll takes a place of each gate, or none.
func enterAll(gates []*Gate) bool {
	for i, g := range gates {
		if !g.enter() {
			leaveAll(gates[:i])
			return false
		}
	}
	return true
}

func leaveAll(gates []*Gate) {
	for _, g := range gates {
		g.leave()
	}
}

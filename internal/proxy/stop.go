package proxy

import (
	"fmt"
	"time"

	"metergate/internal/netio"
)

// drainPoll is how often a gateway that stops looks whether anybody is left.
const drainPoll = 50 * time.Millisecond

// SoftStop ends the listening: what is open is finished, what is idle is closed, spread over CloseSpread. It may be called
// again.
func (g *Gateway) SoftStop() {
	if g.Process.Stopping.Swap(true) {
		return
	}
	for _, p := range g.Proxies() {
		if p.Front != nil {
			p.Front.stop()
		}
		g.announce(p, severityWarning, fmt.Sprintf("Proxy %s stopped (cumulated conns: FE: %d, BE: %d).", p.Name, p.frontConns(), p.backConns()))
	}
	go func() {
		g.closeForwards()
		g.stopPeers()
		g.drain()
	}()
}

// HardStop says whose connections are about to be cut.
func (g *Gateway) HardStop() {
	for _, p := range g.Proxies() {
		if p.Front == nil {
			continue
		}
		if n := sessions.Value(p.Front.Set); n > 0 {
			g.announce(p, severityWarning, fmt.Sprintf("Proxy %s hard-stopped (%d remaining conns will be closed).", p.Name, n))
		}
	}
}

func (p *Proxy) frontConns() uint64 {
	if p.Front == nil {
		return 0
	}
	return connTot.Sum(p.Front.Set)
}

func (p *Proxy) backConns() uint64 {
	if p.Back == nil {
		return 0
	}
	return stot.Sum(p.Back.Set)
}

// Drained is closed once the gateway was asked to stop and nobody is left.
func (g *Gateway) Drained() <-chan struct{} { return g.drained }

// drain closes idle connections until nobody is left.
func (g *Gateway) drain() {
	tick := time.NewTicker(drainPoll)
	defer tick.Stop()
	for left := 1 + int(g.CloseSpread/drainPoll); ; left-- {
		// Each step sees what the one before brought: who was accepted just now, and who was let in at last.
		<-tick.C
		owed := g.owed()
		g.Loops.Each(func(l *netio.Loop) { g.lanes[l.Shard()].closeIdle(max(left, 1)) })
		if owed == 0 && g.Sessions() == 0 && !g.teaching() {
			close(g.drained)
			return
		}
	}
}

// owed counts the clients that were accepted and wait for a place.
func (g *Gateway) owed() (n int) {
	for _, p := range g.Proxies() {
		if p.Front != nil {
			p.Front.sockets(func(l *netio.Listener) { n += l.Owed() })
		}
	}
	return n
}

// Sessions counts the client connections that are open.
func (g *Gateway) Sessions() (n int64) {
	for i := range g.Loops.N() {
		n += g.lanes[i].open.Load()
	}
	return n
}

// stop closes the frontend's sockets for good.
func (f *Frontend) stop() {
	f.state.Store(uint32(FrontendStopped))
	f.sockets(func(l *netio.Listener) { l.Close(false) })
}

// Pause stops accepting; connections wait in the kernel's backlog. Resume undoes it. They return false when the
// frontend is already so.
func (f *Frontend) Pause() bool {
	if !f.state.CompareAndSwap(uint32(FrontendOpen), uint32(FrontendPaused)) {
		return false
	}
	f.sockets((*netio.Listener).Pause)
	return true
}

// Resume begins to accept again.
func (f *Frontend) Resume() bool {
	if !f.state.CompareAndSwap(uint32(FrontendPaused), uint32(FrontendOpen)) {
		return false
	}
	if !f.throttled.Load() { // else it goes on when its rate is below the limit again
		f.sockets((*netio.Listener).Resume)
	}
	return true
}

// quietTime is how long a client must have been quiet before its idle connection is closed by a soft stop: one that was
// heard of lately may be sending its next request this very moment, and is served once more.
const quietTime = int64(time.Second)

// closeAtOnce bounds the connections that a loop closes in one turn: requests in progress go on beside it.
const closeAtOnce = 256

// closeIdle closes every nth of the client connections that wait for a next request, a limited number at a time. One that
// has not sent its first request yet is served, as the client could not know.
func (l *lane) closeIdle(n int) {
	i, heard := 0, l.loop.Now()-quietTime
	for s := l.first; s != nil && i/n < closeAtOnce; {
		next := s.next
		if s.stream == nil && s.requests > 0 && s.origin < heard && s.conn.IsIdle() {
			if i++; i%n == 0 && s.conn.Take(nil) {
				s.close()
			}
		}
		s = next
	}
}

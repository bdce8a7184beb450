package proxy

import (
	"fmt"
	"runtime"

	"metergate/internal/metric"
)

// Pause stops accepting on all frontends, and Resume begins again.
func (g *Gateway) Pause() { g.eachFrontend((*Frontend).Pause, "Paused") }

// Resume undoes Pause.
func (g *Gateway) Resume() { g.eachFrontend((*Frontend).Resume, "Resumed") }

func (g *Gateway) eachFrontend(do func(*Frontend) bool, done string) {
	for _, p := range g.Proxies() {
		if p.Front != nil && do(p.Front) {
			kind := "frontend"
			if p.Back != nil {
				kind = "proxy"
			}
			g.announce(p, severityWarning, fmt.Sprintf("%s %s %s.", done, kind, p.Name))
		}
	}
}

// DumpStates tells the state of each server and proxy, as SIGHUP asks.
func (g *Gateway) DumpStates() {
	if g.Announce != nil {
		g.Announce(severityWarning, "SIGHUP received, dumping servers states.")
	}
	for _, p := range g.Proxies() {
		for _, line := range p.stateLines() {
			g.announce(p, severityWarning, "SIGHUP: "+line)
		}
	}
}

// stateLines says how the servers of a proxy are, and the proxy.
func (p *Proxy) stateLines() (lines []string) {
	conns := p.connsText()
	if p.Back == nil || len(p.Back.Servers()) == 0 {
		return []string{fmt.Sprintf("Proxy %s has no servers. %s", p.Name, conns)}
	}
	for _, s := range p.Back.Servers() {
		word := "DOWN"
		if s.Up() {
			word = "UP"
		}
		lines = append(lines, fmt.Sprintf("Server %s is %s. Conn: %d act, %d pend, %d tot.",
			s.FullName(), word, sessions.Value(s.Set), queued.Value(s.Set), stot.Sum(s.Set)))
	}
	active, backup := p.Back.Usable()
	switch {
	case active+backup == 0:
		return append(lines, fmt.Sprintf("Proxy %s has no server available ! %s", p.Name, conns))
	case active == 0:
		return append(lines, fmt.Sprintf("Proxy %s is running on backup servers ! %s", p.Name, conns))
	}
	return append(lines, fmt.Sprintf("Proxy %s has %d active servers and %d backup servers available. %s", p.Name, active, backup, conns))
}

// connsText counts the connections of both halves of a proxy.
func (p *Proxy) connsText() string {
	var front, back *metric.Set
	if p.Front != nil {
		front = p.Front.Set
	}
	if p.Back != nil {
		back = p.Back.Set
	}
	waiting := uint64(0)
	if back != nil {
		waiting = queued.Value(back)
	}
	return fmt.Sprintf("Conn: act(FE+BE): %d+%d, %d pend (%d unass), tot(FE+BE): %d+%d.",
		levelOf(front), levelOf(back), p.pending(), waiting, p.frontConns(), p.backConns())
}

func levelOf(s *metric.Set) uint64 {
	if s == nil {
		return 0
	}
	return sessions.Value(s)
}

// pending counts the requests that wait in the queues of the backend and of its servers.
func (p *Proxy) pending() (n uint64) {
	if p.Back == nil {
		return 0
	}
	n = queued.Value(p.Back.Set)
	for _, s := range p.Back.Servers() {
		n += queued.Value(s.Set)
	}
	return n
}

// DumpPools tells how the memory is used, as SIGQUIT asks.
func (g *Gateway) DumpPools() {
	if g.Announce == nil {
		return
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	g.Announce(severityWarning, fmt.Sprintf("SIGQUIT: %d bytes in use by %d objects, %d bytes from the system, %d collections so far.",
		m.HeapAlloc, m.HeapObjects, m.Sys, m.NumGC))
}

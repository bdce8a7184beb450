package proxy

import (
	"time"

	"metergate/internal/netio"
)

// Start brings the gateway to life on its loops: each backend gets its home and its table. Bind and Serve come after it.
func (g *Gateway) Start(loops *netio.Group, heavy *netio.Pool) {
	g.Loops, g.Heavy = loops, heavy
	g.Process.Start = time.Now().UnixNano()
	now := netio.Clock()
	g.Process.Begun = now
	for _, p := range g.declared {
		if p.Back == nil {
			continue
		}
		p.Back.home = g.nextHome()
		p.Back.since.Store(now)
		for _, s := range p.Back.Servers() {
			s.since.CompareAndSwap(0, now) // a state file may know better
		}
	}
	g.carry(now)
	g.openPipes()
	g.openLogs()
	g.openForwards()
	g.startResolvers()
	g.Open()
	g.startTables()
	g.startStores()
	g.startCatalogs()
	g.startTicks()
	for _, p := range g.Proxies() {
		if p.Back != nil {
			p.Back.Call(p.Back.rebuild)
		}
	}
}

// nextHome gives the loops in turn.
func (g *Gateway) nextHome() *netio.Loop {
	return g.Loops.Loop(int((g.homes.Add(1) - 1) % uint64(g.Loops.N())))
}

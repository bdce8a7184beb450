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
	home := 0
	for _, p := range g.Proxies() {
		if p.Back == nil {
			continue
		}
		p.Back.home = loops.Loop(home % loops.N())
		home++
		p.Back.since.Store(now)
		for _, s := range p.Back.Servers() {
			s.since.CompareAndSwap(0, now) // a state file may know better
		}
	}
	g.openLogs()
	g.openForwards()
	g.startResolvers()
	g.Open()
	g.startTables()
	g.startCatalogs()
	g.startTicks()
	for _, p := range g.Proxies() {
		if p.Back != nil {
			p.Back.Call(p.Back.rebuild)
		}
	}
}

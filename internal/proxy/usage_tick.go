package proxy

import "metergate/internal/usage"

// What a loop does for operations, consumers, the audit and compression beside its requests.
const (
	usageTick     = 1e9 // ns between two looks
	weighTicks    = 10  // looks between two weighings of rows
	auditedAtOnce = 512
)

// tick looks after the lane's part, and sets the time of the next look.
func (l *lane) tick() {
	l.ticks++
	l.auditProxies(auditedAtOnce)
	busy := l.loop.Stats().BusyTime
	l.busy, l.load = busy, int((busy-l.busy)*100/usageTick)
	g := l.gateway
	for _, c := range g.catalogs {
		if c.Learner != nil {
			c.send(&c.batches[l.shard])
		}
	}
	if l.ticks%weighTicks == 0 {
		for _, p := range g.Proxies() {
			if p.Usage != nil && p.Usage.Operations != nil {
				l.weigh(p.Usage.Operations)
			}
		}
	}
	l.ticker.Set(l.loop.Now() + usageTick)
}

// weigh tells the first loop of names without a row; there, names that are asked for more often than some rows get the
// places of those.
func (l *lane) weigh(rows *usage.Operations) {
	if names := rows.Candidates(l.shard); len(names) > 0 {
		l.gateway.lanes[0].loop.Post(func() { rows.Hear(names) })
	}
	if l.shard > 0 {
		return
	}
	if going := rows.Weigh(reqTot.Sum); len(going) > 0 {
		l.gateway.settle(rows, going, rows.Other)
	}
}

// startTicks begins to look.
func (g *Gateway) startTicks() {
	for _, l := range g.lanes {
		l.loop.Post(func() {
			l.ticker = l.loop.NewTimer(l.tick)
			l.ticker.Set(l.loop.Now() + usageTick)
		})
	}
}

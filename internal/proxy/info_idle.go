package proxy

import (
	"sync"
	"time"

	"metergate/internal/metric"
	"metergate/internal/netio"
)

// idleSpan is the least time over which the idle share is measured.
const idleSpan = int64(time.Second)

// An idleMeter measures which share of their time the loops waited, from one reading to the next.
type idleMeter struct {
	mu      sync.Mutex
	at      int64 // of the reading before
	busy    int64 // by all loops, until then
	percent int64
}

// read returns the percentage for loops that have worked for busy ns in all, until now.
func (m *idleMeter) read(now, busy int64, loops int) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if span := (now - m.at) * int64(loops); now-m.at >= idleSpan {
		m.percent = min(max(100-(100*(busy-m.busy)+span/2)/span, 0), 100)
		m.at, m.busy = now, busy
	}
	return m.percent
}

var _ = func() *metric.Column {
	c := processColumn(49, "Idle_pct", "MaPV", metric.Percent, "idle_time_percent",
		"Share of their time that the event loops waited, since it was last asked for and over a second at least.")
	c.Read = metric.Of(func(i *Info, v *metric.View) metric.Value {
		busy := i.loops(func(s netio.LoopStats) int64 { return s.BusyTime })
		return metric.Uint32(i.waited.read(v.Now, int64(busy), i.Loops.N()))
	})
	return metric.Declare(c)
}()

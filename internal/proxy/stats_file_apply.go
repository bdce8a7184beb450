package proxy

import (
	"sync/atomic"

	"metergate/internal/metric"
)

// carry has the rows go on from what a stats-file says. It comes before anything is counted; rates are of the present, and
// are not carried.
func (g *Gateway) carry(now int64) {
	for o, values := range g.carried {
		values.fill("bin", ownSide(reqbin, reqbout)(o.MetricKind()))
		values.fill("bout", ownSide(resbout, resbin)(o.MetricKind()))
		o.MetricSet().Carry(values)
		carryAges(o, values, now)
	}
	g.carried = nil
}

// fill has a column that only shows a counter stand for it where a file does not have the counter itself.
func (t totals) fill(column string, c *metric.Counter) {
	if _, told := t[c.Name]; !told {
		t[c.Name] = t[column]
	}
}

// carryAges sets when the state changed last, and when there was the last session, if ever.
func carryAges(o metric.Object, values totals, now int64) {
	var since, used *atomic.Int64
	switch o := o.(type) {
	case *Backend:
		since, used = &o.since, &o.lastUse
	case *Server:
		since, used = &o.since, &o.lastUse
	default:
		return
	}
	if n, ok := values["lastchg"]; ok && n < maxAge {
		since.Store(now - int64(n)*1e9)
	}
	if n, ok := values["lastsess"]; ok && n < maxAge && values["stot"]+values["lbtot"] > 0 {
		used.Store(now - int64(n)*1e9)
	}
}

// maxAge is the longest age that is taken for one, in seconds.
const maxAge = 1 << 31

package proxy

import (
	"sync/atomic"

	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/usage"
)

// The conservation audit proves the counters: what loops note about each request where things happen must agree with what
// they count when it ends. All of a request happens on one loop, so each loop can prove its own part at any moment between
// two requests, whatever is in flight.

// audits say what the last audit of a proxy's half found, by loop.
type audits struct{ broken []atomic.Uint32 }

// violations returns how many equations did not hold.
func (a *audits) violations() (n uint64) {
	for i := range a.broken {
		n += uint64(a.broken[i].Load())
	}
	return n
}

// A flow and a work are ledgers on cache lines of their own.
type flow struct {
	usage.Flow
	_ [64]byte
}

type work struct {
	usage.Work
	_ [64]byte
}

// flow returns the ledger of the stream's frontend on its loop.
func (s *Stream) flow() *usage.Flow { return &s.front.flows[s.lane.shard].Flow }

// decide notes what becomes of the request.
func (s *Stream) decide(f usage.Fate) {
	s.decided = true
	s.flow().Decide(f)
}

// wasted notes what becomes of a request, unless it was handed to a backend before.
func (s *Stream) wasted(f usage.Fate) {
	if s.back == nil {
		s.decide(f)
	}
}

// auditLine notes what became of the request's line. One that is written before the end is noted as early.
func (s *Stream) auditLine(f usage.Fate) {
	s.flow().Line(f)
	if !s.metered {
		s.early = true
		s.flow().Early++
	}
}

// auditEnd notes the end of the request, when it was counted.
func (s *Stream) auditEnd() {
	f := s.flow()
	if s.early {
		f.Early--
	}
	if s.front.Mode == ModeTCP {
		f.End(0, nil)
		return
	}
	c := shardCounters{s.front.Set, s.lane.shard}
	f.End(s.front.Set.Clears(), c.reported)
}

// auditAttempt notes why a server is asked.
func (s *Stream) auditAttempt() {
	w := &s.back.works[s.lane.shard]
	switch {
	case s.tries == 0:
		w.First++
	case s.redispatched:
		w.Moved++
	default:
		w.Again++
	}
	s.tries++
}

// shardCounters reads what a loop counted in the table of metrics.
type shardCounters struct {
	set   *metric.Set
	shard int
}

func (c shardCounters) reported(i int) (n uint64) {
	if i == usage.ReportedRequests {
		return reqTot.At(c.set, c.shard)
	}
	for _, class := range hrsp {
		n += class.At(c.set, c.shard)
	}
	return n
}

// audit returns the equations of a frontend on a loop. It runs on that loop.
func (f *Frontend) audit(shard int) []usage.Equation {
	c := shardCounters{f.Set, shard}
	w := &f.flows[shard].Flow
	if f.Mode == ModeTCP {
		return w.Check()
	}
	all := append(w.Check(), w.CheckReported(f.Set.Clears(), c.reported)...)
	if f.Usage != nil {
		all = append(all, f.Usage.audit(shard)...)
		if o := f.Usage.Operations; o != nil {
			total, _ := o.Total(shard)
			all = append(all, usage.Equation{Name: "ended = requests of all operations", Left: w.Ended(), Right: total})
		}
	}
	return all
}

// audit returns the equations of a backend on a loop. It runs on that loop.
func (b *Backend) audit(shard int) []usage.Equation {
	all := b.works[shard].Check()
	if b.Usage != nil && b.Front == nil {
		all = append(all, b.Usage.audit(shard)...)
	}
	return all
}

// audit returns the equations of operations and consumers.
func (u *Usage) audit(shard int) (all []usage.Equation) {
	if o := u.Operations; o != nil {
		_, want := o.Total(shard)
		sum := uint64(0)
		for _, r := range o.Rows() {
			sum += reqTot.At(r.Set, shard)
		}
		all = append(all, usage.Equation{Name: "requests of all operations = sum of their rows", Left: want, Right: sum})
	}
	if u.consumers != nil {
		t := u.consumers[shard]
		all = append(all, usage.Equation{Name: "requests of all consumers = sum of their rows", Left: t.Total(), Right: t.Sum()})
	}
	if u.uses != nil {
		t := u.uses[shard]
		all = append(all, usage.Equation{Name: "requests of all uses = sum of their rows", Left: t.Total(), Right: t.Sum()})
	}
	return all
}

// note keeps how many of the equations do not hold.
func (a *audits) note(shard int, all []usage.Equation) {
	n := uint32(0)
	for i := range all {
		if !all[i].Holds() {
			n++
		}
	}
	if a.broken[shard].Load() != n {
		a.broken[shard].Store(n)
	}
}

// auditProxies audits some proxies of the lane, and goes on with the next ones at the next call.
func (l *lane) auditProxies(most int) {
	all := l.gateway.Proxies()
	for range min(most, len(all)) {
		l.audited = (l.audited + 1) % len(all)
		p := all[l.audited]
		if f := p.Front; f != nil {
			f.audits.note(l.shard, f.audit(l.shard))
		}
		if b := p.Back; b != nil {
			b.audits.note(l.shard, b.audit(l.shard))
		}
	}
}

// An AuditRow is one equation of a proxy, with the sums of its two sides over all loops, and on how many of them it does
// not hold.
type AuditRow struct {
	Proxy, Side string
	usage.Equation
	Broken int
}

// Audit proves the counters of all proxies now. It waits for the loops, so it never runs on one.
func (g *Gateway) Audit() (all []AuditRow) {
	for _, p := range g.Proxies() {
		if f := p.Front; f != nil {
			all = append(all, g.auditSide(p.Name, "FRONTEND", &f.audits, f.audit)...)
		}
		if b := p.Back; b != nil {
			all = append(all, g.auditSide(p.Name, "BACKEND", &b.audits, b.audit)...)
		}
	}
	return all
}

func (g *Gateway) auditSide(name, side string, a *audits, audit func(shard int) []usage.Equation) (rows []AuditRow) {
	parts := netio.Collect(g.Loops, func(l *netio.Loop) []usage.Equation {
		all := audit(l.Shard())
		a.note(l.Shard(), all)
		return all
	})
	for _, part := range parts {
		for i, e := range part {
			if i == len(rows) {
				rows = append(rows, AuditRow{Proxy: name, Side: side, Equation: usage.Equation{Name: e.Name}})
			}
			rows[i].Left += e.Left
			rows[i].Right += e.Right
			if !e.Holds() {
				rows[i].Broken++
			}
		}
	}
	return rows
}

func newAudits(loops int) audits { return audits{make([]atomic.Uint32, loops)} }

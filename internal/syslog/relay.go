package syslog

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"metergate/internal/clock"
)

// A Relay passes lines that come from elsewhere on to targets, in the form that each target asks for, else in their own.
type Relay struct {
	// Verbatim says that lines are not taken apart: each goes on as text.
	Verbatim bool
	// Passed counts the lines.
	Passed atomic.Uint64

	ways  []relayWay
	mu    sync.Mutex // of what follows
	dates *clock.Dates
	line  []byte
}

// A relayWay is a way to a target. Headers are made by the relay, which knows what is in them, so the route has none.
type relayWay struct {
	route *route
	form  Form
}

// Relay returns a relay to targets.
func (o *Outputs) Relay(targets []*Target) *Relay {
	r := &Relay{dates: clock.NewDates(time.Local)}
	for _, t := range targets {
		way := o.route(t, Identity{})
		bare := *way.Target
		bare.Form = Raw
		r.ways = append(r.ways, relayWay{&route{Target: &bare, writer: way.writer}, way.Form})
	}
	return r
}

// Pass sends a line on, from a sender whose address stands for a host that the line does not name. Any goroutine but
// those of loops may call it.
func (r *Relay) Pass(line []byte, from netip.Addr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Passed.Add(1)
	now := time.Now()
	m := Received{Form: Raw, Text: line}
	if !r.Verbatim {
		m = ParseReceived(line, now)
	}
	if len(m.Host) == 0 && from.IsValid() {
		m.Host = []byte(from.Unmap().String())
	}
	if m.When == 0 {
		m.When = now.UnixNano()
	}
	for i := range r.ways {
		r.pass(&r.ways[i], m)
	}
}

func (r *Relay) pass(w *relayWay, m Received) {
	t := w.route.Target
	if m.Form == Raw {
		m.Facility = t.Facility
	}
	if m.Level > t.Max || !t.Sample.pass() {
		return
	}
	m.Level = max(m.Level, t.Min)
	form := w.form
	if form == Unset {
		form = m.Form
	}
	r.line = m.append(r.line[:0], form, m.When, r.dates)
	w.route.send(m.Level, m.When, r.line, nil)
}

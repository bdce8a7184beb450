package syslog

import (
	"slices"
	"sync"
)

// Outputs are the destinations of a gateway's log lines. Loggers that send to the same destination share its writer.
type Outputs struct {
	// Lost is told of lines that were dropped; any goroutine calls it.
	Lost func(lines int)
	// Complain is told, off the loops and once until it works again, that a destination fails.
	Complain func(err error)

	// Rings are those that targets may name. They are set before the first logger is made.
	Rings map[string]*Ring

	mu         sync.Mutex // guards writers
	writers    []*writer
	forwarders []*forwarder
}

// Forward has the lines of the rings go to their servers, from now on until Close.
func (o *Outputs) Forward() {
	for _, r := range o.Rings {
		for _, s := range r.Servers {
			o.forwarders = append(o.forwarders, newForwarder(r, s, o))
		}
	}
}

// Logger returns a logger that sends to targets in the name of id, and starts what it needs. Without targets it is nil.
func (o *Outputs) Logger(targets []*Target, id Identity) *Logger {
	if len(targets) == 0 {
		return nil
	}
	l := &Logger{}
	for _, t := range targets {
		l.routes = append(l.routes, o.route(t, id))
	}
	return l
}

// route returns the way to a target. A ring says itself how lines are kept in it.
func (o *Outputs) route(t *Target, id Identity) *route {
	r := o.Rings[t.Ring]
	if r == nil {
		return &route{Target: t, Identity: id, writer: o.writer(destination(t.Addr))}
	}
	kept := *t
	kept.Len = min(t.Len, r.Len)
	if r.Form != Unset {
		kept.Form = r.Form
	}
	return &route{Target: &kept, Identity: id, writer: o.writer(sink{network: "ring", addr: r.Name, ring: r})}
}

// writer returns the writer of a destination.
func (o *Outputs) writer(d sink) *writer {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.writers, func(w *writer) bool { return w.sink.key() == d.key() })
	if i >= 0 {
		return o.writers[i]
	}
	w := newWriter(d, o)
	o.writers = append(o.writers, w)
	return w
}

// Close sends what is queued and ends the writers. Lines that come later are lost.
func (o *Outputs) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, w := range o.writers {
		w.close()
	}
	o.writers = nil
	for _, f := range o.forwarders {
		f.close()
	}
	o.forwarders = nil
}

func (o *Outputs) lost(lines int) {
	if o.Lost != nil {
		o.Lost(lines)
	}
}

func (o *Outputs) complain(err error) {
	if o.Complain != nil {
		o.Complain(err)
	}
}

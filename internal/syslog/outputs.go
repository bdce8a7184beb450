package syslog

import "slices"

// Outputs are the destinations of a gateway's log lines. Loggers that send to the same destination share its writer.
type Outputs struct {
	// Lost is told of lines that were dropped; any goroutine calls it.
	Lost func(lines int)
	// Complain is told, off the loops and once until it works again, that a destination fails.
	Complain func(err error)

	writers []*writer
}

// Logger returns a logger that sends to targets in the name of id, and starts what it needs. Without targets it is nil.
func (o *Outputs) Logger(targets []*Target, id Identity) *Logger {
	if len(targets) == 0 {
		return nil
	}
	l := &Logger{}
	for _, t := range targets {
		l.routes = append(l.routes, &route{Target: t, Identity: id, writer: o.writer(destination(t.Addr))})
	}
	return l
}

// writer returns the writer of a destination.
func (o *Outputs) writer(d sink) *writer {
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
	for _, w := range o.writers {
		w.close()
	}
	o.writers = nil
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

package proxy

import "metergate/internal/metric"

// Frontends, listeners, backends and servers are the rows of the table of metrics.
var (
	_ metric.Object = (*Frontend)(nil)
	_ metric.Object = (*Listener)(nil)
	_ metric.Object = (*Backend)(nil)
	_ metric.Object = (*Server)(nil)
	_ metric.Hider  = (*Server)(nil)
)

// MetricKind returns the kind of row.
func (f *Frontend) MetricKind() metric.Kind { return metric.KindFrontend }

// MetricSet returns the counters.
func (f *Frontend) MetricSet() *metric.Set { return f.Set }

// MetricIdent returns the names.
func (f *Frontend) MetricIdent() *metric.Ident { return &f.ident }

// MetricKind returns the kind of row.
func (l *Listener) MetricKind() metric.Kind { return metric.KindListener }

// MetricSet returns the counters, nil without socket-stats.
func (l *Listener) MetricSet() *metric.Set { return l.Set }

// MetricIdent returns the names.
func (l *Listener) MetricIdent() *metric.Ident { return &l.ident }

// MetricKind returns the kind of row.
func (b *Backend) MetricKind() metric.Kind { return metric.KindBackend }

// MetricSet returns the counters.
func (b *Backend) MetricSet() *metric.Set { return b.Set }

// MetricIdent returns the names.
func (b *Backend) MetricIdent() *metric.Ident { return &b.ident }

// MetricKind returns the kind of row.
func (s *Server) MetricKind() metric.Kind { return metric.KindServer }

// MetricSet returns the counters.
func (s *Server) MetricSet() *metric.Set { return s.Set }

// MetricIdent returns the names.
func (s *Server) MetricIdent() *metric.Ident { return &s.ident }

// MetricHidden reports whether a view that hides servers leaves this one out.
func (s *Server) MetricHidden(h metric.Hide) bool {
	switch h {
	case metric.HideMaint:
		return s.Admin()&AdminMaint != 0
	case metric.HideDown:
		return !s.Up()
	}
	return false
}

// Rows calls yield for every row, in the order of `show stat`: proxies as configured; in each its frontend, the
// listeners that are counted, the servers, the backend.
func (g *Gateway) Rows(yield func(metric.Object) bool) {
	for _, p := range g.Proxies() {
		if !p.Rows(yield) {
			return
		}
	}
}

// Rows calls yield for the rows of one proxy and reports whether it wanted them all.
func (p *Proxy) Rows(yield func(metric.Object) bool) bool {
	if f := p.Front; f != nil {
		if !yield(f) {
			return false
		}
		for _, l := range f.Listeners {
			if l.Set != nil && !yield(l) {
				return false
			}
		}
	}
	if p.Back == nil {
		return true
	}
	for _, s := range p.Back.Servers() {
		if !yield(s) {
			return false
		}
	}
	return yield(p.Back)
}

// ClearCounters does what `clear counters` does, or with all `clear counters all`. The totals of the process are sums
// over the rows, so they follow.
func (g *Gateway) ClearCounters(all bool) {
	for o := range g.Rows {
		o.MetricSet().Clear(all)
	}
	g.Process.Set.Clear(all)
	if all {
		g.departed.Store(0)
		g.ClearUsage()
	}
}

package app

import (
	"net"
	"strconv"

	"metergate/internal/alert"
	"metergate/internal/export"
	"metergate/internal/forward"
	"metergate/internal/history"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// A meter is what becomes of a gateway's metrics by itself: what is kept of them, what is made of that, and where they are
// pushed to. Each part is nil where the configuration does not ask for it.
type meter struct {
	history *history.Store
	rules   *alert.Rules
	forward *forward.Forward
	started bool
}

// newMeter makes the parts that the configuration asks for, and hangs them on the gateway. Nothing runs yet.
func (p *program) newMeter(g *proxy.Gateway) (*meter, error) {
	m := &meter{}
	tell := func(severity int, line string) {
		if g.Announce != nil {
			g.Announce(severity, line)
		}
	}
	walk := func() *export.Walk {
		return &export.Walk{Process: g.Info, Rows: g.AllRows(), View: &metric.View{Now: netio.Clock(), Legends: true}, Scrape: export.Everything()}
	}
	if p.past != nil {
		m.history = history.New(p.past, history.Options{Walk: walk, Instance: instance(g), Permit: permit(g.Heavy), Tell: tell})
		g.Attach(m.history)
		g.Observe = m.observe
	}
	if p.watch != nil {
		var err error
		if m.rules, err = alert.New(p.watch, alert.Options{
			History: m.history, Instance: instance(g), Permit: permit(g.Long), Tell: tell,
		}); err != nil {
			return nil, err
		}
		g.Attach(m.rules)
	}
	if len(p.push)+len(p.feeds) > 0 {
		var err error
		if m.forward, err = forward.New(p.push, p.feeds, forward.Options{
			Walk: walk, Instance: instance(g), Permit: permit(g.Heavy), Tell: tell, Log: g.Logger(),
		}); err != nil {
			return nil, err
		}
		g.Attach(m.forward)
	}
	return m, nil
}

// permit returns what runs a function on a pool and waits for its end.
func permit(p *netio.Pool) func(func()) {
	return func(f func()) {
		done := make(chan struct{})
		p.Run(func() { defer close(done); f() })
		<-done
	}
}

// instance names the gateway as a scraper would: by its host and a port.
func instance(g *proxy.Gateway) string {
	host := g.Global.Node
	if host == "" {
		host = hostName()
	}
	for _, p := range g.Proxies() {
		if p.Front != nil && len(p.Front.Listeners) > 0 && p.Front.Listeners[0].Addr.Port > 0 {
			return net.JoinHostPort(host, strconv.Itoa(p.Front.Listeners[0].Addr.Port))
		}
	}
	return host
}

// observe keeps a change of the gateway as an event.
func (m *meter) observe(c proxy.Change) {
	kind := history.EventProxy
	if c.Server != "" {
		kind = history.EventServer
	}
	m.history.Events.Add(history.Event{Kind: kind, Severity: c.Severity, Proxy: c.Proxy, Server: c.Server, State: c.State, Text: c.Text})
}

// prepare does what needs the rights of the start.
func (m *meter) prepare(id identity) error {
	if m.history != nil {
		if err := m.history.Prepare(id.uid, id.gid, id.root); err != nil {
			return err
		}
	}
	if m.forward != nil {
		return m.forward.Prepare(id.uid, id.gid, id.root)
	}
	return nil
}

// start begins to read the metrics, once the gateway serves.
func (m *meter) start(p *program) {
	m.started = true
	if m.forward != nil {
		m.forward.Start()
	}
	if m.history == nil {
		return
	}
	e := history.Event{Kind: history.EventStart, Severity: severityNotice, Text: "the gateway began to serve"}
	if p.birth.Old > 0 || p.o.TakeOver != "" || len(p.o.Finish) > 0 {
		e.Kind, e.Text = history.EventReload, "a new process took over, with the configuration as it is now"
	}
	m.history.Events.Add(e)
	m.history.Start()
	if m.rules != nil {
		m.rules.Start()
	}
}

// stop lets a newer process have the history, and the queues of what is pushed.
func (m *meter) stop() {
	if m.history != nil {
		m.history.Stop()
	}
	if m.forward != nil {
		m.forward.Stop()
	}
}

// close ends what reads the metrics; nothing is lost.
func (m *meter) close() {
	if m == nil || !m.started {
		return
	}
	if m.forward != nil {
		m.forward.Close()
	}
	if m.rules != nil {
		m.rules.Close()
	}
	if m.history != nil {
		m.history.Close()
	}
}

// severityNotice is the level of what is worth knowing and no trouble, as syslog counts.
const severityNotice = 5

package admin

import (
	"io"

	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "show alerts", Help: "report the alerts that are pending or firing", Run: func(r *Request) error {
		return r.showWatch(watcher.ShowAlerts)
	}})
	Register(Command{Name: "show slo", Help: "report the objectives and what is left of their budgets", Run: func(r *Request) error {
		return r.showWatch(watcher.ShowSLOs)
	}})
}

// A watcher evaluates rules. It is a part of the gateway, where there is a section history.
type watcher interface {
	ShowAlerts(w io.Writer) error
	ShowSLOs(w io.Writer) error
}

func (r *Request) showWatch(show func(watcher, io.Writer) error) error {
	w, ok := proxy.Part[watcher](r.Gateway())
	if !ok {
		return message("There are no rules: the configuration has no section 'history', or none with rules.")
	}
	return show(w, r)
}

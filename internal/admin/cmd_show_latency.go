package admin

import (
	"strings"

	"metergate/internal/export"
	"metergate/internal/metric"
)

func init() {
	Register(Command{Name: "show latency", Args: "[<proxy>[/<server>]]",
		Help: "report percentiles of times, with a name by phase and as a picture", Run: runShowLatency})
}

// runShowLatency shows the total time of all rows; for one proxy or one server the phases too, and a picture of bars.
func runShowLatency(r *Request) error {
	if r.Arg(0) == "" {
		return r.render(func(w *turns) error { return export.Latency(w, r.timedRows, r.view(), false) })
	}
	rows, err := r.rowsOf(strings.Join(r.Args, " ")) // names of operations have blanks
	if err != nil {
		return err
	}
	return r.render(func(w *turns) error {
		if err := export.Latency(w, rows, r.view(), true); err != nil {
			return err
		}
		return export.LatencyBars(w, rows, r.view())
	})
}

// timedRows yields the rows of all proxies, and behind them those of their operations.
func (r *Request) timedRows(yield func(metric.Object) bool) {
	for o := range r.Gateway().Rows {
		if !yield(o) {
			return
		}
	}
	for _, o := range operationRows(r.Gateway(), &usageQuery{}) {
		if !yield(o) {
			return
		}
	}
}

// rowsOf returns the rows that an argument `<proxy>[/<server>]` names; FRONTEND and BACKEND name the halves of a proxy,
// and an operation of the proxy is named as a server is.
func (r *Request) rowsOf(word string) (export.Rows, error) {
	name, row, one := strings.Cut(word, "/")
	p := findProxy(r.Gateway(), name)
	if p == nil {
		return nil, errNoProxy
	}
	var rows []metric.Object
	add := func(o metric.Object) bool {
		if !one || o.MetricIdent().Name == row {
			rows = append(rows, o)
		}
		return true
	}
	p.Rows(add)
	for _, o := range operationRows(r.Gateway(), &usageQuery{proxy: p}) {
		add(o)
	}
	if len(rows) == 0 {
		return nil, errNoServer
	}
	return func(yield func(metric.Object) bool) {
		for _, o := range rows {
			if !yield(o) {
				return
			}
		}
	}, nil
}

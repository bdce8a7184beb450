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
		return r.render(func(w *turns) error { return export.Latency(w, r.Gateway().Rows, r.view(), false) })
	}
	rows, err := r.rowsOf(r.Arg(0))
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

// rowsOf returns the rows that an argument `<proxy>[/<server>]` names; FRONTEND and BACKEND name the halves of a proxy.
func (r *Request) rowsOf(word string) (export.Rows, error) {
	name, row, one := strings.Cut(word, "/")
	p := findProxy(r.Gateway(), name)
	if p == nil {
		return nil, errNoProxy
	}
	var rows []metric.Object
	p.Rows(func(o metric.Object) bool {
		if !one || o.MetricIdent().Name == row {
			rows = append(rows, o)
		}
		return true
	})
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

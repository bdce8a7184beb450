package admin

import (
	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "show endings", Args: "[<proxy>] [csv|json]",
		Help: "report requests by exact status and how they ended", Run: runShowEndings})
	Register(Command{Name: "show retries", Args: "[<proxy>] [csv|json]",
		Help: "report attempts per request, and failures that retries hid", Run: runShowRetries})
	Register(Command{Name: "show audit", Args: "[csv|json]",
		Help: "prove the counters: what came in is what went out", Run: runShowAudit})
}

// runShowEndings shows a line for each status and ending of each frontend, backend and server.
func runShowEndings(r *Request) error {
	q, err := r.parseUsage(nil, nil)
	if err != nil {
		return err
	}
	s := &export.Sheet{Header: []string{"pxname", "svname", "status", "ending", "requests"}}
	for _, p := range q.proxies(r.Gateway()) {
		p.Rows(func(o metric.Object) bool {
			for _, e := range proxy.Endings(o) {
				id := o.MetricIdent()
				s.Rows = append(s.Rows, []metric.Value{metric.Text(id.Proxy), metric.Text(id.Name),
					metric.Int32(int32(e.Status)), metric.Text(e.State), metric.Uint64(e.Requests)})
			}
			return true
		})
	}
	return s.Write(r, q.form)
}

// runShowRetries shows what retries cost, and what they hid.
func runShowRetries(r *Request) error {
	q, err := r.parseUsage(nil, nil)
	if err != nil {
		return err
	}
	s := &export.Sheet{Header: []string{"pxname", "svname", "requests", "attempts", "per_request", "retried", "rescued"}}
	for _, p := range q.proxies(r.Gateway()) {
		p.Rows(func(o metric.Object) bool {
			if a, ok := proxy.Amplified(o); ok {
				id := o.MetricIdent()
				s.Rows = append(s.Rows, []metric.Value{metric.Text(id.Proxy), metric.Text(id.Name), metric.Uint64(a.Requests),
					metric.Uint64(a.Attempts), metric.Float(float64(a.Attempts) / float64(max(a.Requests, 1))),
					metric.Uint64(a.Retried), metric.Uint64(a.Rescued)})
			}
			return true
		})
	}
	return s.Write(r, q.form)
}

// runShowAudit shows every equation with its two sides, and whether it holds.
func runShowAudit(r *Request) error {
	q, err := r.parseUsage(nil, nil)
	if err != nil {
		return err
	}
	s := &export.Sheet{Header: []string{"pxname", "svname", "verdict", "left", "right", "loops", "equation"}}
	for _, row := range r.Gateway().Audit() {
		verdict := "holds"
		if row.Broken > 0 {
			verdict = "VIOLATED"
		}
		s.Rows = append(s.Rows, []metric.Value{metric.Text(row.Proxy), metric.Text(row.Side), metric.Text(verdict),
			metric.Uint64(row.Left), metric.Uint64(row.Right), metric.Uint64(uint64(row.Broken)), metric.Text(row.Name)})
	}
	return s.Write(r, q.form)
}

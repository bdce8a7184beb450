package admin

import (
	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/proxy"
	"metergate/internal/usage"
)

func init() {
	Register(Command{Name: "show operations", Args: "[<proxy>] [<what>] [csv|json]",
		Help: "report by operation, or what is unused, undeclared, unexpected", Run: runShowOperations})
}

// operationColumns are what people see; csv and json have all.
var operationColumns = []string{
	"pxname", "svname", "req_tot", "req_rate", "req_failed", "endings", "attempts", "rescued", "reqbin", "resbout",
	"ttime_p50", "ttime_p95", "ttime_p99",
}

// runShowOperations shows the rows of operations: all, those that are declared and were never called, requests that
// nobody declared, or answers with a status that the operation does not declare.
func runShowOperations(r *Request) error {
	q, err := r.parseUsage([]string{"unused", "undeclared", "unexpected"}, nil)
	if err != nil {
		return err
	}
	g := r.Gateway()
	switch q.what {
	case "undeclared":
		return undeclared(g, q).Write(r, q.form)
	case "unexpected":
		return unexpected(g, q).Write(r, q.form)
	}
	var rows []metric.Object
	for _, o := range operationRows(g, q) {
		if q.what == "" || o.At != "" && !o.Learned && proxy.Requests(o.Set) == 0 {
			rows = append(rows, o)
		}
	}
	columns := operationColumns
	if q.form != "" {
		columns = nil
	}
	return export.SheetOf(metric.KindOperation, rows, r.view(), columns...).Write(r, q.form)
}

func operationRows(g *proxy.Gateway, q *usageQuery) (all []*usage.Row) {
	for _, p := range q.proxies(g) {
		if p.Usage != nil && p.Usage.Operations != nil {
			all = append(all, p.Usage.Operations.Rows()...)
		}
	}
	return all
}

// undeclared lists what was called and nobody declared.
func undeclared(g *proxy.Gateway, q *usageQuery) *export.Sheet {
	s := &export.Sheet{Header: []string{"pxname", "request", "req_tot", "2xx", "3xx", "4xx", "5xx"}}
	for _, p := range q.proxies(g) {
		if p.Usage == nil || p.Usage.Operations == nil {
			continue
		}
		for _, k := range g.Unknown(p).Rows {
			row := []metric.Value{metric.Text(p.Name), metric.Text(k.Key), metric.Uint64(k.Counts[usage.Requests])}
			for class := usage.Status2xx; class <= usage.Status5xx; class++ {
				row = append(row, metric.Uint64(k.Counts[class]))
			}
			s.Rows = append(s.Rows, row)
		}
	}
	return s
}

// unexpected lists answers with statuses that their operation does not declare.
func unexpected(g *proxy.Gateway, q *usageQuery) *export.Sheet {
	s := &export.Sheet{Header: []string{"pxname", "svname", "status", "req_tot", "declared"}}
	for _, o := range operationRows(g, q) {
		if !o.Statuses.Said() {
			continue
		}
		for _, e := range proxy.Endings(o) {
			if !o.Statuses.Allows(e.Status) {
				id := o.MetricIdent()
				s.Rows = append(s.Rows, []metric.Value{metric.Text(id.Proxy), metric.Text(id.Name),
					metric.Int32(int32(e.Status)), metric.Uint64(e.Requests), metric.Text(o.At)})
			}
		}
	}
	return s
}

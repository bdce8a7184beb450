package admin

import (
	"cmp"
	"slices"

	"metergate/internal/export"
	"metergate/internal/metric"
)

func init() {
	Register(Command{Name: "show consumers", Args: "[top <n>] [by <what>]",
		Help: "report by consumer; with operations, requests, errors, bytes or time", Run: runShowConsumers})
}

// consumerSorts are the columns that each word adds up to sort by.
var consumerSorts = map[string][]string{
	"requests": {"req_tot"}, "errors": {"hrsp_4xx", "hrsp_5xx"}, "bytes": {"reqbin", "resbout"}, "time": {"time_sum"},
}

// consumerColumns are what people see; csv and json have all.
var consumerColumns = []string{
	"pxname", "svname", "consumer", "req_tot", "hrsp_4xx", "hrsp_5xx", "req_failed", "reqbin", "resbout", "time_sum",
}

// runShowConsumers shows who makes requests, the most active first.
func runShowConsumers(r *Request) error {
	q, err := r.parseUsage([]string{"operations"}, []string{"requests", "errors", "bytes", "time"})
	if err != nil {
		return err
	}
	kind := metric.KindConsumer
	if q.what == "operations" {
		kind = metric.KindUse
	}
	rows := slices.DeleteFunc(r.Gateway().UsageRows(q.proxy), func(o metric.Object) bool { return o.MetricKind() != kind })
	view := r.view()
	by := sum(consumerSorts[cmp.Or(q.by, "requests")], view)
	slices.SortStableFunc(rows, func(a, b metric.Object) int { return cmp.Compare(by(b), by(a)) })
	if q.top > 0 {
		rows = rows[:min(q.top, len(rows))]
	}
	columns := consumerColumns
	if q.form != "" {
		columns = nil
	}
	return export.SheetOf(kind, rows, view, columns...).Write(r, q.form)
}

// sum returns how to add up columns of a row.
func sum(names []string, v *metric.View) func(metric.Object) float64 {
	var columns []*metric.Column
	for _, c := range metric.Table() {
		if slices.Contains(names, c.Name) {
			columns = append(columns, c)
		}
	}
	return func(o metric.Object) (n float64) {
		for _, c := range columns {
			n += c.Value(o, v).Float()
		}
		return n
	}
}

package proxy

import "metergate/internal/metric"

// The columns that say what a row is about.
var (
	_ = nameColumn(0, "pxname", "Name of the proxy.",
		func(id *metric.Ident) string { return id.Proxy })
	_ = nameColumn(1, "svname", "FRONTEND, BACKEND, or the name of the listener, server, operation or consumer.",
		func(id *metric.Ident) string { return id.Name })

	_ = idColumn(26, "pid", "KGPV", "Relative number of the process, always 1.",
		func(metric.Kind, *metric.Ident) int { return 1 })
	_ = idColumn(27, "iid", "KGSV", "Number of the proxy.",
		func(_ metric.Kind, id *metric.Ident) int { return id.IID })
	_ = idColumn(28, "sid", "KGSV", "Number of the listener or server in its proxy; 0 on other rows.",
		func(_ metric.Kind, id *metric.Ident) int { return id.SID })
	_ = idColumn(32, "type", "CGSV", "Kind of row: 0 frontend, 1 backend, 2 server, 3 listener; 5 operation, 6 consumer, 7 use of an operation by a consumer.",
		func(k metric.Kind, _ *metric.Ident) int { return int(k) })
)

func nameColumn(pos int, name, help string, read func(*metric.Ident) string) *metric.Column {
	return metric.Declare(metric.Column{
		Name: name, CSV: pos, Type: metric.Str, Unit: metric.String, On: metric.On("KNSV", perRow|metric.Usage), Help: help,
		Read: func(o metric.Object, _ *metric.View) metric.Value { return metric.Text(read(o.MetricIdent())) },
	})
}

func idColumn(pos int, name, tags, help string, read func(metric.Kind, *metric.Ident) int) *metric.Column {
	return metric.Declare(metric.Column{
		Name: name, CSV: pos, Type: metric.U32, Unit: metric.Count, On: metric.On(tags, perRow|metric.Usage), Help: help,
		Read: func(o metric.Object, _ *metric.View) metric.Value {
			return metric.Uint32(read(o.MetricKind(), o.MetricIdent()))
		},
	})
}

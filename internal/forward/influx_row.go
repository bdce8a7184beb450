package forward

import (
	"cmp"
	"slices"
	"strconv"

	"metergate/internal/metric"
)

// A rowField is a column as a field.
type rowField struct {
	column *metric.Column
	name   string
	head   []byte      // name and equals sign
	typ    metric.Type // of its values
}

// rowNames are the names that Telegraf gives to columns; it calls all others as they are.
var rowNames = map[string]string{
	"act": "active_servers", "bck": "backup_servers", "cli_abrt": "cli_abort", "srv_abrt": "srv_abort",
	"hrsp_1xx": "http_response.1xx", "hrsp_2xx": "http_response.2xx", "hrsp_3xx": "http_response.3xx",
	"hrsp_4xx": "http_response.4xx", "hrsp_5xx": "http_response.5xx", "hrsp_other": "http_response.other",
}

// notFields are columns that are tags, and longer words for what another column says.
var notFields = []string{"pxname", "svname", "type", "check_desc", "agent_desc"}

// rowFields returns the fields of the objects of each kind.
func rowFields() (all [len(metric.Tags{})][]rowField) {
	for _, c := range append(metric.Table(), metric.Info()...) {
		if slices.Contains(notFields, c.Name) {
			continue
		}
		f := rowField{column: c, name: cmp.Or(rowNames[c.Name], c.Name), typ: c.Type}
		if c.Float {
			f.typ = metric.U64
		}
		f.head = append(appendKey(nil, f.name), '=')
		for k, tags := range c.On {
			if tags != "" {
				all[k] = append(all[k], f)
			}
		}
	}
	return all
}

// appendRow appends the line of an object; nothing when there is no field to write.
func (x *influx) appendRow(dst []byte, k *tick, o metric.Object) []byte {
	b, sep := appendSeries(dst, k, o), byte(' ')
	for i := range x.fields[o.MetricKind()] {
		f := &x.fields[o.MetricKind()][i]
		if !k.pick.metric(f.name) {
			continue
		}
		v := f.column.Whole(f.column.Value(o, k.walk.View))
		if with, ok := appendField(append(append(b, sep), f.head...), f.typ, v); ok {
			b, sep = with, ','
		}
	}
	if sep == ' ' {
		return dst
	}
	return append(strconv.AppendInt(append(b, ' '), k.at.UnixMilli(), 10), '\n')
}

// appendSeries appends the measurement and the tags of an object, in the order of their names. Rows of `show stat` are the
// measurement haproxy, with the tags that Telegraf has; the process and what else there is are measurements of their own.
func appendSeries(dst []byte, k *tick, o metric.Object) []byte {
	kind, id := o.MetricKind(), o.MetricIdent()
	tags := append([]label{{"server", k.instance}}, k.labels...)
	dst = append(dst, "haproxy"...)
	switch {
	case metric.Rows.Has(kind):
		tags = append(tags, label{"proxy", id.Proxy}, label{"sv", id.Name}, label{"type", kind.String()})
	case kind == metric.KindProcess:
		dst = append(dst, "_info"...)
	default:
		dst = append(append(dst, '_'), kind.String()...)
		for name, value := range id.Labels(kind) {
			tags = append(tags, label{name, value})
		}
	}
	for _, t := range lastOfEach(tags) {
		dst = appendTag(dst, t.name, t.value)
	}
	return dst
}

// lastOfEach sorts labels by their names and leaves the last one of each name.
func lastOfEach(all []label) []label {
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b label) int { return cmp.Compare(a.name, b.name) })
	return slices.CompactFunc(all, func(a, b label) bool { return a.name == b.name })
}

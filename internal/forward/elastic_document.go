package forward

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// An elasticRow is what a document is about.
type elasticRow struct {
	*tick
	record        *record // of an access log, which is about no object
	object        metric.Object
	kind          metric.Kind
	host, version string
	interval      time.Duration
}

func newElasticRow(k *tick, t *target) *elasticRow {
	x := &elasticRow{tick: k, interval: t.interval}
	for _, c := range metric.Info() {
		switch c.Name {
		case "node":
			x.host = c.Value(k.walk.Process, k.walk.View).Text()
		case "Version":
			x.version = c.Value(k.walk.Process, k.walk.View).Text()
		}
	}
	return x
}

// set is the name of the metricset.
func (x *elasticRow) set() string {
	switch {
	case x.kind == metric.KindProcess:
		return "info"
	case metric.Rows.Has(x.kind):
		return "stat"
	}
	return x.kind.String()
}

// module is the name of the module: Metricbeat's for what it knows.
func (x *elasticRow) module() string {
	if x.kind == metric.KindProcess || metric.Rows.Has(x.kind) {
		return "haproxy"
	}
	return "metergate"
}

// elasticTime is how Metricbeat writes a moment.
const elasticTime = "2006-01-02T15:04:05.000Z"

// elasticAbout are the fields that say where a document comes from.
var elasticAbout = []elasticField{
	{name: "@timestamp", as: elasticDate, about: func(x *elasticRow) metric.Value { return metric.Text(x.at.UTC().Format(elasticTime)) }},
	{name: "agent.name", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.host) }},
	{name: "agent.type", as: elasticKeyword, about: func(*elasticRow) metric.Value { return metric.Text("metergate") }},
	{name: "agent.version", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.version) }},
	{name: "ecs.version", as: elasticKeyword, about: func(*elasticRow) metric.Value { return metric.Text("8.0.0") }},
	{name: "event.dataset", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.module() + "." + x.set()) }},
	{name: "event.duration", as: elasticLong, about: func(x *elasticRow) metric.Value { return metric.Int64(max(int64(time.Since(x.at)), 0)) }},
	{name: "event.module", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.module()) }},
	{name: "host.name", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.host) }},
	{name: "metricset.name", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.set()) }},
	{name: "metricset.period", as: elasticLong, about: func(x *elasticRow) metric.Value { return metric.Int64(x.interval.Milliseconds()) }},
	{name: "service.address", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.instance) }},
	{name: "service.type", as: elasticKeyword, about: func(*elasticRow) metric.Value { return metric.Text("haproxy") }},
}

// document appends what the sheet says of an object, and reports whether there is more than its names.
func (s elasticSheet) document(b []byte, x *elasticRow) (_ []byte, some bool) {
	b = append(b, '{')
	depth, common := 0, 0
	for i := range s {
		f := &s[i]
		common = min(common, f.common)
		v, ok := f.value(x)
		if !ok {
			continue
		}
		b = append(b, "}}}}}}}}"[:depth-common]...)
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		for depth = common; depth < len(f.path)-1; depth++ {
			b = append(export.AppendString(b, f.path[depth]), ':', '{')
		}
		b = append(export.AppendString(b, f.path[depth]), ':')
		b = appendElastic(b, f.as, v)
		some, common = some || f.column != nil && !f.names, len(f.path)
	}
	return append(append(b, "}}}}}}}}"[:depth]...), '}'), some
}

// value returns what stands in the field, and whether the document has it. Metricbeat writes texts even where they are
// empty, and a number that is none cannot be stored.
func (f *elasticField) value(x *elasticRow) (v metric.Value, ok bool) {
	if f.about != nil {
		v = f.about(x)
		return v, !v.Empty()
	}
	if !f.names && !x.pick.metric(f.name) {
		return v, false
	}
	v = f.column.Whole(f.column.Value(x.object, x.walk.View))
	switch {
	case f.as.words() && v.Empty():
		return metric.Text(""), !f.own
	case f.as.words():
		return v, v.Type() == metric.Str && (v.Text() != "" || !f.own)
	case v.Empty(), v.Type() == metric.Str, math.IsNaN(v.Float()), math.IsInf(v.Float(), 0), f.column.Module != "" && v.Float() == 0:
		return v, false
	case f.convert != nil:
		v = f.convert(v)
	}
	return v, true
}

// appendElastic appends a value. One with a fraction shows it, even when it is 0: the type of a field without a template
// is guessed from the first value.
func appendElastic(b []byte, as elasticType, v metric.Value) []byte {
	switch {
	case as == elasticList:
		return appendElasticList(b, v.Text())
	case v.Type() == metric.Str:
		return export.AppendString(b, v.Text())
	case as == elasticDouble || as == elasticShare:
		from, decimals := len(b), v.Decimals()
		if decimals == 0 {
			decimals = -1
		}
		if b = strconv.AppendFloat(b, v.Float(), 'f', decimals, 64); !bytes.ContainsRune(b[from:], '.') {
			b = append(b, ".0"...)
		}
		return b
	case v.Type() == metric.S32, v.Type() == metric.S64:
		return strconv.AppendInt(b, v.Int(), 10)
	}
	return strconv.AppendUint(b, v.Uint(), 10)
}

package forward

import (
	"slices"
	"strings"

	"metergate/internal/metric"
)

// An elasticType is the type of a field, as Elasticsearch calls it.
type elasticType string

// The types of fields. Whole numbers are all long: it holds what Metricbeat's integer holds, and Kibana shows both as a number.
const (
	elasticDate    elasticType = "date"
	elasticLong    elasticType = "long"
	elasticDouble  elasticType = "double"
	elasticShare   elasticType = "scaled_float"
	elasticKeyword elasticType = "keyword"
	elasticText    elasticType = "text"
	elasticIP      elasticType = "ip"
	elasticList    elasticType = "keyword list" // several keywords
)

// words reports whether the field holds text.
func (t elasticType) words() bool { return t == elasticKeyword || t == elasticText || t == elasticDate }

// An elasticField is a field of documents about one kind of objects.
type elasticField struct {
	name string // with dots
	as   elasticType

	path   []string
	common int // how many of the path are those of the field before

	about   func(x *elasticRow) metric.Value // the document; nil for what column holds
	column  *metric.Column
	convert func(metric.Value) metric.Value // nil for none
	names   bool                            // the object: it is there whatever the section leaves out
	own     bool                            // is not of Metricbeat, and not there when it says nothing
}

// An elasticSheet is all fields of documents about one kind, in their order.
type elasticSheet []elasticField

// newElasticSheet returns the fields of a kind of objects.
func newElasticSheet(k metric.Kind, labels []label) (s elasticSheet) {
	s = append(s, elasticAbout...)
	for _, l := range labels {
		s = s.label(l)
	}
	columns, fields, set := metric.Table(), statFields, "stat"
	if k == metric.KindProcess {
		columns, fields, set = metric.Info(), infoFields, "info"
	} else if !metric.Rows.Has(k) {
		fields, set = nil, k.String()
		s = append(s, elasticField{name: "metergate." + set + ".name", as: elasticKeyword, about: func(x *elasticRow) metric.Value { return metric.Text(x.object.MetricIdent().Name) }})
	}
	for _, c := range columns {
		s = s.add(c, k, fields, set)
	}
	return s.ordered()
}

// ordered returns the fields in the order in which a document has them.
func (s elasticSheet) ordered() elasticSheet {
	for i := range s {
		s[i].path = strings.Split(s[i].name, ".")
	}
	slices.SortFunc(s, func(a, b elasticField) int { return slices.Compare(a.path, b.path) })
	for i := range s[1:] {
		for a, b := s[i].path, &s[i+1]; b.common < len(a) && a[b.common] == b.path[b.common]; {
			b.common++
		}
	}
	return s
}

// label adds a label, which stands for one of that name before it.
func (s elasticSheet) label(l label) elasticSheet {
	name, v := "labels."+strings.ReplaceAll(l.name, ".", "_"), metric.Text(l.value)
	s = slices.DeleteFunc(s, func(f elasticField) bool { return f.name == name })
	return append(s, elasticField{name: name, as: elasticKeyword, about: func(*elasticRow) metric.Value { return v }})
}

// add adds the fields that show a column: that of Metricbeat, and one of ours when there is none that can hold it.
func (s elasticSheet) add(c *metric.Column, k metric.Kind, fields []mapped, set string) elasticSheet {
	held := false
	for _, m := range fields {
		if m.column != c.Name || c.On[k] == "" && !m.as.words() {
			continue
		}
		f := elasticField{name: "haproxy." + set + "." + m.field, as: m.as, column: c, convert: m.convert, names: keyed(c, k) || m.field == elasticPID}
		if m.field == elasticPID {
			f.name = m.field
		}
		s, held = append(s, f), c.Type == metric.Str == m.as.words()
	}
	if held || c.On[k] == "" {
		return s
	}
	return append(s, elasticField{
		name: "metergate." + set + "." + strings.NewReplacer(".", "_", " ", "_").Replace(c.Name), as: elasticTypeOf(c), column: c, names: keyed(c, k), own: true,
	})
}

// keyed reports whether the column names the object.
func keyed(c *metric.Column, k metric.Kind) bool { return strings.HasPrefix(c.On[k], "K") }

func elasticTypeOf(c *metric.Column) elasticType {
	switch c.Type {
	case metric.Str:
		return elasticKeyword
	case metric.Flt:
		return elasticDouble
	}
	return elasticLong
}

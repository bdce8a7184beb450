package forward

import (
	"bytes"
	"strings"
	"time"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// elasticEntry begins items that are access logs: it, the name of the document, a blank, and the document.
const elasticEntry = 'L'

// cutElasticEntry cuts the name of an access log off its document.
func cutElasticEntry(item []byte) (name string, document []byte, is bool) {
	if len(item) == 0 || item[0] != elasticEntry {
		return "", nil, false
	}
	id, document, is := bytes.Cut(item[1:], []byte(" "))
	return string(id), document, is
}

// entry makes a document of a record.
func (e *elastic) entry(r *record) []byte {
	host, _, _ := strings.Cut(r.instance, ":")
	e.logBuf = append(append(append(e.logBuf[:0], elasticEntry), r.id...), ' ')
	e.logBuf, _ = e.logSheet.document(e.logBuf, &elasticRow{record: r, host: host})
	return bytes.Clone(e.logBuf)
}

// newElasticLogSheet returns the fields of access logs.
func newElasticLogSheet(labels []label) (s elasticSheet) {
	for _, f := range elasticLogFields {
		s = append(s, elasticField{name: f.name, as: f.as, about: f.about})
	}
	for _, l := range labels {
		s = s.label(l)
	}
	return s.ordered()
}

// appendElasticList appends texts that stand in lines.
func appendElasticList(b []byte, lines string) []byte {
	b = append(b, '[')
	for i, line := range strings.Split(lines, "\n") {
		if i > 0 {
			b = append(b, ',')
		}
		b = export.AppendString(b, line)
	}
	return append(b, ']')
}

// An elasticLogField is a field of access logs.
type elasticLogField struct {
	name  string
	as    elasticType
	about func(x *elasticRow) metric.Value
}

// elasticWord is a field that holds the same in all documents, elasticTextOf one that shows a fact.
func elasticWord(name, word string) elasticLogField {
	return elasticLogField{name, elasticKeyword, func(*elasticRow) metric.Value { return metric.Text(word) }}
}

func elasticTextOf(name, from string) elasticLogField {
	f := factOf(from)
	return elasticMade(name, elasticKeyword, func(r *record) string { return r.text(f) })
}

// elasticCount is a field that shows a number, where there is one.
func elasticCount(name, from string) elasticLogField {
	f := factOf(from)
	return elasticLogField{name, elasticLong, func(x *elasticRow) metric.Value {
		if n, ok := x.record.number(f); ok {
			return metric.Int64(n)
		}
		return metric.Value{}
	}}
}

// elasticMade is a field that shows a text that is made of the record, unless it is empty.
func elasticMade(name string, as elasticType, text func(r *record) string) elasticLogField {
	return elasticLogField{name, as, func(x *elasticRow) metric.Value {
		if t := text(x.record); t != "" {
			return metric.Text(t)
		}
		return metric.Value{}
	}}
}

// elasticMoment is a field that shows when something was.
func elasticMoment(name string, from fact) elasticLogField {
	return elasticMade(name, elasticDate, func(r *record) string {
		us, _ := r.number(from)
		return time.UnixMicro(us).UTC().Format(elasticTime)
	})
}

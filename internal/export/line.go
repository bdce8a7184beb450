package export

import (
	"strconv"

	"metergate/internal/metric"
)

// A writer writes the lines of one member for one object. Which one a member has follows from its declaration; all but
// the first serve the millions of lines of a large gateway.
type writer func(o *out, m *member, t *target, v *metric.View)

// head writes the HELP and TYPE before the first line of a metric.
func (o *out) head() {
	if o.pending != "" {
		o.text(o.pending)
		o.pending = ""
	}
}

// writeText writes the value 1 with the text of the column as a label.
func writeText(o *out, m *member, t *target, v *metric.View) {
	x := m.column.Value(t.object, v)
	if x.Empty() {
		return
	}
	o.head()
	o.text(m.name)
	labels := t.labels
	switch {
	case labels == " ":
		o.buf = append(o.buf, '{')
	case m.label == "desc": // the labels of the object have it
		o.text(labels)
		o.text("1\n")
		return
	default:
		o.text(t.open())
		o.buf = append(o.buf, ',')
	}
	o.buf = appendLabel(o.buf, m.label, x.Text())
	o.text(labelsEnd + "1\n")
}

// writeNumber writes a number that follows from the counters of the object.
func writeNumber(o *out, m *member, t *target, v *metric.View) {
	if m.http && t.tcp {
		return
	}
	o.head()
	o.text(m.name)
	o.labels(m, t)
	if t.idle {
		o.text(m.zero)
		return
	}
	if m.millis {
		o.buf = append(appendSeconds(o.buf, m.number(t.set, v)), '\n')
		return
	}
	o.digits(m.number(t.set, v))
}

// digits writes a whole number, most often a small one, and ends the line.
func (o *out) digits(n uint64) {
	if n < 10 {
		o.buf = append(o.buf, byte('0'+n), '\n')
		return
	}
	o.buf = append(strconv.AppendUint(o.buf, n, 10), '\n')
}

// writeValue writes any other value.
func writeValue(o *out, m *member, t *target, v *metric.View) {
	x := m.column.Value(t.object, v)
	if x.Type() == metric.Absent || m.http && t.tcp {
		return
	}
	o.head()
	o.text(m.name)
	o.labels(m, t)
	switch {
	case x.Type() == metric.Unset:
		o.text(m.unset)
	case m.millis && x.Type() == metric.Flt:
		o.buf = strconv.AppendFloat(o.buf, x.Float()/1000, 'f', 6, 64)
	case m.millis:
		o.buf = appendSeconds(o.buf, x.Uint())
	default:
		o.number(m.column.Whole(x))
	}
	o.buf = append(o.buf, '\n')
}

// labels writes the labels of the object and those that the member adds.
func (o *out) labels(m *member, t *target) {
	if m.suffix == "" {
		o.text(t.labels)
		return
	}
	o.text(t.open())
	o.text(m.suffix)
}

// writeStates writes one line per state.
func writeStates(o *out, m *member, t *target, v *metric.View) {
	n := o.counts[:len(m.stateSuffix)]
	clear(n)
	if !m.states.Count(t.object, v, n) {
		return
	}
	o.head()
	open := t.open()
	for i, s := range m.stateSuffix {
		o.text(m.name)
		o.text(open)
		o.text(s)
		o.digits(n[i])
	}
}

// writeTally writes one line per key that was counted.
func writeTally(o *out, m *member, t *target, _ *metric.View) {
	for _, c := range m.tally.Counts(t.set) {
		o.head()
		o.text(m.name)
		o.text(t.open())
		for i, value := range m.tally.Values(c.Key) {
			o.buf = appendLabel(append(o.buf, ','), m.tally.Labels[i], value)
		}
		o.text(labelsEnd)
		o.digits(c.N)
	}
}

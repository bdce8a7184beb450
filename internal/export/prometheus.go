package export

import (
	"io"
	"strconv"

	"metergate/internal/metric"
)

// Prometheus writes the text format 0.0.4: for each metric its HELP and TYPE, then one line per object. Blocks follow
// each other by kind (process, frontends, listeners, backends, servers), metrics in the order of the table.
func Prometheus(w io.Writer, process metric.Object, rows Rows, v *metric.View, s *Scrape) error {
	return render(w, func(o *out) {
		targets := collect(process, rows, v, s)
		for _, k := range blocks {
			if !s.scope.Has(k) || len(targets[k]) == 0 {
				continue
			}
			for _, f := range familiesOf(k) {
				if s.wants(f) && !o.family(f, targets[k], v) {
					return
				}
			}
		}
	})
}

// A target is an object with its labels.
type target struct {
	object metric.Object
	labels string
	tcp    bool
}

// collect goes over the rows once: what a scrape shows is what there was when it began.
func collect(process metric.Object, rows Rows, v *metric.View, s *Scrape) (targets [len(metric.Tags{})][]target) {
	add := func(o metric.Object) {
		n, id, k := namesOf(o), o.MetricIdent(), o.MetricKind()
		labels := n.labels
		if s.DescLabels {
			labels = n.descLabels
		}
		targets[k] = append(targets[k], target{o, labels, id.TCP})
	}
	hide := v.Hide
	if s.NoMaint {
		hide = metric.HideMaint
	}
	if s.scope.Has(metric.KindProcess) {
		add(process)
	}
	for o := range rows {
		if s.scope.Has(o.MetricKind()) && !metric.Hidden(o, hide) {
			add(o)
		}
	}
	return targets
}

// family writes a metric: the values of all objects for its first member, then for the next. A metric without any
// value is left out.
func (o *out) family(f *family, targets []target, v *metric.View) bool {
	o.pending = f.head
	for i := range f.members {
		m := &f.members[i]
		for t := range targets {
			if m.states != nil {
				o.states(m, &targets[t], v)
			} else {
				o.sample(m, &targets[t], v)
			}
			if !o.step() {
				return false
			}
		}
	}
	return true
}

// sample writes one line: the name, the labels of the object and of the member, the value.
func (o *out) sample(m *member, t *target, v *metric.View) {
	x := m.column.Value(t.object, v)
	if x.Type() == metric.Absent || m.http && t.tcp {
		return
	}
	o.line(m, t.labels, x)
	switch {
	case m.label != "":
		o.buf = append(o.buf, '1')
	case x.Type() == metric.Unset && m.zero:
		o.buf = append(o.buf, '0')
	case x.Type() == metric.Unset:
		o.text("NaN")
	case m.millis:
		o.buf = appendSeconds(o.buf, x)
	default:
		o.number(m.column.Whole(x))
	}
	o.buf = append(o.buf, '\n')
}

// line writes a line up to its value.
func (o *out) line(m *member, labels string, x metric.Value) {
	if o.pending != "" {
		o.text(o.pending)
		o.pending = ""
	}
	o.text(m.name)
	if labels == "" && m.label == "" {
		o.buf = append(o.buf, ' ')
		return
	}
	o.buf = append(o.buf, '{')
	o.text(labels)
	o.text(m.suffix)
	if m.label != "" {
		o.textLabel(m.label, labels, x.Text())
	}
	o.text("} ")
}

// textLabel writes the label that carries the value of a column of texts.
func (o *out) textLabel(name, before, value string) {
	if name == "desc" && before != "" {
		return // the object's description is there already
	}
	if before != "" {
		o.buf = append(o.buf, ',')
	}
	o.buf = appendLabel(o.buf, name, value)
}

// states writes one line per state.
func (o *out) states(m *member, t *target, v *metric.View) {
	n := o.counts[:len(m.states.Names)]
	clear(n)
	if !m.states.Count(t.object, v, n) {
		return
	}
	for i, s := range m.stateSuffix {
		o.line(m, t.labels, metric.Value{})
		o.buf = o.buf[:len(o.buf)-len("} ")]
		o.text(s)
		o.buf = strconv.AppendUint(o.buf, n[i], 10)
		o.buf = append(o.buf, '\n')
	}
}

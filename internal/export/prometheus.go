package export

import (
	"io"

	"metergate/internal/metric"
)

// Prometheus writes the text format 0.0.4: for each metric its HELP and TYPE, then one line per object. Blocks follow
// each other by kind (process, frontends, listeners, backends, servers), metrics in the order of the table.
func Prometheus(w io.Writer, process metric.Object, rows Rows, v *metric.View, s *Scrape) error {
	return render(w, func(o *out) { o.scrape(process, rows, v, s) })
}

// scrape writes the metrics that a scrape asks for.
func (o *out) scrape(process metric.Object, rows Rows, v *metric.View, s *Scrape) {
	targets := collect(process, rows, v, s)
	for _, k := range blocks {
		if len(targets[k]) == 0 {
			continue
		}
		for _, f := range familiesOf(k) {
			if s.wants(f) && !o.family(f, targets[k], v) {
				return
			}
		}
	}
}

// A target is an object with what a line needs of it.
type target struct {
	object metric.Object
	set    *metric.Set
	labels string
	tcp    bool
	idle   bool
}

// open returns the labels without their end, for lines that have labels of their own.
func (t *target) open() string { return t.labels[:len(t.labels)-len(labelsEnd)] }

// collect goes over the rows once: what a scrape shows is what there was when it began.
func collect(process metric.Object, rows Rows, v *metric.View, s *Scrape) (targets [len(metric.Tags{})][]target) {
	for o := range s.objects(process, rows, v) {
		k := o.MetricKind()
		targets[k] = append(targets[k], s.target(o))
	}
	return targets
}

// objects goes over what the scrape is about, the process first.
func (s *Scrape) objects(process metric.Object, rows Rows, v *metric.View) Rows {
	hide := v.Hide
	if s.NoMaint {
		hide = metric.HideMaint
	}
	return func(yield func(metric.Object) bool) {
		if s.scope.Has(metric.KindProcess) && !yield(process) {
			return
		}
		for o := range rows {
			if s.scope.Has(o.MetricKind()) && !metric.Hidden(o, hide) && !yield(o) {
				return
			}
		}
	}
}

func (s *Scrape) target(o metric.Object) target {
	n := namesOf(o)
	labels := n.labels
	if s.DescLabels {
		labels = n.descLabels
	}
	set := o.MetricSet()
	return target{o, set, labels, o.MetricIdent().TCP, set.Idle()}
}

// family writes a metric: the values of all objects for its first member, then for the next. A metric without any
// value is left out.
func (o *out) family(f *family, targets []target, v *metric.View) bool {
	o.pending = f.heads[0]
	if o.open {
		o.pending = f.heads[1]
	}
	for i := range f.members {
		m := &f.members[i]
		for t := range targets {
			m.write(o, m, &targets[t], v)
			if !o.step() {
				return false
			}
		}
	}
	return true
}

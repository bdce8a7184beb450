package export

import (
	"iter"

	"metergate/internal/metric"
)

// A Walk is one look at what a scraper sees: the very families, labels and values that the text format prints. It is
// the source of every format but that one, and of whatever takes numbers elsewhere (history, push).
//
// A writer of text formats goes by family:
//
//	for f, readings := range w.Families() {
//		// write the head of f
//		for r := range readings {
//			// write r.Value, or r.Distribution when f.Type is Histogram, under r.Labels
//		}
//	}
//
// One that stores samples goes by object, which touches the counters of each object once, and keeps its references to
// series by identity: the object's Ident, which is one pointer for the object's life, and the Slot, which is less than
// Slots of its kind. The labels of a series are asked for only while its reference is not known:
//
//	for r := range w.Readings() {
//		if r.Ident() != ident { // the readings of an object follow each other
//			ident, refs = r.Ident(), cache.of(r.Ident(), Slots(r.Family.Kind))
//		}
//		s := &refs[r.Slot]
//		if s.ref == 0 || s.text != r.Text() {
//			for name, value := range r.Labels {
//				...
//			}
//		}
//		s.ref, err = appender.Append(s.ref, s.labels, now, r.Value)
//	}
//
// Objects come in the order of `show stat` behind the process, slots rise within an object. A reading that is not there
// at one walk, because there is nothing to show, may be there at the next. An object that was removed and made again has
// another Ident and the same labels.
//
// The Reading and its Distribution are the walk's own: they are valid until the next one. A walk allocates a fixed
// number of times, whatever the number of series. It holds no lock and may take as long as it likes.
type Walk struct {
	// Process is what metrics of the process are read from, usually Gateway.Info.
	Process metric.Object
	// Rows are the objects to walk over, usually Gateway.Rows.
	Rows Rows
	View *metric.View
	// Scrape says what is wanted, such as Everything().
	Scrape *Scrape
}

// Slots returns how many series an object of the kind can have.
func Slots(k metric.Kind) (n int) {
	for _, f := range familiesOf(k) {
		for i := range f.members {
			n += f.members[i].series()
		}
	}
	return n
}

// Families goes over the families that the scrape asks for and have objects, each with its readings in the order of the
// text format. A family may turn out to have no readings.
func (w *Walk) Families() iter.Seq2[*Family, iter.Seq[*Reading]] {
	return func(yield func(*Family, iter.Seq[*Reading]) bool) {
		targets := collect(w.Process, w.Rows, w.View, w.Scrape)
		rd := reader{view: w.View, desc: w.Scrape.DescLabels}
		for _, k := range blocks {
			if len(targets[k]) == 0 {
				continue
			}
			for _, f := range familiesOf(k) {
				if w.Scrape.wants(f) && !yield(&f.Family, rd.family(f, targets[k])) {
					return
				}
			}
		}
	}
}

// Readings goes over the same readings object by object.
func (w *Walk) Readings() iter.Seq[*Reading] {
	return func(yield func(*Reading) bool) {
		rd := reader{view: w.View, desc: w.Scrape.DescLabels}
		wanted := w.wanted()
		for o := range w.Scrape.objects(w.Process, w.Rows, w.View) {
			rd.target = w.Scrape.target(o)
			if !rd.object(wanted[o.MetricKind()], &rd.target, yield) {
				return
			}
		}
	}
}

// wanted returns the families of each kind that the scrape asks for.
func (w *Walk) wanted() (fs [len(metric.Tags{})][]*family) {
	for _, k := range blocks {
		for _, f := range familiesOf(k) {
			if w.Scrape.wants(f) {
				fs[k] = append(fs[k], f)
			}
		}
	}
	return fs
}

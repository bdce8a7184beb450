package export

import (
	"iter"
	"strconv"

	"metergate/internal/metric"
)

// Rows are the objects of a view in the order of `show stat`: proxies as configured; in each its frontend, listeners,
// servers, backend. A rendering may go over them more than once.
type Rows = iter.Seq[metric.Object]

// visible goes over the rows that the view does not hide.
func visible(rows Rows, v *metric.View) Rows {
	return func(yield func(metric.Object) bool) {
		for o := range rows {
			if !metric.Hidden(o, v.Hide) && !yield(o) {
				return
			}
		}
	}
}

// names are what the encoders derive from an object's names, made once and kept with the object.
type names struct {
	typed      string // S.6.1.
	json       string // up to the position of the field
	labels     string // {proxy="be",server="s1"} and a blank
	descLabels string // the same with the description of the proxy
}

func namesOf(o metric.Object) *names {
	return o.MetricIdent().Rendered(o.MetricKind(), makeNames).(*names)
}

func makeNames(k metric.Kind, id *metric.Ident) any {
	iid, sid := strconv.Itoa(id.IID), strconv.Itoa(id.SID)
	n := &names{
		typed: string(k.Letter()) + "." + iid + "." + sid + ".",
		json:  `{"objType":"` + k.Object() + `","proxyId":` + iid + `,"id":` + sid + `,"field":{"pos":`,
	}
	n.labels, n.descLabels = makeLabels(k, id, false), makeLabels(k, id, true)
	return n
}

// makeLabels renders the labels of an object up to its value.
func makeLabels(k metric.Kind, id *metric.Ident, desc bool) string {
	b := []byte{'{'}
	add := func(name, value string) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = appendLabel(b, name, value)
	}
	for name, value := range objectLabels(k, id, desc) {
		add(name, value)
	}
	if len(b) == 1 {
		return " "
	}
	return string(b) + labelsEnd
}

// objectLabels yields the labels of an object, the description behind the proxy.
func objectLabels(k metric.Kind, id *metric.Ident, desc bool) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		desc := desc && id.Desc != ""
		if desc && k == metric.KindProcess && !yield("desc", id.Desc) {
			return
		}
		for name, value := range id.Labels(k) {
			if !yield(name, value) || desc && name == "proxy" && !yield("desc", id.Desc) {
				return
			}
		}
	}
}

// labelsEnd closes the labels.
const labelsEnd = "} "

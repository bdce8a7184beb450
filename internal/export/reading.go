package export

import (
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"metergate/internal/metric"
)

// A Reading is one series of a walk with its present value.
type Reading struct {
	Family *Family
	// Object is what was read.
	Object metric.Object
	// Slot is the place of the series among all that an object of its kind can have.
	Slot int
	// Value is what the text format prints, as a scraper reads it: NaN for what is not set. 0 for a histogram.
	Value float64
	// Distribution is what a histogram holds, nil for other types.
	Distribution *metric.Distribution

	target *target
	text   string
	desc   bool
	state  int
	key    uint32 // of a tally
	member *member
}

// Ident returns the names of the object: with Slot the identity of the series.
func (r *Reading) Ident() *metric.Ident { return r.Object.MetricIdent() }

// Text returns the text that one of the labels carries, or those of the labels of a tally; empty for series without such
// labels. It is the only part of the labels that can change.
func (r *Reading) Text() string { return r.text }

// Labels calls yield for each label in the order of the text format. Values are UTF-8 and not escaped.
func (r *Reading) Labels(yield func(name, value string) bool) {
	id := r.Object.MetricIdent()
	for name, value := range objectLabels(r.Family.Kind, id, r.desc) {
		if !yield(name, valid(value)) {
			return
		}
	}
	switch m, desc := r.member, r.desc && id.Desc != ""; {
	case m.tally != nil:
		for i, value := range m.tally.Values(r.key) {
			if !yield(m.tally.Labels[i], value) {
				return
			}
		}
	case m.states != nil:
		yield(m.states.Label, m.states.Names[r.state])
	case m.label != "" && !(desc && m.label == "desc"):
		yield(m.label, valid(r.text))
	case m.extra[0] != "":
		yield(m.extra[0], m.extra[1])
	}
}

// Exemplar returns the newest exemplar of a histogram above one value and up to another, and whether there is one.
func (r *Reading) Exemplar(above, upTo float64) (metric.Exemplar, bool) {
	return r.member.hist.Exemplar(r.target.set, above, upTo)
}

// valid replaces each byte that is not UTF-8 with the replacement character, as the text format does.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// series returns how many series of an object the member makes.
func (m *member) series() int { return max(len(m.stateSuffix), 1) }

// A reader makes the readings of a walk, all in one place of memory.
type reader struct {
	out    Reading
	target target // of Readings
	view   *metric.View
	desc   bool
	counts [maxStates]uint64
	dist   metric.Distribution
}

// family returns the readings of a family: all objects for its first member, then for the next.
func (rd *reader) family(f *family, targets []target) iter.Seq[*Reading] {
	return func(yield func(*Reading) bool) {
		for i := range f.members {
			for t := range targets {
				if !rd.member(f, &f.members[i], &targets[t], yield) {
					return
				}
			}
		}
	}
}

// object yields the readings of an object.
func (rd *reader) object(fs []*family, t *target, yield func(*Reading) bool) bool {
	for _, f := range fs {
		for i := range f.members {
			if !rd.member(f, &f.members[i], t, yield) {
				return false
			}
		}
	}
	return true
}

// member yields what one member of a family shows for an object.
func (rd *reader) member(f *family, m *member, t *target, yield func(*Reading) bool) bool {
	if m.http && t.tcp {
		return true
	}
	rd.out = Reading{Family: &f.Family, Object: t.object, Slot: m.slot, target: t, desc: rd.desc, member: m}
	switch {
	case m.hist != nil:
		rd.out.Distribution = &rd.dist
		return !rd.histogram(m, t) || yield(&rd.out)
	case m.states != nil:
		return rd.states(t, yield)
	case m.tally != nil:
		return rd.tally(t, yield)
	case m.number != nil && m.label == "" && rd.view.Beside == nil:
		if !t.idle {
			rd.out.Value = m.scaled(m.number(t.set, rd.view))
		}
		return yield(&rd.out)
	}
	return !rd.value(t) || yield(&rd.out)
}

// histogram reads a distribution, with what the view knows beside, and reports whether it is to be shown.
func (rd *reader) histogram(m *member, t *target) bool {
	shown := m.read(t, &rd.dist)
	if b := rd.view.Beside; b != nil {
		b.Histogram(t.object, m.hist, &rd.dist)
	}
	return shown || rd.dist.Count > 0
}

// tally yields one reading per key that was counted.
func (rd *reader) tally(t *target, yield func(*Reading) bool) bool {
	first, m := rd.out, rd.out.member
	for _, c := range m.tally.Of(t.object, rd.view) {
		rd.out = first
		rd.out.key, rd.out.Value, rd.out.text = c.Key, float64(c.N), strings.Join(m.tally.Values(c.Key), " ")
		if !yield(&rd.out) {
			return false
		}
	}
	return true
}

// value reads any other value and reports whether there is one.
func (rd *reader) value(t *target) bool {
	m := rd.out.member
	x := m.column.Value(t.object, rd.view)
	switch {
	case x.Type() == metric.Absent, m.label != "" && x.Empty():
		return false
	case m.label != "":
		rd.out.text, rd.out.Value = x.Text(), 1
	case x.Type() == metric.Unset:
		rd.out.Value, _ = strconv.ParseFloat(m.unset, 64)
	case m.millis && x.Type() == metric.Flt:
		rd.out.Value = sixDecimals(x.Float() / 1000)
	case m.millis:
		rd.out.Value = m.scaled(x.Uint())
	default:
		if x = m.column.Whole(x); x.Type() == metric.Flt {
			rd.out.Value = sixDecimals(x.Float())
		} else {
			rd.out.Value = x.Float()
		}
	}
	return true
}

// scaled returns the value of a number in the unit of the exporter.
func (m *member) scaled(n uint64) float64 {
	if m.millis {
		return float64(n) / 1000
	}
	return float64(n)
}

// sixDecimals returns what a reader of the six decimals that are printed gets.
func sixDecimals(f float64) float64 {
	var b [32]byte
	f, _ = strconv.ParseFloat(string(strconv.AppendFloat(b[:0], f, 'f', 6, 64)), 64)
	return f
}

// states yields one reading per state.
func (rd *reader) states(t *target, yield func(*Reading) bool) bool {
	m := rd.out.member
	n := rd.counts[:m.series()]
	clear(n)
	if !m.states.Count(t.object, rd.view, n) {
		return true
	}
	first := rd.out
	for i, v := range n {
		rd.out = first
		rd.out.state, rd.out.Slot, rd.out.Value = i, m.slot+i, float64(v)
		if !yield(&rd.out) {
			return false
		}
	}
	return true
}

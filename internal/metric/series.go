package metric

// A Series is how the exporter shows a column: one metric for each kind, named haproxy_<kind>_<Name>. A column in
// milliseconds is shown in seconds with six decimals.
type Series struct {
	// Name is the name after the kind.
	Name string
	// On holds the kinds that are exported; zero means all that have the column.
	On Kinds
	// Type is counter or gauge; the default follows the nature of the column's tags.
	Type SeriesType
	// Code is the value of a constant label `code`; columns that differ only in it stand side by side and share one
	// metric.
	Code string
	// Label names a label that carries the text of the column; the value is then 1.
	Label string
	// States makes one line per state instead of one per object.
	States *States
	// Tally makes one line per key that was counted, with the labels of the Tally, instead of one per object.
	Tally *Tally
	// HTTP leaves out objects of proxies that do not speak HTTP although their column is filled.
	HTTP bool
	// Zero shows a value that is not set as 0 instead of NaN.
	Zero bool
	// Help is the HELP line where the column's own sentence does not fit, as for one code of several.
	Help string
}

// SeriesType is the TYPE of an exported metric.
type SeriesType uint8

// The types of exported metrics.
const (
	ByNature SeriesType = iota
	AsCounter
	AsGauge
)

// String returns the word of the TYPE line.
func (t SeriesType) String() string {
	if t == AsCounter {
		return "counter"
	}
	return "gauge"
}

// Exported is the usual Prom of a column: the same name on all its kinds.
func Exported(name string) []Series { return []Series{{Name: name}} }

// ExportedHTTP is the Prom of a column that only proxies in HTTP mode export.
func ExportedHTTP(name string) []Series { return []Series{{Name: name, HTTP: true}} }

// ExportedCode is the Prom of a column that is one value of the label code of a metric.
func ExportedCode(name, code, help string) []Series {
	return []Series{{Name: name, Code: code, Help: help}}
}

// States is a set of states that an object, or the servers of a backend, can be in.
type States struct {
	// Label is the label that tells the lines from each other.
	Label string
	// Names are its values, in the order of the lines.
	Names []string
	// Count adds to n[i] how many are in state Names[i]. It returns false when the object has no such states, and
	// then no line is shown.
	Count func(o Object, v *View, n []uint64) bool
}

// StatesOf makes States of a function on the caller's own type.
func StatesOf[T Object](names []string, count func(t T, v *View, n []uint64) bool) *States {
	return &States{Label: "state", Names: names, Count: func(o Object, v *View, n []uint64) bool {
		t, ok := o.(T)
		return ok && count(t, v, n)
	}}
}

// By gives the lines another label than state.
func (s *States) By(label string) *States {
	s.Label = label
	return s
}

// Exported returns the series that the exporter shows for objects of the kind, with its type: the declared one, or
// that of the nature letter (counters count, all else is a gauge). It returns nil when there is none.
func (c *Column) Exported(k Kind) (*Series, SeriesType) {
	for i := range c.Prom {
		s := &c.Prom[i]
		if c.On[k] == "" || s.On != 0 && !s.On.Has(k) {
			continue
		}
		switch {
		case s.Type != ByNature:
			return s, s.Type
		case c.On[k][1] == 'C':
			return s, AsCounter
		}
		return s, AsGauge
	}
	return nil, ByNature
}

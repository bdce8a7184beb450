package metric

// A Column is the declaration of a metric: one column of `show stat` or, on the process, one line of `show info`.
type Column struct {
	// Name is the name in the CSV header or the text before the colon in `show info`.
	Name string
	// CSV is the position counted from 0: that of the header for columns, that of the typed form for lines. Ours
	// start at Own.
	CSV int
	// On says which kinds of objects have the column, with the four letters of the typed form for each.
	On Tags
	// Type is the type of the value when there is one.
	Type Type
	// Unit says what the number counts.
	Unit Unit
	// Float says that the value has a fraction, which only the form with floats shows.
	Float bool
	// Module is the protocol module a column after the separator belongs to.
	Module Module
	// Legend hides the column from views without Legends.
	Legend bool
	// When limits the column to objects for which it holds; on others of its kinds the value is not set.
	When Condition
	// HTTP holds the kinds on which only a proxy in HTTP mode fills the column.
	HTTP Kinds
	// Prom is how the exporter shows the column; nothing when it does not.
	Prom []Series
	// Help is one sentence for manuals, HELP lines and the forms with descriptions.
	Help string
	// Read returns the value for an object. Handles set it; other columns declare it with Of.
	Read Reader

	count func(s *Set, v *View) uint64 // of handles
}

// Own is the first position after the columns of the reference, where ours start.
const Own = 214

// OwnInfo is the first position after the lines of the reference.
const OwnInfo = 82

// Separator is the position of the column "-" that parts stable columns from those of modules and from ours.
const Separator = 119

// Value returns what the column shows for an object: the one way in which every output reads it.
func (c *Column) Value(o Object, v *View) Value {
	k := o.MetricKind()
	if c.On[k] == "" || c.Legend && !v.Legends || c.HTTP.Has(k) && o.MetricIdent().TCP {
		return None()
	}
	if c.When != nil && !c.When(o) {
		return NotSet()
	}
	x := c.Read(o, v)
	if v != nil && v.Beside != nil && c.On[k][1] == 'C' && (x.typ == U64 || x.typ == U32) {
		x.bits = v.Beside.Counter(o, c, x.bits)
	}
	return x
}

// Number returns how to read the column from the counters of an object alone, when that gives its value on every object
// of its kinds that speaks HTTP; nil when it takes more, and then there is Value. It spares encoders of millions of
// values the way through the object.
func (c *Column) Number() func(s *Set, v *View) uint64 {
	if c.When != nil || c.Legend {
		return nil
	}
	return c.count
}

// Whole returns a value without the fraction that only the form with floats shows.
func (c *Column) Whole(v Value) Value {
	if v.typ != Flt || c.Type == Flt {
		return v
	}
	return c.number(uint64(max(v.Float(), 0)))
}

// Pos returns the position in the typed and JSON forms, which do not count the separator.
func (c *Column) Pos() int {
	if c.CSV > Separator && c.On.Kinds() != Process {
		return c.CSV - 1
	}
	return c.CSV
}

// Ours reports whether the reference does not have the column.
func (c *Column) Ours() bool {
	if c.On.Kinds() == Process {
		return c.CSV >= OwnInfo
	}
	return c.CSV >= Own
}

// A Reader returns the value of a column for an object.
type Reader func(o Object, v *View) Value

// Of makes a Reader of a function on the caller's own type. An object of another type has no value.
func Of[T Object](read func(t T, v *View) Value) Reader {
	return func(o Object, v *View) Value {
		if t, ok := o.(T); ok {
			return read(t, v)
		}
		return None()
	}
}

// A Condition says whether an object has a column.
type Condition func(o Object) bool

// If makes a Condition for objects of the caller's own type. It holds for all others.
func If[T Object](has func(t T) bool) Condition {
	return func(o Object) bool {
		t, ok := o.(T)
		return !ok || has(t)
	}
}

// ByKind makes a Reader that asks the readers in turn until one has the object's type.
func ByKind(readers ...Reader) Reader {
	return func(o Object, v *View) Value {
		for _, read := range readers {
			if x := read(o, v); x.typ != Absent {
				return x
			}
		}
		return None()
	}
}

// Tags holds, for each kind that has the column, its four letters: origin (Metric, Status, Key, Config, Product),
// nature (Gauge, Limit, min, Max, Rate, Counter, Duration, Age, Time, Name, Output, average), scope (Cluster,
// Process, Service, system) and persistence (Volatile, Persistent). The letters are those of the typed form.
type Tags [kinds]string

// On gives the same letters to several kinds.
func On(letters string, ks Kinds) (t Tags) { return t.And(letters, ks) }

// And adds kinds that have other letters.
func (t Tags) And(letters string, ks Kinds) Tags {
	for k := range Kind(kinds) {
		if ks.Has(k) {
			t[k] = letters
		}
	}
	return t
}

// Kinds returns the kinds that have the column.
func (t Tags) Kinds() (ks Kinds) {
	for k, letters := range t {
		if letters != "" {
			ks |= 1 << k
		}
	}
	return ks
}

// Unit says what a number counts.
type Unit string

// The units of the table.
const (
	Count        Unit = "count"
	Sessions     Unit = "sessions"
	Connections  Unit = "connections"
	Requests     Unit = "requests"
	Responses    Unit = "responses"
	Attempts     Unit = "attempts"
	Transfers    Unit = "transfers"
	Errors       Unit = "errors"
	Bytes        Unit = "bytes"
	Seconds      Unit = "seconds"
	Milliseconds Unit = "milliseconds"
	PerSecond    Unit = "per second"
	Percent      Unit = "percent"
	String       Unit = "string"
)

// Module is a protocol module: its columns stand after the separator, and the exporter shows them only when asked for
// extra counters.
type Module string

// The modules of the reference, in the order of their columns.
const (
	H2   Module = "h2"
	SSL  Module = "ssl"
	H3   Module = "h3"
	QUIC Module = "quic"
	H1   Module = "h1"
)

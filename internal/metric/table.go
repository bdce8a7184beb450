package metric

import (
	"cmp"
	"fmt"
	"slices"
)

// registry is what the declarations of the program add up to.
type registry struct {
	columns []*Column // of rows
	info    []*Column // of the process
	hists   []*Histogram
	layouts [kinds]layout
	savers  [kinds][]named
	sealed  bool
}

var std registry

// Declare adds a column that is not counted here but read from the object itself (Column.Read), such as a status.
func Declare(c Column) *Column { return std.add(c) }

// DeclareSum adds a column that shows the counter which of returns for the kind of object.
func DeclareSum(c Column, of func(k Kind) *Counter) *Column {
	return std.count(c, func(s *Set, _ *View) uint64 {
		if s == nil {
			return 0
		}
		return of(s.kind).Sum(s)
	})
}

// Table returns the columns of `show stat` in the order of the header, without the separator.
func Table() []*Column { std.seal(); return std.columns }

// Info returns the lines of `show info` in order.
func Info() []*Column { std.seal(); return std.info }

// Histograms returns the distributions in the order of their declaration.
func Histograms() []*Histogram { return std.hists }

// add checks a declaration and keeps it. A wrong one is a bug of the program, found at its first start.
func (r *registry) add(c Column) *Column {
	if r.sealed {
		panic("metric: " + c.Name + " is declared after the first use of the table")
	}
	if err := c.check(); err != nil {
		panic(fmt.Sprintf("metric: column %q: %v", c.Name, err))
	}
	p := &c
	if c.On.Kinds() == Process {
		r.info = append(r.info, p)
	} else {
		r.columns = append(r.columns, p)
	}
	return p
}

// count keeps the declaration of a handle, whose value follows from the counters of the object.
func (r *registry) count(c Column, count func(*Set, *View) uint64) *Column {
	c.count = count
	c.Read = func(o Object, v *View) Value { return c.number(count(o.MetricSet(), v)) }
	return r.add(c)
}

// seal puts the table in order and closes it.
func (r *registry) seal() {
	if r.sealed {
		return
	}
	r.sealed = true
	for _, list := range [][]*Column{r.columns, r.info} {
		slices.SortFunc(list, func(a, b *Column) int { return cmp.Compare(a.CSV, b.CSV) })
		for i := 1; i < len(list); i++ {
			if list[i-1].CSV == list[i].CSV {
				panic(fmt.Sprintf("metric: %s and %s have the same position", list[i-1].Name, list[i].Name))
			}
		}
	}
}

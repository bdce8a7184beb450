package export

import (
	"slices"
	"sync"

	"metergate/internal/metric"
)

// A family is one metric of the exporter with all that does not change from scrape to scrape.
type family struct {
	Family
	heads   [2]string // HELP and TYPE in the text format, and in OpenMetrics
	members []member
}

// A member is a column of a family; several only where they differ by the label code.
type member struct {
	write       writer
	slot        int // of its first series, see Reading.Slot
	column      *metric.Column
	number      func(*metric.Set, *metric.View) uint64 // for writeNumber
	name        string
	suffix      string // constant labels after those of the object, with the end of the labels
	label       string // name of the label that carries the text of the column
	states      *metric.States
	stateSuffix []string
	tally       *metric.Tally
	hist        *metric.Histogram
	bounds      []string // constant labels of its buckets
	bucket      string   // the name of each of its lines
	sum, count  string
	extra       [2]string // name and value of the constant label, empty without
	zero        string    // the value of an idle object, for writeNumber
	unset       string    // a value that is not set
	millis      bool
	http        bool
}

// maxStates bounds the states of a set.
const maxStates = 32

// blocks is the order of the kinds in the output.
var blocks = [...]metric.Kind{
	metric.KindProcess, metric.KindFrontend, metric.KindListener, metric.KindBackend, metric.KindServer,
	metric.KindTable, metric.KindNameserver, metric.KindStore, metric.KindOperation, metric.KindConsumer, metric.KindUse, metric.KindForward,
}

// modules are the kinds that modules of the reference's exporter show.
const modules = metric.StickTable | metric.Nameserver

// families are made from the table at the first scrape.
var families = sync.OnceValue(func() (f [len(metric.Tags{})][]*family) {
	for _, k := range blocks {
		table := metric.Table()
		if k == metric.KindProcess {
			table = metric.Info()
		}
		f[k] = append(makeFamilies(k, table), histogramFamilies(k)...)
		number(f[k])
	}
	return f
})

func familiesOf(k metric.Kind) []*family { return families()[k] }

// AllFamilies goes over all metrics that there can be, in the order of the text format.
func AllFamilies(yield func(*Family) bool) {
	for _, k := range blocks {
		for _, f := range familiesOf(k) {
			if !yield(&f.Family) {
				return
			}
		}
	}
}

// FamilyOf returns the metric of that name, nil when there is none.
func FamilyOf(name string) *Family { return byName()[name] }

var byName = sync.OnceValue(func() map[string]*Family {
	m := map[string]*Family{}
	for f := range AllFamilies {
		m[f.Name] = f
	}
	return m
})

func makeFamilies(k metric.Kind, table []*metric.Column) (all []*family) {
	for _, c := range table {
		s, typ := c.Exported(k)
		if s == nil {
			continue
		}
		name := k.Series(s.Name)
		if len(all) == 0 || all[len(all)-1].Name != name {
			help := c.Help
			if s.Help != "" {
				help = s.Help
			}
			all = append(all, newFamily(Family{
				Name: name, Help: help, Type: typeOf(typ), Kind: k, Extra: c.Module != "", Own: c.Ours() && !modules.Has(k) || metric.Usage.Has(k),
			}))
		}
		f := all[len(all)-1]
		f.members = append(f.members, makeMember(k, c, s, name))
	}
	return all
}

// newFamily completes a family without members.
func newFamily(f Family) *family {
	f.Unit = unitOf(f.Name)
	return &family{Family: f, heads: [2]string{heading(&f), openHead(&f)}}
}

// number gives each series that an object can have its slot.
func number(all []*family) (slots int) {
	for _, f := range all {
		for i := range f.members {
			f.members[i].slot = slots
			slots += f.members[i].series()
		}
	}
	return slots
}

// heading renders the lines before the values of a metric.
func heading(f *Family) string {
	b := append([]byte("# HELP "), f.Name...)
	b = appendHelp(append(b, ' '), f.Help)
	return string(b) + "\n# TYPE " + f.Name + " " + f.Type.String() + "\n"
}

func makeMember(k metric.Kind, c *metric.Column, s *metric.Series, name string) member {
	m := member{
		write: writeValue, column: c, number: c.Number(), name: name, label: s.Label, states: s.States, tally: s.Tally,
		http: s.HTTP || c.HTTP.Has(k), zero: "0\n", unset: "NaN",
	}
	if c.Unit == metric.Milliseconds {
		m.millis, m.zero = true, "0.000000\n"
	}
	switch {
	case s.States != nil:
		m.write = writeStates
		for _, state := range s.States.Names {
			m.stateSuffix = append(m.stateSuffix, extraLabel(s.States.Label, state))
		}
	case s.Tally != nil:
		m.write = writeTally
	case s.Label != "":
		m.write = writeText
	case m.number != nil:
		m.write = writeNumber
	}
	if s.Zero {
		m.unset = "0"
	}
	switch {
	case c.Module != "":
		m.extra = [2]string{"mod", string(c.Module)}
	case s.Code != "":
		m.extra = [2]string{"code", s.Code}
	}
	if m.extra[0] != "" {
		m.suffix = extraLabel(m.extra[0], m.extra[1])
	}
	return m
}

// extraLabel renders a label that comes last.
func extraLabel(name, value string) string {
	return string(appendLabel([]byte{','}, name, value)) + labelsEnd
}

// wants reports whether the scrape asks for the metric.
func (s *Scrape) wants(f *family) bool {
	if f.Extra && !s.ExtraCounters || slices.Contains(s.except, f.Name) {
		return false
	}
	if len(s.only) > 0 {
		return slices.Contains(s.only, f.Name)
	}
	return (s.Own || !f.Own) && (f.Type != Histogram || s.Native || s.Histograms.Has(f.Kind))
}

package export

import (
	"slices"
	"sync"

	"metergate/internal/metric"
)

// A family is one metric of the exporter with all that does not change from scrape to scrape.
type family struct {
	name    string
	head    string // HELP and TYPE
	extra   bool   // of a module: only shown among extra counters
	members []member
}

// A member is a column of a family; several only where they differ by the label code.
type member struct {
	column      *metric.Column
	name        string
	suffix      string // constant labels after those of the object
	label       string // name of the label that carries the text of the column
	states      *metric.States
	stateSuffix []string // ,state="UP"}
	millis      bool
	http        bool
	zero        bool
}

// maxStates bounds the states of a set.
const maxStates = 32

// blocks is the order of the kinds in the output.
var blocks = [...]metric.Kind{metric.KindProcess, metric.KindFrontend, metric.KindListener, metric.KindBackend, metric.KindServer}

// families are made from the table at the first scrape.
var families = sync.OnceValue(func() (f [len(metric.Tags{})][]*family) {
	for _, k := range blocks {
		table := metric.Table()
		if k == metric.KindProcess {
			table = metric.Info()
		}
		f[k] = makeFamilies(k, table)
	}
	return f
})

func familiesOf(k metric.Kind) []*family { return families()[k] }

func makeFamilies(k metric.Kind, table []*metric.Column) (all []*family) {
	for _, c := range table {
		s, typ := c.Exported(k)
		if s == nil {
			continue
		}
		name := "haproxy_" + k.String() + "_" + s.Name
		if len(all) == 0 || all[len(all)-1].name != name {
			help := c.Help
			if s.Help != "" {
				help = s.Help
			}
			all = append(all, &family{name: name, head: head(name, help, typ), extra: c.Module != ""})
		}
		f := all[len(all)-1]
		f.members = append(f.members, makeMember(c, s, name))
	}
	return all
}

func head(name, help string, typ metric.SeriesType) string {
	b := append([]byte("# HELP "), name...)
	b = appendHelp(append(b, ' '), help)
	return string(b) + "\n# TYPE " + name + " " + typ.String() + "\n"
}

func makeMember(c *metric.Column, s *metric.Series, name string) member {
	m := member{
		column: c, name: name, label: s.Label, states: s.States, http: s.HTTP, zero: s.Zero,
		millis: c.Unit == metric.Milliseconds,
	}
	if c.Module != "" {
		m.suffix = "," + string(appendLabel(nil, "mod", string(c.Module)))
	}
	if s.Code != "" {
		m.suffix += "," + string(appendLabel(nil, "code", s.Code))
	}
	if s.States != nil {
		for _, state := range s.States.Names {
			m.stateSuffix = append(m.stateSuffix, string(appendLabel([]byte{','}, "state", state))+"} ")
		}
	}
	return m
}

// wants reports whether the scrape asks for the metric.
func (s *Scrape) wants(f *family) bool {
	if f.extra && !s.ExtraCounters || slices.Contains(s.except, f.name) {
		return false
	}
	return len(s.only) == 0 || slices.Contains(s.only, f.name)
}

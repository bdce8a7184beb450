package export

import (
	"errors"
	"net/url"
	"strings"

	"metergate/internal/metric"
)

// A Scrape is what the query of a scrape asks for.
type Scrape struct {
	// NoMaint leaves out servers in maintenance.
	NoMaint bool
	// ExtraCounters adds the columns of modules.
	ExtraCounters bool
	// DescLabels adds a label with the description of the proxy, or of the process.
	DescLabels bool
	// Own adds what the reference does not have.
	Own bool
	// Histograms holds the kinds of objects whose distributions are shown as classic histograms among what is our own.
	// Native adds those of all objects, for formats that have a native form.
	Histograms metric.Kinds
	Native     bool

	scope        metric.Kinds
	modules      bool // a scope of a module was named
	only, except []string
}

// Everything returns a scrape of all that there is but the extra counters, what is ours included.
func Everything() *Scrape { return &Scrape{Own: true, Native: true, scope: everything} }

// fewEnough are the kinds of objects that are so few that each has its classic histograms in every scrape.
const fewEnough = metric.Sides | metric.Operation

// Classic reports whether objects of the kind show their distributions as classic histograms in every scrape.
func Classic(k metric.Kind) bool { return fewEnough.Has(k) }

// ErrScrape is what a query that cannot be understood answers: status 400.
var ErrScrape = errors.New("the query of the scrape is not valid")

// The scopes that are kinds of objects, and those of modules, whose names may go on.
var (
	kindScopes = map[string]metric.Kinds{
		"*": everything, "": 0,
		"global": metric.Process, "frontend": metric.Frontend, "listener": metric.Listener,
		"backend": metric.Backend, "server": metric.Server,
		"operation": metric.Operation, "consumer": metric.Consumer, "use": metric.Use, "forward": metric.Forward,
		"table-store": metric.TableStore,
	}
	moduleScopes = map[string]metric.Kinds{"sticktable": metric.StickTable, "resolver": metric.Nameserver}
)

const everything = metric.Process | metric.Rows | metric.Usage | modules | metric.Forward | metric.TableStore

// ParseScrape reads the query of a scrape: what follows the question mark. Unknown names are ignored.
func ParseScrape(query string) (*Scrape, error) {
	s := &Scrape{scope: everything, Histograms: fewEnough}
	query, _, _ = strings.Cut(query, "#")
	scoped := false
	for pair := range strings.SplitSeq(query, "&") {
		name, value, assigned := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil || strings.Contains(value, "=") {
			return nil, ErrScrape
		}
		switch name {
		case "scope":
			if !scoped {
				s.scope, scoped = 0, true
			}
			if !assigned || !s.addScope(value) {
				return nil, ErrScrape
			}
		case "metrics":
			if !assigned {
				return nil, ErrScrape
			}
			s.addMetrics(value)
		case "histograms":
			if !s.addHistograms(value) {
				return nil, ErrScrape
			}
		case "no-maint":
			s.NoMaint = true
		case "extra-counters":
			s.ExtraCounters = true
		case "desc-labels":
			s.DescLabels = true
		}
	}
	return s, nil
}

// addScope reads the scopes from left to right; an empty one forgets those before.
func (s *Scrape) addScope(value string) bool {
	if ks, ok := kindScopes[value]; ok {
		if value == "" {
			s.scope = 0
		}
		s.scope |= ks
		return true
	}
	for name, ks := range moduleScopes {
		if strings.HasPrefix(value, name) {
			s.modules = true
			s.scope |= ks
		}
	}
	return s.modules
}

// addHistograms reads the kinds whose classic histograms are wanted, too, or none; it asks for what is ours.
func (s *Scrape) addHistograms(list string) bool {
	s.Own = true
	for name := range strings.SplitSeq(list, ",") {
		ks, ok := kindScopes[name]
		switch {
		case name == "none":
			s.Histograms = 0
		case ok:
			s.Histograms |= ks
		default:
			return false
		}
	}
	return true
}

// addMetrics reads a list of full names; one that begins with a dash is left out.
func (s *Scrape) addMetrics(list string) {
	for name := range strings.SplitSeq(list, ",") {
		if rest, not := strings.CutPrefix(name, "-"); not {
			s.except = append(s.except, rest)
		} else if name != "" {
			s.only = append(s.only, name)
		}
	}
}

package history

import (
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// A grouping numbers the groups of an aggregation as they are met.
type grouping struct {
	without bool
	names   []string // of the labels that make groups or, of an aggregation without some, that do not; sorted
	known   map[string]int
	key     []byte
}

func newGrouping(e *parser.AggregateExpr) *grouping {
	g := &grouping{without: e.Without, names: slices.Clone(e.Grouping), known: map[string]int{}}
	if e.Without {
		g.names = append(g.names, model.MetricNameLabel)
	}
	slices.Sort(g.names)
	return g
}

// of returns the number of the group that a series is in.
func (g *grouping) of(l labels.Labels) int {
	if g.without {
		g.key = l.BytesWithoutLabels(g.key, g.names...)
	} else {
		g.key = l.BytesWithLabels(g.key, g.names...)
	}
	n, ok := g.known[string(g.key)]
	if !ok {
		n = len(g.known)
		g.known[string(g.key)] = n
	}
	return n
}

// labels returns those that the group of a series has.
func (g *grouping) labels(l labels.Labels) labels.Labels {
	b := labels.NewBuilder(l)
	if g.without {
		b.Del(g.names...)
	} else {
		b.Keep(g.names...)
	}
	return b.Labels()
}

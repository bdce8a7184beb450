package grafana

import "strings"

// A Panel is one graph of the dashboard.
type Panel struct {
	Title, About string
	// Kind is Grafana's type of the panel: timeseries, stat, heatmap, table, state-timeline; empty is timeseries.
	Kind string
	// Unit is Grafana's name of the unit.
	Unit string
	// Queries are the expressions, with how their series are named.
	Queries []Query
	// Width is in columns, of 24; 0 is 8.
	Width int
	// Stacked puts the series upon each other.
	Stacked bool
	// Red marks values from there on; 0 marks none.
	Red float64
}

// A Query is an expression of PromQL. $frontend and its like are the variables of the dashboard; SCOPE stands for the
// labels that choose the gateway.
type Query struct {
	Expr, Legend string
	// Instant asks for the present value only.
	Instant bool
}

// A Row is a heading with the panels below it.
type Row struct {
	Title  string
	Panels []Panel
}

// scope chooses the gateway.
const scope = `job="$job",instance="$instance"`

// expr fills in what chooses the gateway, and the window of rates.
func (q Query) expr() string {
	return strings.NewReplacer("SCOPE", scope, "WINDOW", "$__rate_interval").Replace(q.Expr)
}

// Expressions returns all expressions of the dashboard as they are sent, with variables.
func Expressions() (all []string) {
	for _, r := range rows() {
		for _, p := range r.Panels {
			for _, q := range p.Queries {
				all = append(all, q.expr())
			}
		}
	}
	return all
}

// quantile is the time within which a share of requests is done, whichever kind of histogram there is.
func quantile(share, kind, phase, by, labels string) string {
	name, group, buckets := "haproxy_"+kind+"_"+phase+"_time_seconds", "sum", "sum by (le)"
	if by != "" {
		group, buckets = "sum by ("+by+")", "sum by (le, "+by+")"
	}
	return "histogram_quantile(" + share + ", " + group + " (rate(" + name + "{" + labels + "}[WINDOW]))) or " +
		"histogram_quantile(" + share + ", " + buckets + " (rate(" + name + "_bucket{" + labels + "}[WINDOW])))"
}

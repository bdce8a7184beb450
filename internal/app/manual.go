package app

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"metergate/internal/admin"
	"metergate/internal/balance"
	"metergate/internal/conf"
	"metergate/internal/forward"
	"metergate/internal/metric"
	"metergate/internal/proxy"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

// manual are the pages of doc/reference, by file name: loops over the registries. A test keeps the files in step.
var manual = map[string]func() string{
	"directives.md":   directivesPage,
	"expressions.md":  expressionsPage,
	"metrics.md":      metricsPage,
	"commands.md":     commandsPage,
	"destinations.md": destinationsPage,
}

// A page is a page of the manual while it is written.
type page struct{ strings.Builder }

func (p *page) heading(level int, text string) {
	fmt.Fprintf(p, "\n%s %s\n\n", strings.Repeat("#", level), text)
}

// table writes a table; cells may hold any text.
func (p *page) table(header []string, rows iter.Seq[[]string]) {
	p.row(header)
	p.row(slices.Repeat([]string{"---"}, len(header)))
	for r := range rows {
		p.row(r)
	}
}

func (p *page) row(cells []string) {
	p.WriteByte('|')
	for _, c := range cells {
		p.WriteString(" " + strings.NewReplacer("|", `\|`, "\n", " ").Replace(c) + " |")
	}
	p.WriteByte('\n')
}

// code marks a text as code.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// codes marks texts as code, with commas between.
func codes(texts []string) string { return "`" + strings.Join(texts, "`, `") + "`" }

func startPage(title, intro string) *page {
	p := new(page)
	fmt.Fprintf(p, "<!-- generated from the registries: go test ./internal/app -run TestManual -update -->\n\n# %s\n\n%s\n\n", title, intro)
	return p
}

// directivesPage lists what configuration files may hold, by place.
func directivesPage() string {
	p := startPage("Configuration directives",
		"What each kind of section may hold. A directive is supported, refused by name with the reason, or without effect here: "+
			"then it only tunes machinery of HAProxy's that metergate does not have, and its form is checked.")
	for _, place := range []struct {
		title string
		in    conf.Scope
	}{
		{"global", conf.Global}, {"defaults, frontend, listen and backend", conf.Proxies | conf.NamedDefaults},
		{"peers", conf.Peers}, {"table-store", conf.TableStore}, {"operations", conf.Operations}, {"history", conf.History}, {"metrics-forward", conf.Push}, {"notifiers", conf.Alerts},
		{"Options of bind and stats socket lines", conf.BindLine}, {"Options of server and default-server lines", conf.ServerLine},
	} {
		p.heading(2, place.title)
		p.directives(place.in, conf.Supported, []string{"directive", "in", "what it does"},
			func(d *conf.Directive) []string { return []string{code(d.Usage), places(d.In), d.Manual()} })
		p.names("Without effect here", place.in, conf.WithoutEffect)
		p.names("Refused", place.in, conf.Refused)
	}
	p.heading(2, "Sections")
	p.table([]string{"section", "what it is"}, func(yield func([]string) bool) {
		for _, k := range conf.SectionKinds() {
			help := k.Help
			if k.Reason != "" {
				help = "refused: " + k.Reason
			}
			if k.Unused != "" {
				help = "without effect: " + k.Unused
			}
			if !yield([]string{code(k.Kind), help}) {
				return
			}
		}
	})
	p.heading(2, "Conditions of .if and -cc")
	p.WriteString(strings.Join(conf.Predicates(), ", ") + "\n")
	return p.String()
}

func (p *page) directives(in conf.Scope, class conf.Class, header []string, row func(*conf.Directive) []string) {
	p.table(header, func(yield func([]string) bool) {
		for d := range conf.Directives() {
			if d.In&in != 0 && d.Class == class && !yield(row(d)) {
				return
			}
		}
	})
}

// names writes the names of the directives of a class, in one paragraph.
func (p *page) names(title string, in conf.Scope, class conf.Class) {
	var all []string
	for d := range conf.Directives() {
		if d.In&in != 0 && d.Class == class {
			all = append(all, code(d.Name))
		}
	}
	if len(all) > 0 {
		fmt.Fprintf(p, "\n%s: %s.\n", title, strings.Join(all, ", "))
	}
}

func places(in conf.Scope) string { return strings.Join(in.Names(), ", ") }

// expressionsPage lists what rules, conditions and formats are made of.
func expressionsPage() string {
	p := startPage("Expressions, actions and algorithms", "What rules, conditions and log formats are made of.")
	p.heading(2, "Actions")
	p.table([]string{"rulesets", "action", "what it does"}, func(yield func([]string) bool) {
		for _, s := range rule.Actions(rule.HTTP | rule.TCPRequest | rule.TCPResponse) {
			if !yield([]string{s.In.String(), code(s.Usage), s.Help}) {
				return
			}
		}
	})
	p.heading(2, "Services")
	p.WriteString("For `http-request use-service`: " + strings.Join(proxy.Services(), ", ") + ".\n")
	p.heading(2, "Fetches")
	p.table([]string{"fetch", "type", "what it takes"}, func(yield func([]string) bool) {
		for _, f := range sample.Fetches() {
			if !yield([]string{code(f.Usage()), f.Out.String(), f.Help}) {
				return
			}
		}
	})
	p.heading(2, "Converters")
	p.table([]string{"converter", "from", "to", "what it makes"}, func(yield func([]string) bool) {
		for _, c := range sample.Converters() {
			if !yield([]string{code(c.Usage()), c.In.String(), c.Out.String(), c.Help}) {
				return
			}
		}
	})
	p.heading(2, "Refused")
	p.WriteString("These fetches and converters are known, and refused with the reason.\n")
	sample.RefusedWords(func(why string, words []string) { fmt.Fprintf(p, "\n- %s: %s\n", codes(words), why) })
	p.heading(2, "Variables of log-format")
	p.table([]string{"variable", "what it shows"}, func(yield func([]string) bool) {
		for _, v := range sample.LogVars() {
			if !yield([]string{code("%" + v.Name), v.Help}) {
				return
			}
		}
	})
	p.heading(2, "Without a request")
	fetches, variables := proxy.GatewayWords()
	p.WriteString("Texts about the gateway itself (`send-metrics-data`, `send-metrics-header`, `http-header` of metrics-forward) may have these " +
		"fetches, with frontends, backends and servers (`<backend>/<server>`) by their names, and variables of the process (`proc.`); dates are those of the moment, " +
		"and `%rt` is the number of the message. All converters may follow, and whatever else takes its value from a request or a connection is refused.\n\n" +
		"Fetches: " + codes(fetches) + ".\n\nVariables of log-format: " + codes(variables) + ".\n")
	p.heading(2, "Balance algorithms")
	p.table([]string{"algorithm", "how it chooses"}, func(yield func([]string) bool) {
		for _, a := range balance.Algorithms() {
			if !yield([]string{code(a.Usage), a.Help}) {
				return
			}
		}
	})
	return p.String()
}

// metricsPage lists every column of `show stat`, every line of `show info`, and how the exporter shows them.
func metricsPage() string {
	p := startPage("Metrics",
		"One table stands behind `show stat`, the stats page, `show info` and the exporter. Positions count from 0; the columns "+
			"of metergate's own stand behind those of HAProxy.")
	p.heading(2, "Columns of show stat")
	p.columns(metric.Table())
	p.heading(2, "Lines of show info")
	p.columns(metric.Info())
	p.heading(2, "Distributions")
	p.WriteString("Exponential buckets, each bound 2^(1/8) of the one before (schema 3 of Prometheus's native histograms), so a percentile " +
		"is within 4.5 % of the truth: times from 1 microsecond to over an hour, sizes from 1 byte to 4 GiB. They are always on. A row " +
		"that was never used holds none of it; the first value on a loop costs 288 bytes for each distribution, and each doubling of " +
		"the value that occurs 64 more. So a server whose answers take 1 to 100 ms holds about 3 KB a loop for all six.\n\n")
	p.table([]string{"distribution", "rows", "unit", "exporter", "what it is"}, func(yield func([]string) bool) {
		for _, h := range metric.Histograms() {
			if !yield([]string{code(h.Name), kinds(h.On), string(h.Unit), code("haproxy_<row>_" + h.Series), h.Help}) {
				return
			}
		}
	})
	return p.String()
}

func (p *page) columns(all []*metric.Column) {
	p.table([]string{"position", "name", "rows", "type", "unit", "exporter", "meaning"}, func(yield func([]string) bool) {
		for _, c := range all {
			if !yield([]string{fmt.Sprint(c.CSV), code(c.Name), rows(c), c.Type.String(), string(c.Unit), exported(c), c.Help}) {
				return
			}
		}
	})
}

// rows names the kinds of rows that have a column.
func rows(c *metric.Column) string {
	return kinds(c.On.Kinds())
}

func kinds(ks metric.Kinds) string {
	var all []string
	for k := range len(metric.Tags{}) {
		if ks.Has(metric.Kind(k)) {
			all = append(all, metric.Kind(k).String())
		}
	}
	return strings.Join(all, ", ")
}

// exported names the metrics that the exporter makes of a column.
func exported(c *metric.Column) string {
	var all []string
	for k, letters := range c.On {
		if letters == "" {
			continue
		}
		if s, t := c.Exported(metric.Kind(k)); s != nil {
			all = append(all, fmt.Sprintf("%s (%s)", code(metric.Kind(k).Series(s.Name)), t))
		}
	}
	return strings.Join(all, ", ")
}

// commandsPage lists the commands of the Runtime API.
func commandsPage() string {
	p := startPage("Runtime API commands", "For the sockets of `stats socket`. A command needs at least the level given.")
	p.table([]string{"command", "level", "what it does"}, func(yield func([]string) bool) {
		for c := range admin.Commands() {
			if c.Hidden {
				continue
			}
			if !yield([]string{code(c.Usage()), c.Level.String(), c.Help}) {
				return
			}
		}
	})
	return p.String()
}

// destinationsPage describes where sections metrics-forward can push to.
func destinationsPage() string {
	p := startPage("Destinations", "What can stand behind `target` in a section metrics-forward. TLS (`ssl`, `verify`, `ca-file`, `crt`, `sni`) goes with all that speak HTTP.")
	for k := range forward.Kinds() {
		p.heading(2, k.Name)
		fmt.Fprintf(p, "URLs begin with %s.", codes(k.URLs))
		if len(k.Options) > 0 {
			fmt.Fprintf(p, " Options behind the URL: %s.", codes(k.Options))
		}
		fmt.Fprintf(p, "\n\n%s\n\nGuarantee: %s\n", k.Help, k.Guarantee)
	}
	return p.String()
}

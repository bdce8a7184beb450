package admin

import (
	"slices"
	"strconv"
	"time"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "show info", Args: "[desc|json|typed|float]*", Help: "report about the process", Run: runShowInfo})
	Register(Command{Name: "show stat", Args: "[desc|json|no-maint|typed|up]*", Help: "report counters of proxies and servers", Run: runShowStat})
	Register(Command{Name: "show schema json", Help: "report the schema of the JSON forms", Run: func(r *Request) error { return export.Schema(r) }})
}

// uptime is how long the gateway has been running.
func (s *Server) uptime() time.Duration {
	if s.Gateway == nil {
		return time.Since(s.since)
	}
	return time.Duration(time.Now().UnixNano() - s.Gateway.Process.Start)
}

// view is a question put to the table of metrics now.
func (r *Request) view() *metric.View {
	return &metric.View{Now: netio.Clock(), Legends: r.level >= Operator}
}

// runShowInfo shows the lines of the process.
func runShowInfo(r *Request) error {
	has := func(word string) bool { return slices.Contains(r.Args, word) }
	show := export.Info
	switch {
	case has("json"):
		show = export.InfoJSON
	case has("typed"):
		show = export.InfoTyped
	}
	return r.render(func(w *turns) error {
		return show(w, r.Gateway().Info, r.view(), export.InfoOptions{Float: has("float"), Desc: has("desc")})
	})
}

// A rowFilter picks rows of show stat.
type rowFilter struct {
	proxy *proxy.Proxy // nil for all
	iid   int
	kinds int // bits of the column type; -1 for all
	sid   int // -1 for all
}

// runShowStat shows the table: `show stat [domain proxy] [<proxy> <types> <sid>] [options]`.
func runShowStat(r *Request) error {
	args := r.Args
	if len(args) > 0 && args[0] == "domain" {
		switch r.Arg(1) {
		case "proxy":
			args = args[2:]
		case "resolvers":
			return r.showResolverStats(args[2:])
		default:
			return message("Invalid statistics domain.")
		}
	}
	filter := rowFilter{kinds: -1, sid: -1}
	if len(args) >= 3 && !filter.parse(r.Gateway(), args) {
		return errNoProxy
	}
	return r.showRows(filter.rows(r.Gateway()), args)
}

// showRows shows rows in the form that the words ask for.
func (r *Request) showRows(rows export.Rows, words []string) error {
	has := func(word string) bool { return slices.Contains(words, word) }
	view := r.view()
	switch {
	case has("up"):
		view.Hide = metric.HideDown
	case has("no-maint"):
		view.Hide = metric.HideMaint
	}
	return r.render(func(w *turns) error {
		switch {
		case has("json"):
			return export.JSON(w, rows, view)
		case has("typed"):
			return export.Typed(w, rows, view, has("desc"))
		}
		return export.CSV(w, rows, view)
	})
}

// parse reads the three positional words; it reports whether the proxy exists.
func (f *rowFilter) parse(g *proxy.Gateway, words []string) bool {
	f.iid = atoi(words[0])
	if f.proxy = proxyNamed(g.Proxies(), words[0]); f.proxy == nil && f.iid == 0 {
		return false
	}
	f.kinds, f.sid = atoi(words[1]), atoi(words[2])
	return true
}

// atoi reads the number that a word begins with, 0 without.
func atoi(word string) int {
	end := 0
	for end < len(word) && (word[end] >= '0' && word[end] <= '9' || end == 0 && word[end] == '-') {
		end++
	}
	n, _ := strconv.Atoi(word[:end])
	return n
}

// rows yields the rows that the filter lets through.
func (f *rowFilter) rows(g *proxy.Gateway) export.Rows {
	return func(yield func(metric.Object) bool) {
		for _, p := range g.Proxies() {
			if f.proxy != nil && p != f.proxy || f.proxy == nil && f.iid > 0 && p.ID != f.iid {
				continue
			}
			if !p.Rows(func(o metric.Object) bool { return !f.picks(o) || yield(o) }) {
				return
			}
		}
	}
}

// picks reports whether the row is of a wanted type and number.
func (f *rowFilter) picks(o metric.Object) bool {
	kind := o.MetricKind()
	if f.kinds >= 0 && f.kinds&(1<<kind) == 0 {
		return false
	}
	row := kind == metric.KindServer || kind == metric.KindListener
	return f.sid < 0 || !row || o.MetricIdent().SID == f.sid
}

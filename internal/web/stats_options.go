package web

import (
	"strings"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// options are what the target of a request says behind the page's URI. They are looked for as words anywhere in it, so
// that `/;csv`, `;csv;norefresh` and `?x;csv` all work.
type options struct {
	form form
	// Hide leaves servers out: ;up and ;no-maint.
	Hide metric.Hide
	// NoRefresh is ;norefresh.
	NoRefresh bool
	// Scope is the part of a name that proxies must have to be shown, in any case; empty shows all.
	Scope string
	// Code is what came of a form, as four letters: ;st=DONE.
	Code string
	// View names the columns that are shown: ;view=health. Object asks for one object's metrics alone: ;object=S.6.1.
	View, Object string
}

// formWords are the words of the forms, the stronger ones first: json-schema contains json.
var formWords = []struct {
	word string
	form form
}{{";json-schema", formSchema}, {";json", formJSON}, {";typed", formTyped}, {";csv", formCSV}}

func parseOptions(rq *proxy.ServiceRequest) *options {
	rest := strings.TrimPrefix(string(rq.Target), rq.Page.URI)
	o := &options{
		NoRefresh: strings.Contains(rest, ";norefresh"),
		Scope:     parseScope(rest),
		Code:      word(rest, ";st=", 4),
		View:      word(rest, ";view=", 20),
		Object:    word(rest, ";object=", 40),
	}
	for _, f := range formWords {
		if strings.Contains(rest, f.word) {
			o.form = f.form
			break
		}
	}
	switch {
	case strings.Contains(rest, ";up"):
		o.Hide = metric.HideDown
	case strings.Contains(rest, ";no-maint"):
		o.Hide = metric.HideMaint
	}
	return o
}

// word returns the text behind a prefix, up to the next separator, cut at a length.
func word(s, prefix string, longest int) string {
	_, s, _ = strings.Cut(s, prefix)
	if end := strings.IndexAny(s, ";&? #"); end >= 0 {
		s = s[:end]
	}
	return s[:min(len(s), longest)]
}

// parseScope returns the scope, empty when it holds what no name holds.
func parseScope(rest string) string {
	for _, prefix := range []string{"?scope=", ";scope=", "&scope="} {
		if !strings.Contains(rest, prefix) {
			continue
		}
		scope := word(rest, prefix, longestScope)
		if strings.ContainsFunc(scope, notInNames) {
			return ""
		}
		return scope
	}
	return ""
}

// longestScope is how much of a scope counts.
const longestScope = 20

func notInNames(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.:", r)
}

// shows reports whether a proxy is in the scope of the page and in that of the request.
func (o *options) shows(page *proxy.StatsPage, name string) bool {
	return page.Shows(name) && (o.Scope == "" || strings.Contains(strings.ToLower(name), strings.ToLower(o.Scope)))
}

// rows are the objects of the proxies that are shown.
func (o *options) rows(rq *proxy.ServiceRequest) export.Rows {
	return func(yield func(metric.Object) bool) {
		for _, p := range rq.Gateway.Proxies() {
			if o.shows(rq.Page, p.Name) && !p.Rows(yield) {
				return
			}
		}
	}
}

// location is the page's address with what came of a form, and with the options that outlive it.
func (o *options) location(page *proxy.StatsPage, code string) string {
	to := *o
	to.form, to.Code, to.Object = formHTML, code, ""
	if to.Hide == metric.HideMaint {
		to.Hide = metric.HideNone
	}
	return to.uri(page)
}

// uri is the address that asks for these options.
func (o *options) uri(page *proxy.StatsPage) string {
	var b strings.Builder
	b.WriteString(page.URI)
	add := func(words ...string) {
		for _, w := range words {
			b.WriteString(w)
		}
	}
	for _, f := range formWords {
		if f.form == o.form {
			add(f.word)
		}
	}
	if o.Code != "" {
		add(";st=", o.Code)
	}
	switch o.Hide {
	case metric.HideDown:
		add(";up")
	case metric.HideMaint:
		add(";no-maint")
	}
	if o.NoRefresh {
		add(";norefresh")
	}
	if o.View != "" {
		add(";view=", o.View)
	}
	if o.Object != "" {
		add(";object=", o.Object)
	}
	if o.Scope != "" {
		add("?scope=", o.Scope)
	}
	return b.String()
}

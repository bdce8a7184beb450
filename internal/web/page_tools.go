package web

import (
	"strings"

	"metergate/internal/metric"
)

// writeTools writes the line that chooses what the table shows.
func (p *page) writeTools() {
	p.raw(`<nav class="tools" aria-label="View"><div class="tabs">`)
	for _, v := range views() {
		if v.width() == 0 {
			continue
		}
		p.link(func(o *options) { o.View = v.name })
		if v == p.view {
			p.raw(` aria-current="page"`)
		}
		p.raw(`>`, v.label, `</a>`)
	}
	p.raw(`</div>`)
	p.writeScope()
	p.raw(`<span class="chips" hidden></span><span class="links">`)
	p.writeSwitches()
	p.formLink(formCSV, "CSV")
	p.formLink(formJSON, "JSON")
	p.formLink(formSchema, "schema")
	p.raw("</span></nav>\n")
}

// writeScope writes the form that limits the page to some proxies. The fields that the page's address has already go
// along.
func (p *page) writeScope() {
	o := *p.o
	o.Code, o.Scope = "", ""
	path, query, _ := strings.Cut(o.uri(p.rq.Page), "?")
	p.raw(`<form class="scope" method="get" role="search"`)
	p.attr("action", path)
	p.raw(`>`)
	if query != "" {
		name, value, _ := strings.Cut(query, "=")
		p.raw(`<input type="hidden"`)
		p.attr("name", name)
		p.attr("value", value)
		p.raw(`>`)
	}
	p.raw(`<label><span class="vh">Proxies whose name contains</span><input type="search" name="scope" size="8" maxlength="20" placeholder="Filter" autocomplete="off"`)
	p.attr("value", p.o.Scope)
	p.raw(`></label><button class="go">Filter</button></form>`)
}

// writeSwitches writes links that switch servers that are down and the refresh on and off.
func (p *page) writeSwitches() {
	if p.o.Hide == metric.HideDown {
		p.link(func(o *options) { o.Hide = metric.HideNone })
		p.raw(`>Show all</a>`)
	} else {
		p.link(func(o *options) { o.Hide = metric.HideDown })
		p.raw(`>Hide DOWN</a>`)
	}
	if p.rq.Page.Refresh > 0 {
		p.link(func(o *options) { o.NoRefresh = !o.NoRefresh })
		if p.o.NoRefresh {
			p.raw(`>Enable refresh</a>`)
		} else {
			p.raw(`>Disable refresh</a>`)
		}
	}
	p.link(func(*options) {})
	p.raw(`>Refresh now</a>`)
}

// formLink writes an anchor to another form of the page.
func (p *page) formLink(f form, label string) {
	to := options{form: f, Hide: p.o.Hide, Scope: p.o.Scope, NoRefresh: f != formSchema}
	p.raw(`<a`)
	p.attr("href", to.uri(p.rq.Page))
	p.raw(`>`, label, `</a>`)
}

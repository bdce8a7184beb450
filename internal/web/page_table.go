package web

import (
	"strconv"

	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// writeTable writes the table: a heading, and one body for each proxy.
func (p *page) writeTable() {
	p.raw(`<table class="rows" id="rows">
<caption class="vh">Counters of proxies and servers: `, p.view.label, `</caption>
`)
	p.writeHeadings()
	for _, px := range p.rq.Gateway.Proxies() {
		if p.o.shows(p.rq.Page, px.Name) {
			p.writeProxy(px)
		}
		if p.err != nil {
			return
		}
	}
	if p.rows == 0 {
		p.raw(`<tbody class="none"><tr><td colspan="`, strconv.Itoa(p.width()), `">No proxy is in this scope.</tbody>`)
	}
	p.raw("</table>\n")
}

// writeHeadings writes the two lines above the columns: groups, and columns with their help.
func (p *page) writeHeadings() {
	p.raw(`<thead><tr class="gr"><td class="ck"></td><td class="nm"></td>`)
	for _, g := range p.view.groups {
		p.raw(`<th scope="colgroup" class="g" colspan="`, strconv.Itoa(len(g.columns)), `"><span>`, g.label, `</span></th>`)
	}
	p.writeModuleGroup()
	p.raw(`</tr><tr class="co"><td class="ck"></td><th scope="col" class="nm">Name</th>`)
	for _, g := range p.view.groups {
		for i, c := range g.columns {
			p.raw(`<th scope="col"`)
			p.headingClass(i == 0, c.Type == metric.Str || c.Name == "check_status")
			p.attr("title", c.Name+": "+c.Help)
			p.raw(">")
			p.text(c.label)
			p.raw("</th>")
		}
	}
	p.writeModuleNames()
	p.raw("</tr></thead>\n")
}

// width is how many cells a row has.
func (p *page) width() int { return 2 + p.view.width() + len(p.modules()) }

func (p *page) headingClass(first, text bool) {
	switch {
	case first && text:
		p.raw(` class="g t"`)
	case first:
		p.raw(` class="g"`)
	case text:
		p.raw(` class="t"`)
	}
}

// writeProxy writes the rows of one proxy below a line that names it.
func (p *page) writeProxy(px *proxy.Proxy) {
	p.raw(`<tbody`)
	p.attr("id", px.Name)
	p.attr("data-px", px.Name)
	if p.rows > lookahead {
		p.raw(` class="far"`)
	}
	p.raw(`>`)
	p.writeProxyLine(px)
	px.Rows(func(o metric.Object) bool {
		if !metric.Hidden(o, p.v.Hide) {
			p.writeRow(o)
		}
		return p.step()
	})
	p.raw("</tbody>\n")
}

// lookahead is how many rows browsers lay out at once; a script brings those beyond when they are scrolled to.
const lookahead = 300

// writeRow writes the row of one object.
func (p *page) writeRow(o metric.Object) {
	id, kind := o.MetricIdent(), o.MetricKind()
	s := stateOf(column("status").Value(o, p.v).Text())
	backup := kind == metric.KindServer && column("bck").Value(o, p.v).Uint() > 0
	p.rows++
	p.raw(`<tr class="`, rowClass(kind, s, backup))
	if p.rows > lookahead {
		p.raw(" far")
	}
	p.raw(`" data-s="`, s.tone, `"`)
	p.attr("id", id.Proxy+"/"+rowName(kind, id))
	p.raw(`>`)
	p.writeBox(kind, id)
	p.writeName(o, backup)
	for _, g := range p.view.groups {
		for _, c := range g.columns {
			p.writeCell(c.Column, o, s)
		}
	}
	p.writeModules(o)
	p.raw("\n")
}

// writeBox writes the cell with which a server is chosen for an action.
func (p *page) writeBox(k metric.Kind, id *metric.Ident) {
	if !p.rq.Admin || k != metric.KindServer {
		p.raw(`<td class="ck">`)
		return
	}
	p.raw(`<td class="ck"><input type="checkbox" name="s" form="f`, strconv.Itoa(id.IID), `"`)
	p.attr("value", id.Name)
	p.attr("aria-label", "Choose "+id.Name)
	p.raw(`>`)
}

// writeName writes the head of a row, which leads to all that is known of the object.
func (p *page) writeName(o metric.Object, backup bool) {
	id, kind := o.MetricIdent(), o.MetricKind()
	p.raw(`<th scope="row" class="nm"`)
	p.tooltip(o, "addr", "cookie")
	p.raw(">")
	p.link(func(to *options) { to.Object = objectName(kind, id) })
	p.raw(">")
	p.text(rowName(kind, id))
	p.raw("</a>")
	if backup {
		p.raw(` <small class="tag">backup</small>`)
	}
	p.raw("</th>")
}

// rowName is how a row is called, and its anchor behind the name of the proxy.
func rowName(k metric.Kind, id *metric.Ident) string {
	switch k {
	case metric.KindFrontend:
		return "Frontend"
	case metric.KindBackend:
		return "Backend"
	}
	return id.Name
}

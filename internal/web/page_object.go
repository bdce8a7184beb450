package web

import (
	"strconv"

	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// object returns the object that is asked for alone, nil when there is none.
func (p *page) object() (found metric.Object) {
	if p.o.Object == "" {
		return nil
	}
	for o := range p.o.rows(p.rq) {
		if objectName(o.MetricKind(), o.MetricIdent()) == p.o.Object {
			return o
		}
	}
	return nil
}

// writeObject writes all that there is to know of one object: every column that it has, with its help.
func (p *page) writeObject(o metric.Object) {
	id, kind := o.MetricIdent(), o.MetricKind()
	status := column("status").Value(o, p.v).Text()
	s := stateOf(status)
	p.raw(`<article class="object"><p class="back">`)
	p.link(func(to *options) { to.Object = "" })
	p.raw(`>← All</a></p><h1>`)
	p.text(id.Proxy)
	p.raw(`<span class="sep">/</span>`)
	p.text(rowName(kind, id))
	p.raw(` <b class="pill `, s.tone, `"><i aria-hidden="true">`, s.symbol, `</i>`)
	p.text(status)
	p.raw(`</b></h1>`)
	if id.Desc != "" {
		p.raw(`<p class="desc">`)
		p.text(id.Desc)
		p.raw(`</p>`)
	}
	if server, ok := o.(*proxy.Server); ok && p.rq.Admin {
		p.writeServerForm(server)
	}
	p.raw(`<div class="sheet">`)
	shown := map[string]bool{}
	for _, v := range views() {
		if v.name == allView {
			continue
		}
		for _, g := range v.groups {
			p.writeObjectGroup(o, g, s, shown)
		}
	}
	p.raw(`</div></article>`)
}

// writeObjectGroup writes the columns of a group that the object has and that were not shown before.
func (p *page) writeObjectGroup(o metric.Object, g group, s state, shown map[string]bool) {
	open := false
	for _, c := range g.columns {
		if shown[c.Name] || c.Value(o, p.v).Empty() {
			continue
		}
		shown[c.Name] = true
		if !open {
			open = true
			p.raw(`<section><h2>`, g.label, `</h2><table class="facts">`)
		}
		p.raw(`<tr><th scope="row">`, c.Name, `<small>`)
		p.text(c.Help)
		p.raw(`</small></th>`)
		p.writeCell(c.Column, o, s)
		p.raw("</tr>")
	}
	if open {
		p.raw(`</table></section>`)
	}
}

// writeServerForm writes the actions on one server, as buttons.
func (p *page) writeServerForm(s *proxy.Server) {
	p.raw(`<form class="act" method="post"`)
	back := *p.o
	back.Object, back.Code = "", ""
	p.attr("action", back.uri(p.rq.Page))
	p.raw(`><input type="hidden" name="b" value="#`, strconv.Itoa(s.Back.ID), `"><input type="hidden" name="s"`)
	p.attr("value", s.Name)
	p.raw(`>`)
	for _, a := range actionList[:3] {
		p.raw(`<button name="action" value="`, a.word, `">`, a.word, `</button>`)
	}
	p.raw(`</form>`)
}

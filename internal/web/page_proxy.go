package web

import (
	"strconv"

	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// writeProxyLine writes the line that names a proxy and tells how its servers are; with the right to it, also the form
// that acts on those that are chosen.
func (p *page) writeProxyLine(px *proxy.Proxy) {
	p.raw(`<tr class="px"><th scope="rowgroup" colspan="`, strconv.Itoa(p.width()), `"><div class="line">`)
	servers := px.Back != nil && len(px.Back.Servers()) > 0
	if p.rq.Admin && servers {
		p.raw(`<input type="checkbox" class="all" hidden`)
		p.attr("aria-label", "Choose all servers of "+px.Name)
		p.raw(">")
	}
	p.raw(`<a class="pxname"`)
	p.attr("href", "#"+px.Name)
	p.raw(">")
	p.text(px.Name)
	p.raw(`</a> <span class="what">`, kindOf(px), "</span>")
	p.writeLegend(px)
	if px.Description != "" {
		p.raw(` <span class="desc">`)
		p.text(px.Description)
		p.raw(`</span>`)
	}
	if servers {
		p.writeTally(countServers(px))
		if p.rq.Admin {
			p.writeLazyForm(px)
		}
	}
	p.raw("</div></th></tr>\n")
}

// kindOf is the keyword that opened the section.
func kindOf(px *proxy.Proxy) string {
	switch {
	case px.Back == nil:
		return "frontend"
	case px.Front == nil:
		return "backend"
	}
	return "listen"
}

// writeLegend writes mode, algorithm and number, where the page shows legends.
func (p *page) writeLegend(px *proxy.Proxy) {
	if !p.v.Legends {
		return
	}
	p.raw(` <span class="what">`, px.Mode.String())
	if px.Back != nil {
		if algo := column("algo").Value(px.Back, p.v); !algo.Empty() {
			p.raw(" · ")
			p.text(algo.Text())
		}
	}
	p.raw(" · id ", strconv.Itoa(px.ID), "</span>")
}

// A tally counts servers by the tone of their state.
type tally map[string]int

// tones are the states as the page sums them up: in the order of its bars, with their words and symbols.
var tones = []struct{ tone, word, symbol string }{
	{"up", "up", "●"}, {"plain", "not checked", "○"}, {"warn", "changing", "▲"}, {"drain", "draining", "◐"},
	{"off", "in maintenance", "■"}, {"down", "down", "✕"},
}

func countServers(px *proxy.Proxy) tally {
	n := tally{}
	if px.Back != nil {
		for _, s := range px.Back.Servers() {
			n[stateOf(s.Status()).tone]++
		}
	}
	return n
}

func (n tally) sum() (sum int) {
	for _, x := range n {
		sum += x
	}
	return sum
}

// writeTally writes how many servers are in which state, in words and as a bar.
func (p *page) writeTally(n tally) {
	p.raw(` <span class="tally">`)
	p.writeBar(n)
	sep := ""
	for _, t := range tones {
		if n[t.tone] > 0 {
			p.raw(sep, `<span class="`, t.tone, `"><i aria-hidden="true">`, t.symbol, `</i> `)
			p.number(int64(n[t.tone]))
			p.raw(" ", t.word, "</span>")
			sep = ` `
		}
	}
	p.raw("</span>")
}

// writeBar draws the shares of a tally.
func (p *page) writeBar(n tally) {
	const width = 100
	total, at := n.sum(), 0
	p.raw(`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">`)
	seen := 0
	for _, t := range tones {
		if n[t.tone] == 0 {
			continue
		}
		seen += n[t.tone]
		end := width * seen / total
		p.raw(`<rect class="`, t.tone, `" x="`, strconv.Itoa(at), `" width="`, strconv.Itoa(end-at), `" height="8"/>`)
		at = end
	}
	p.raw("</svg>")
}

// writeLazyForm writes the form of a backend, beyond the first rows in a way that only browsers without scripts read at
// once: they would spend long on thousands of forms.
func (p *page) writeLazyForm(px *proxy.Proxy) {
	if p.rows <= lookahead {
		p.writeForm(px)
		return
	}
	p.raw("<noscript>")
	p.writeForm(px)
	p.raw("</noscript>")
}

// writeForm writes the form of a backend. Its check boxes stand in the rows.
func (p *page) writeForm(px *proxy.Proxy) {
	o := *p.o
	o.Code = ""
	id := strconv.Itoa(px.ID)
	p.raw(`<form class="act" method="post" id="f`, id, `"`)
	p.attr("action", o.uri(p.rq.Page))
	p.raw(`><input type="hidden" name="b" value="#`, id, `"><label><span class="vh">Action on the chosen servers of `)
	p.text(px.Name)
	p.raw(`</span><select name="action" required><option value="">Action…</option>`)
	for _, a := range actionList {
		if a.label != "" {
			p.raw(`<option value="`, a.word, `">`, a.label, `</option>`)
		}
	}
	p.raw(`</select></label><button>Apply</button><output></output></form>`)
}

// objectName names an object as the typed form does, such as S.6.1.
func objectName(k metric.Kind, id *metric.Ident) string {
	return string(k.Letter()) + "." + strconv.Itoa(id.IID) + "." + strconv.Itoa(id.SID)
}

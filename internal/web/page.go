package web

import (
	"io"
	"sync"

	"metergate/internal/metric"
	"metergate/internal/proxy"
)

// A page is the stats page in HTML, as it is being written for one request.
type page struct {
	html
	rq   *proxy.ServiceRequest
	o    *options
	v    *metric.View
	view *view
	rows int // written so far
}

func newPage(rq *proxy.ServiceRequest, o *options, v *metric.View) *page {
	return &page{rq: rq, o: o, v: v, view: lookupView(o.View)}
}

var chunks = sync.Pool{New: func() any { return new([chunkSize + chunkSize/8]byte) }}

// writePage writes the page: all rows, or all that there is to know of one object.
func writePage(w io.Writer, p *page) error {
	chunk := chunks.Get().(*[chunkSize + chunkSize/8]byte)
	defer chunks.Put(chunk)
	p.w, p.buf = w, chunk[:0]
	p.writeHead()
	if o := p.object(); o != nil {
		p.raw("<main>")
		p.writeObject(o)
	} else {
		p.writeTop()
		p.raw("<main>\n")
		p.writeTools()
		p.writeTable()
	}
	p.raw("</main>\n")
	p.writeFoot()
	p.flush()
	return p.err
}

// writeHead writes what stands before the visible part.
func (p *page) writeHead() {
	s := p.rq.Page
	p.raw(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Statistics Report for HAProxy`)
	if s.Version {
		f := p.rq.Gateway.Info.Facts
		p.text(" version " + f.Version + ", released " + f.Release)
	}
	if s.Node != "" {
		p.text(" on " + s.Node)
	}
	p.raw(`</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:image/svg+xml,`, icon, `">
<style>`, styleSheet, `</style><noscript><style>`, showAll, `</style></noscript></head>
<body>
<a class="skip" href="#rows">Skip to the table</a>
`)
}

// icon is a gate in water, as an SVG in a data address.
const icon = "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230b6e99'/%3E" +
	"%3Cpath d='M3 12V5m10 7V5M3 6h10M6.300 6v4m3.400-4v4' stroke='white' stroke-width='1.600' stroke-linecap='round'/%3E%3C/svg%3E"

// writeFoot ends the page.
func (p *page) writeFoot() {
	p.raw(`<dialog class="drawer" aria-label="Details"></dialog>
<script>`, script, `</script></body></html>
`)
}

// link begins an anchor to the page with other options.
func (p *page) link(change func(o *options)) {
	o := *p.o
	o.Code = ""
	change(&o)
	p.raw(`<a`)
	p.attr("href", o.uri(p.rq.Page))
}

package web

import (
	"strconv"

	"metergate/internal/metric"
)

// writeTop writes what tells at a glance how the gateway does.
func (p *page) writeTop() {
	info, s := p.rq.Gateway.Info, p.rq.Page
	p.raw(`<header class="top"><div class="brand"><h1>`)
	p.link(func(o *options) { *o = options{} })
	p.raw(`><svg viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" rx="4"/><path d="M3 12V5m10 7V5M3 6h10M6.300 6v4m3.400-4v4"/></svg>metergate</a></h1><p>Statistics Report for pid `,
		strconv.FormatUint(line("Pid").Value(info, p.v).Uint(), 10))
	if s.Node != "" {
		p.text(" on " + s.Node)
	}
	if s.Desc != "" {
		p.text(": " + s.Desc)
	}
	if s.Version {
		p.text(" · HAProxy " + info.Version + " interfaces, metergate " + info.Own)
	}
	p.raw(`</p></div>`)
	p.writeTiles()
	p.writeProcess()
	p.raw("</header>\n")
	p.writeMessage()
}

// writeTiles writes the numbers that say most.
func (p *page) writeTiles() {
	info := p.rq.Gateway.Info
	number := func(name string) int64 { return int64(line(name).Value(info, p.v).Float()) }
	servers, requests := p.count()
	p.raw(`<dl class="tiles">`)
	p.raw(`<div class="wide"><dt>Servers</dt><dd>`)
	if servers.sum() > 0 {
		p.writeTally(servers)
	} else {
		p.raw("none")
	}
	p.raw(`</dd></div>`)
	p.writeTile("Requests", requests, "/s")
	p.raw(`<div><dt>Connections</dt><dd>`)
	p.number(number("CurrConns"))
	p.raw(`<small> of `)
	p.number(number("Maxconn"))
	p.raw(`</small></dd></div>`)
	p.writeTile("New connections", number("ConnRate"), "/s")
	p.raw(`<div><dt>Sent</dt><dd>`)
	p.bytes(number("BytesOutRate"))
	p.raw(`<small>/s</small></dd></div>`)
	p.writeTile("Idle", number("Idle_pct"), "\u202f%")
	p.raw(`<div><dt>Uptime</dt><dd>`)
	p.age(number("Uptime_sec"))
	p.raw(`</dd></div></dl>`)
}

func (p *page) writeTile(label string, n int64, unit string) {
	p.raw(`<div><dt>`, label, `</dt><dd>`)
	p.number(n)
	p.raw(`<small>`, unit, `</small></dd></div>`)
}

// count adds up what the tiles tell of the proxies in scope.
func (p *page) count() (servers tally, requests int64) {
	servers = tally{}
	for _, px := range p.rq.Gateway.Proxies() {
		if !p.o.shows(p.rq.Page, px.Name) {
			continue
		}
		for tone, n := range countServers(px) {
			servers[tone] += n
		}
		if px.Front != nil {
			requests += int64(column("req_rate").Value(px.Front, p.v).Float())
		}
	}
	return servers, requests
}

// processLines are the lines of `show info` in the short text below the tiles, whose form programs look for.
var processLines = []struct{ label, name string }{
	{"pid", "Pid"}, {"process #", "Process_num"}, {"nbproc", "Nbproc"}, {"nbthread", "Nbthread"},
	{"uptime", "Uptime"}, {"warnings", "TotalWarnings"}, {"memmax", "Memmax_MB"}, {"ulimit-n", "Ulimit-n"},
	{"maxsock", "Maxsock"}, {"maxconn", "Maxconn"}, {"reached", "MaxconnReached"}, {"maxpipes", "Maxpipes"},
	{"current conns", "CurrConns"}, {"conn rate", "ConnRate"}, {"bytes out rate", "BytesOutRate"},
	{"running tasks", "Run_queue"}, {"tasks", "Tasks"}, {"idle", "Idle_pct"},
}

// tellsVersion are the lines that stats show-version shows.
var tellsVersion = map[string]bool{"Version": true, "Release_date": true, "Build info": true, "Metergate_version": true}

// writeProcess writes the process in short, and in full for those who unfold it.
func (p *page) writeProcess() {
	info := p.rq.Gateway.Info
	p.raw(`<details class="process"><summary>General process information</summary><p>`)
	for i, l := range processLines {
		if i > 0 {
			p.raw("; ")
		}
		p.raw(`<b>`, l.label, ` = </b>`)
		p.writeInfo(line(l.name))
		if l.name == "Idle_pct" {
			p.raw(" %")
		}
	}
	p.raw(`</p><table class="facts">`)
	for _, c := range metric.Info() {
		if c.Value(info, p.v).Empty() || tellsVersion[c.Name] && !p.rq.Page.Version {
			continue
		}
		p.raw(`<tr><th scope="row">`, c.Name, `<small>`)
		p.text(c.Help)
		p.raw(`</small></th><td>`)
		p.writeInfo(c)
		p.raw(`</tr>`)
	}
	p.raw(`</table></details>`)
}

func (p *page) writeInfo(c *metric.Column) {
	x := c.Value(p.rq.Gateway.Info, p.v)
	if x.Type() == metric.Str {
		p.text(x.Text())
		return
	}
	p.buf = strconv.AppendInt(p.buf, int64(x.Float()), 10)
}

// messages tell what came of a form.
var messages = map[string]struct{ tone, text string }{
	codeDone:     {"up", "Action processed successfully."},
	codePart:     {"warn", "Action partially processed: some servers do not exist."},
	codeNone:     {"warn", "Nothing has changed."},
	codeError:    {"down", "Action not processed: the backend, the action or the servers do not exist."},
	codeExceeded: {"down", "Action not processed: the form is too long. Choose fewer servers at a time."},
	codeDenied:   {"down", "Action denied."},
	codeInvalid:  {"down", "Invalid request."},
	codeUnknown:  {"down", "Unexpected result."},
}

// writeMessage writes what came of the form that led here.
func (p *page) writeMessage() {
	if p.o.Code == "" {
		return
	}
	m, ok := messages[p.o.Code]
	if !ok {
		m = messages[codeUnknown]
	}
	p.raw(`<p class="msg `, m.tone, `" role="status">`)
	p.link(func(*options) {})
	p.raw(` aria-label="Close">[X]</a> `, m.text, "</p>\n")
}

package web

import (
	"strconv"
	"time"

	"metergate/internal/clock"
	"metergate/internal/metric"
)

// A cellWriter writes the cell of one column in the row of an object.
type cellWriter func(p *page, o metric.Object, x metric.Value, s state)

// cells are the columns that show more than their value.
var cells = map[string]cellWriter{
	"status":       writeStatus,
	"check_status": func(p *page, o metric.Object, x metric.Value, _ state) { p.writeCheck(o, x, "check", "last_chk") },
	"agent_status": func(p *page, o metric.Object, x metric.Value, _ state) { p.writeCheck(o, x, "agent", "last_agt") },
	"weight":       writeWeight,
	"act":          writeRole,
	"bck":          writeRole,
	"stot":         writeTotal,
}

// alarms are the columns whose numbers catch the eye when they are not 0, and how much.
var alarms = map[string]string{
	"ereq": "bad", "econ": "bad", "eresp": "bad", "hrsp_5xx": "bad", "eint": "bad", "chkdown": "bad",
	"hrsp_4xx": "hot", "dreq": "hot", "dresp": "hot", "wretr": "hot", "wredis": "hot", "qcur": "hot", "chkfail": "hot",
	"dcon": "hot", "dses": "hot", "wrew": "hot", "cli_abrt": "hot", "srv_abrt": "hot",
}

// writeCell writes a cell. End tags of cells are left out, as HTML allows: a page of 10,000 servers has many.
func (p *page) writeCell(c *metric.Column, o metric.Object, s state) {
	x := c.Value(o, p.v)
	switch special := cells[c.Name]; {
	case x.Empty() && c.Name == "check_status":
		p.writeTracked(o)
	case x.Empty():
		p.raw("<td>")
	case special != nil:
		special(p, o, x, s)
	case x.Type() == metric.Str:
		p.raw(`<td class="t">`)
		p.text(x.Text())
	default:
		p.writeNumber(c, x)
	}
}

// writeFraction writes a number with as many decimals as tell something: all of them below 1, none from 100 on.
func (p *page) writeFraction(f float64, decimals int) {
	p.raw(`<td data-v="`, strconv.FormatFloat(f, 'f', decimals, 64), `">`)
	switch {
	case f >= 100:
		decimals = 0
	case f >= 1:
		decimals = 1
	}
	p.raw(strconv.FormatFloat(f, 'f', decimals, 64))
}

// writeNumber writes a number in the way of its unit, with what sorts it where that is not what is read.
func (p *page) writeNumber(c *metric.Column, x metric.Value) {
	n := int64(x.Float())
	if x.Decimals() > 0 {
		p.writeFraction(x.Float(), x.Decimals())
		return
	}
	if n == 0 {
		p.raw(`<td class="z">0`)
		if c.Unit == metric.Seconds {
			p.raw("s")
		}
		return
	}
	p.raw("<td")
	if class := alarms[c.Name]; class != "" {
		p.raw(` class="`, class, `"`)
	}
	switch c.Unit {
	case metric.Bytes:
		if n >= 1000 {
			p.raw(` data-v="`, strconv.FormatInt(n, 10), `"`)
		}
		p.raw(">")
		p.bytes(n)
	case metric.Seconds:
		p.raw(` data-v="`, strconv.FormatInt(n, 10), `">`)
		p.age(n)
	default:
		p.raw(">")
		p.number(n)
	}
}

// bytes writes an amount with three digits and a unit.
func (p *page) bytes(n int64) {
	f, unit := float64(n), 0
	for ; f >= 999.5 && unit < 6; unit++ {
		f /= 1000
	}
	digits := 0
	if unit > 0 && f < 99.95 {
		digits = 1
	}
	p.buf = strconv.AppendFloat(p.buf, f, 'f', digits, 64)
	p.raw("\u202f", [...]string{"B", "kB", "MB", "GB", "TB", "PB", "EB"}[unit])
}

func (p *page) age(seconds int64) {
	p.buf = clock.AppendAge(p.buf, time.Duration(seconds)*time.Second)
}

// writeStatus writes the state as a symbol and a word, and for how long it has been so.
func writeStatus(p *page, o metric.Object, x metric.Value, s state) {
	p.raw(`<td class="t st"><b class="pill `, s.tone, `"><i aria-hidden="true">`, s.symbol, `</i>`)
	p.text(x.Text())
	p.raw(`</b>`)
	if since := column("lastchg").Value(o, p.v); !since.Empty() {
		p.raw(` <small>`)
		p.age(since.Int())
		p.raw(`</small>`)
	}
}

// writeCheck writes the result of a check: what, with which code, in how long; the texts are in a tooltip.
func (p *page) writeCheck(o metric.Object, x metric.Value, kind, text string) {
	p.raw(`<td class="t"`)
	p.tooltip(o, kind+"_desc", text)
	p.raw(">")
	p.text(x.Text())
	if code := column(kind+"_code").Value(o, p.v); !code.Empty() {
		p.raw("/")
		p.buf = strconv.AppendUint(p.buf, code.Uint(), 10)
	}
	if took := column(kind+"_duration").Value(o, p.v); !took.Empty() {
		p.raw(` <small>`)
		p.number(took.Int())
		p.raw("\u202fms</small>")
	}
}

// writeTracked writes whose health a server without checks of its own follows.
func (p *page) writeTracked(o metric.Object) {
	p.raw(`<td class="t">`)
	if to := column("tracked").Value(o, p.v); !to.Empty() {
		p.raw("<small>via</small> ")
		p.text(to.Text())
	}
}

// writeWeight writes the weight in force, and the one that was asked for where it differs.
func writeWeight(p *page, o metric.Object, x metric.Value, _ state) {
	p.raw("<td>")
	p.number(x.Int())
	if asked := column("uweight").Value(o, p.v); !asked.Empty() && asked.Int() != x.Int() {
		p.raw("<small>/")
		p.number(asked.Int())
		p.raw("</small>")
	}
}

// writeRole writes the number of servers on a backend, and whether it is one on a server.
func writeRole(p *page, o metric.Object, x metric.Value, _ state) {
	switch {
	case o.MetricKind() == metric.KindBackend:
		p.raw("<td>")
		p.number(x.Int())
	case x.Int() > 0:
		p.raw("<td>Y")
	default:
		p.raw(`<td class="z">-`)
	}
}

// writeTotal writes the sessions so far, with what became of them in a tooltip.
func writeTotal(p *page, o metric.Object, x metric.Value, _ state) {
	p.raw("<td")
	p.tooltip(o, "req_tot", "hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other", "intercepted", "cli_abrt",
		"srv_abrt", "connect", "reuse", "qtime", "ctime", "rtime", "ttime")
	p.raw(">")
	p.number(x.Int())
}

// tooltip adds a title with other columns of the object: texts as they are, numbers that are not 0 behind their names.
func (p *page) tooltip(o metric.Object, names ...string) {
	sep := ` title="`
	for _, name := range names {
		x := column(name).Value(o, p.v)
		if x.Empty() || x.Type() == metric.Str && x.Text() == "" || x.Type() != metric.Str && x.Float() == 0 {
			continue
		}
		p.raw(sep)
		sep = "&#10;"
		if x.Type() == metric.Str {
			p.text(x.Text())
			continue
		}
		p.raw(name, ": ")
		p.number(int64(x.Float()))
	}
	if sep != ` title="` {
		p.raw(`"`)
	}
}

package web

import (
	"io"
	"strconv"
	"time"

	"metergate/internal/export"
	"metergate/internal/http1"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

func init() { proxy.RegisterService(proxy.StatsService, stats{}) }

// stats answers for the stats pages of proxies, in all their forms.
type stats struct{}

// Name returns what logs show.
func (stats) Name() string { return "<STATS>" }

// Answer asks for a password where one is needed, obeys a form that was sent, and shows the page.
func (stats) Answer(rq *proxy.ServiceRequest) *proxy.ServiceAnswer {
	if realm := wantsPassword(rq); realm != "" {
		return &proxy.ServiceAnswer{Status: 401, Page: true, Fields: [][2]string{
			{"www-authenticate", `Basic realm="` + quoted(realm) + `"`},
		}}
	}
	o := parseOptions(rq)
	if rq.Method == http1.MethodPost {
		return redirect(o.location(rq.Page, act(rq)))
	}
	a := streamed(o.form.contentType(), render(rq, o))
	if s := int(rq.Page.Refresh / time.Second); s > 0 && !o.NoRefresh {
		a.Fields = append(a.Fields, [2]string{"refresh", strconv.Itoa(s)})
	}
	if o.form == formHTML {
		a.Fields = append(a.Fields, policy...)
	}
	return a
}

// redirect sends the client to where it sees what came of its form.
func redirect(location string) *proxy.ServiceAnswer {
	return &proxy.ServiceAnswer{Status: 303, Fields: [][2]string{
		{"cache-control", "no-cache"}, {"content-type", "text/plain"}, {"content-length", "0"}, {"location", location},
	}}
}

// A form is how the page shows itself.
type form uint8

// The forms; of several that are asked for, the later one here wins.
const (
	formHTML form = iota
	formCSV
	formTyped
	formJSON
	formSchema
)

func (f form) contentType() string {
	return [...]string{"text/html", "text/plain", "text/plain", "application/json", "application/json"}[f]
}

// render returns what writes the page in the form that is asked for.
func render(rq *proxy.ServiceRequest, o *options) func(io.Writer) error {
	v := &metric.View{Now: netio.Clock(), Legends: rq.Page.Legends, Hide: o.Hide}
	rows := o.rows(rq)
	return func(w io.Writer) error {
		switch o.form {
		case formCSV:
			return export.CSV(w, rows, v)
		case formTyped:
			return export.Typed(w, rows, v, false)
		case formJSON:
			return export.JSON(w, rows, v)
		case formSchema:
			return export.Schema(w)
		}
		return writePage(w, newPage(rq, o, v))
	}
}

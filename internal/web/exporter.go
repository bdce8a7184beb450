package web

import (
	"bytes"
	"io"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

func init() { proxy.RegisterService("prometheus-exporter", exporter{}) }

// exporter answers scrapes of Prometheus.
type exporter struct{}

// Name returns what logs show.
func (exporter) Name() string { return "<PROMEX>" }

// Answer renders the metrics that the query asks for, in the format that the client likes best. One that does not say what
// it accepts gets what the reference has, in the text format 0.0.4. Any method is served.
func (exporter) Answer(rq *proxy.ServiceRequest) *proxy.ServiceAnswer {
	scrape, err := export.ParseScrape(string(query(rq.Target)))
	if err != nil {
		return &proxy.ServiceAnswer{Status: 400, Page: true}
	}
	accept := accepted(rq)
	scrape.Own = scrape.Own || len(accept) > 0
	format := export.Negotiate(accept)
	g := rq.Gateway
	v := &metric.View{Now: netio.Clock(), Legends: true}
	return streamed(format.ContentType, func(w io.Writer) error {
		rows := export.Rows(g.ScrapedRows)
		if scrape.Own {
			rows = g.AllRows()
		}
		return format.Write(w, g.Info, rows, v, scrape)
	})
}

// accepted returns the values of the Accept fields.
func accepted(rq *proxy.ServiceRequest) (all []string) {
	for i := rq.Head.Find("accept", 0); i >= 0; i = rq.Head.Find("accept", i+1) {
		all = append(all, string(rq.Head.Value(i)))
	}
	return all
}

// query returns what follows the question mark of a request target, without a fragment.
func query(target []byte) []byte {
	_, q, _ := bytes.Cut(target, []byte("?"))
	q, _, _ = bytes.Cut(q, []byte("#"))
	return q
}

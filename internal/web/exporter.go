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

// Answer renders the metrics that the query asks for, in the text format 0.0.4 whatever the client would accept. Any
// method is served.
func (exporter) Answer(rq *proxy.ServiceRequest) *proxy.ServiceAnswer {
	scrape, err := export.ParseScrape(string(query(rq.Target)))
	if err != nil {
		return &proxy.ServiceAnswer{Status: 400, Page: true}
	}
	g := rq.Gateway
	v := &metric.View{Now: netio.Clock(), Legends: true}
	return streamed("text/plain; version=0.0.4", func(w io.Writer) error {
		return export.Prometheus(w, g.Info, g.Rows, v, scrape)
	})
}

// query returns what follows the question mark of a request target, without a fragment.
func query(target []byte) []byte {
	_, q, _ := bytes.Cut(target, []byte("?"))
	q, _, _ = bytes.Cut(q, []byte("#"))
	return q
}

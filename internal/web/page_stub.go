package web

import (
	"io"

	"metergate/internal/metric"
	"metergate/internal/proxy"
)

var policy [][2]string

func newPage(rq *proxy.ServiceRequest, o *options, v *metric.View) *page { return &page{} }

type page struct{}

func writePage(w io.Writer, p *page) error { _, err := io.WriteString(w, "<html>"); return err }

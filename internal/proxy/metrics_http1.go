package proxy

import "metergate/internal/metric"

// The columns of module h1: HTTP/1 connections and streams, towards clients on a frontend and towards servers on a
// backend.

var h1Conns = metric.NewGauge(h1Column("h1_open_connections", 206, "MGPV", metric.Count,
	"HTTP/1 connections open now."))

var h1Streams = metric.NewGauge(h1Column("h1_open_streams", 207, "MGPV", metric.Count,
	"HTTP/1 streams open now."))

var h1ConnTot = metric.NewCounter(h1Column("h1_total_connections", 208, "MCPV", metric.Count,
	"HTTP/1 connections."))

var h1StreamTot = metric.NewCounter(h1Column("h1_total_streams", 209, "MCPV", metric.Count,
	"HTTP/1 streams."))

var h1BytesIn = metric.NewCounter(h1Column("h1_bytes_in", 210, "MCPV", metric.Bytes,
	"Bytes read from HTTP/1 connections."))

var h1BytesOut = metric.NewCounter(h1Column("h1_bytes_out", 211, "MCPV", metric.Bytes,
	"Bytes written to HTTP/1 connections."))

var h1SplicedIn = metric.NewCounter(h1Column("h1_spliced_bytes_in", 212, "MCPV", metric.Bytes,
	"Bytes read from HTTP/1 connections into pipes of the kernel."))

var h1SplicedOut = metric.NewCounter(h1Column("h1_spliced_bytes_out", 213, "MCPV", metric.Bytes,
	"Bytes written to HTTP/1 connections out of pipes of the kernel."))

func h1Column(name string, pos int, tags string, u metric.Unit, help string) metric.Column {
	return moduleColumn(metric.H1, name, pos, perSide, tags, u, help)
}

// moduleColumn is a column after the separator. The exporter shows those under their own names, as counters, and only
// when asked for extra counters.
func moduleColumn(m metric.Module, name string, pos int, on metric.Kinds, tags string, u metric.Unit, help string) metric.Column {
	return metric.Column{
		Name: name, CSV: pos, Type: metric.U64, Unit: u, On: metric.On(tags, on), Module: m,
		Prom: []metric.Series{{Name: name, Type: metric.AsCounter}},
		Help: help,
	}
}

package proxy

import "metergate/internal/metric"

// Bytes are HTTP bytes on the wire, inside TLS: reqbin and resbout as the client's side saw them, reqbout and resbin
// as the server's side did, all attempts included.

var reqbin = traffic(114, "reqbin", "req_bytes_in_total", perRow|metric.Usage, "Bytes of requests read from clients.")

var reqbout = traffic(115, "reqbout", "req_bytes_out_total", perRow, "Bytes of requests written to servers.")

var resbin = traffic(116, "resbin", "res_bytes_in_total", perRow, "Bytes of responses read from servers.")

var resbout = traffic(117, "resbout", "res_bytes_out_total", perRow|metric.Usage,
	"Bytes of responses written to clients, those made by the gateway included.")

func traffic(pos int, name, series string, on metric.Kinds, help string) *metric.Counter {
	return metric.NewCounter(metric.Column{
		Name: name, CSV: pos, Type: metric.U64, Unit: metric.Bytes, On: metric.On(counted, on),
		Prom: metric.Exported(series), Help: help,
	})
}

// The sizes of messages, head and body, on the client's side.
var (
	requestSize  = messageSize("reqsize", "request", "Bytes of a request as it was read from the client.")
	responseSize = messageSize("ressize", "response", "Bytes of a response as it was written to the client.")
)

func messageSize(name, series, help string) *metric.Histogram {
	return metric.NewHistogram(metric.Histogram{
		Name: name, Series: series + "_size_bytes", On: perHTTP | metric.Operation, Unit: metric.Bytes, Help: help,
	})
}

// bin and bout are the bytes on the object's own side: the client's for frontends and listeners, the server's for
// backends and servers.
var (
	_ = metric.DeclareSum(metric.Column{
		Name: "bin", CSV: 8, Type: metric.U64, Unit: metric.Bytes, On: metric.On(counted, perRow),
		Prom: metric.Exported("bytes_in_total"),
		Help: "Bytes of requests read from clients; on a backend or server those written to servers.",
	}, ownSide(reqbin, reqbout))
	_ = metric.DeclareSum(metric.Column{
		Name: "bout", CSV: 9, Type: metric.U64, Unit: metric.Bytes, On: metric.On(counted, perRow),
		Prom: metric.Exported("bytes_out_total"),
		Help: "Bytes of responses written to clients; on a backend or server those read from servers.",
	}, ownSide(resbout, resbin))
)

func ownSide(client, server *metric.Counter) func(metric.Kind) *metric.Counter {
	return func(k metric.Kind) *metric.Counter {
		if perConn.Has(k) {
			return client
		}
		return server
	}
}

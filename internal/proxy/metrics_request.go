package proxy

import "metergate/internal/metric"

var h1req = metric.NewCounter(metric.Column{
	Name: "h1req", CSV: 109, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, metric.Frontend),
	Help: "Requests in HTTP/1.",
})

var reqOther = metric.NewCounter(metric.Column{
	Name: "req_other", CSV: 108, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, metric.Frontend),
	Help: "Requests in neither HTTP/1, HTTP/2 nor HTTP/3.",
})

// reqTot is counted on backends and servers; a frontend's is the sum of the requests of each version.
var reqTot = metric.NewCounter(metric.Column{
	Name: "req_tot", CSV: 48, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, perHTTP|metric.Usage),
	HTTP: perWork,
	Prom: metric.ExportedHTTP("http_requests_total"),
	Help: "Requests received, invalid ones included; on a backend those that ended with a status, on a server those " +
		"whose response arrived.",
}, h1req, reqOther)

// reqRate counts what a frontend's reqTot counts.
var reqRate = metric.NewRateMax(metric.Column{
	Name: "req_rate", CSV: 46, Type: metric.U32, Unit: metric.PerSecond, On: metric.On("MRPP", metric.Frontend|metric.Operation),
	Help: "Requests in the last second.",
}, metric.Column{
	Name: "req_rate_max", CSV: 47, Type: metric.U32, Unit: metric.PerSecond, On: metric.On("MMPV", metric.Frontend|metric.Operation),
	Prom: metric.ExportedHTTP("http_requests_rate_max"),
	Help: "Most requests in a second.",
})

var dreq = metric.NewCounter(metric.Column{
	Name: "dreq", CSV: 10, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, metric.Proxies),
	Prom: metric.Exported("requests_denied_total"),
	Help: "Requests refused by a rule.",
})

var ereq = metric.NewCounter(metric.Column{
	Name: "ereq", CSV: 12, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, perConn),
	Prom: metric.Exported("request_errors_total"),
	Help: "Requests that were invalid, cut short or not complete in time.",
})

var intercepted = metric.NewCounter(metric.Column{
	Name: "intercepted", CSV: 80, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, metric.Frontend),
	HTTP: metric.Frontend,
	Prom: metric.Exported("intercepted_requests_total"),
	Help: "Requests answered by the gateway itself: redirects, returns, pages and services.",
})

var lbtot = metric.NewCounter(metric.Column{
	Name: "lbtot", CSV: 30, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, perWork),
	Prom: metric.Exported("loadbalanced_total"),
	Help: "Times the load balancer chose a server.",
})

var wretr = metric.NewCounter(metric.Column{
	Name: "wretr", CSV: 15, Type: metric.U64, Unit: metric.Attempts, On: metric.On(counted, perWork),
	Prom: metric.Exported("retry_warnings_total"),
	Help: "Attempts that were repeated on the same server.",
})

var wredis = metric.NewCounter(metric.Column{
	Name: "wredis", CSV: 16, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, perWork),
	Prom: metric.Exported("redispatch_warnings_total"),
	Help: "Requests moved to another server; on a server those that left it.",
})

var econ = metric.NewCounter(metric.Column{
	Name: "econ", CSV: 13, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, perWork),
	Prom: metric.Exported("connection_errors_total"),
	Help: "Requests given up before they had a connection to a server.",
})

var cliAbrt = metric.NewCounter(metric.Column{
	Name: "cli_abrt", CSV: 49, Type: metric.U64, Unit: metric.Transfers, On: metric.On(counted, perWork),
	Prom: metric.Exported("client_aborts_total"),
	Help: "Transfers that the client cut.",
})

var connects = metric.NewCounter(metric.Column{
	Name: "connect", CSV: 84, Type: metric.U64, Unit: metric.Attempts, On: metric.On(counted, perWork),
	Prom: metric.Exported("connection_attempts_total"),
	Help: "Connections tried towards servers.",
})

var reuses = metric.NewCounter(metric.Column{
	Name: "reuse", CSV: 85, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, perWork),
	Prom: metric.Exported("connection_reuses_total"),
	Help: "Requests sent on a server connection that was open already.",
})

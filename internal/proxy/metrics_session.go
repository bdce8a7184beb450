package proxy

import "metergate/internal/metric"

// sessions counts the client connections of a frontend and a listener, the streams of a backend and a server.
var sessions = metric.NewLevel(metric.Column{
	Name: "scur", CSV: 4, Type: metric.U32, Unit: metric.Sessions, On: metric.On("MGPV", perRow),
	Prom: metric.Exported("current_sessions"),
	Help: "Sessions open now; streams on a backend or server.",
}, metric.Column{
	Name: "smax", CSV: 5, Type: metric.U32, Unit: metric.Sessions, On: metric.On("MMPV", perRow),
	Prom: metric.Exported("max_sessions"),
	Help: "Most sessions that were open at once.",
})

var stot = metric.NewCounter(metric.Column{
	Name: "stot", CSV: 7, Type: metric.U64, Unit: metric.Sessions, On: metric.On(counted, perRow),
	Prom: metric.Exported("sessions_total"),
	Help: "Sessions accepted; on a backend the streams given to it, on a server every attempt to use it.",
})

// queued counts the requests that wait: in a server's own queue, or on a backend for any server.
var queued = metric.NewLevel(metric.Column{
	Name: "qcur", CSV: 2, Type: metric.U32, Unit: metric.Requests, On: metric.On("MGPV", perWork),
	Prom: metric.Exported("current_queue"),
	Help: "Requests waiting in the queue now; on a backend those not yet tied to a server.",
}, metric.Column{
	Name: "qmax", CSV: 3, Type: metric.U32, Unit: metric.Requests, On: metric.On("MMPV", perWork),
	Prom: metric.Exported("max_queue"),
	Help: "Most requests that waited in the queue at once.",
})

// sessRate counts what stot counts.
var sessRate = metric.NewRateMax(metric.Column{
	Name: "rate", CSV: 33, Type: metric.U32, Unit: metric.PerSecond, On: metric.On("MRPP", perHTTP),
	Prom: metric.Exported("current_session_rate"),
	Help: "Sessions in the last second.",
}, metric.Column{
	Name: "rate_max", CSV: 35, Type: metric.U32, Unit: metric.PerSecond,
	On:   metric.On("MMPV", metric.Frontend|metric.Server).And("MGPV", metric.Backend),
	Prom: metric.Exported("max_session_rate"),
	Help: "Most sessions in a second.",
})

var connRate = metric.NewRateMax(metric.Column{
	Name: "conn_rate", CSV: 77, Type: metric.U32, Unit: metric.PerSecond, On: metric.On("MRPP", metric.Frontend),
	Help: "Connections accepted in the last second.",
}, metric.Column{
	Name: "conn_rate_max", CSV: 78, Type: metric.U32, Unit: metric.PerSecond, On: metric.On("MMPV", metric.Frontend),
	Prom: metric.Exported("connections_rate_max"),
	Help: "Most connections accepted in a second.",
})

var connTot = metric.NewCounter(metric.Column{
	Name: "conn_tot", CSV: 79, Type: metric.U64, Unit: metric.Connections, On: metric.On(counted, perConn),
	Prom: metric.Exported("connections_total"),
	Help: "Connections accepted, before any rule on them.",
})

var dcon = metric.NewCounter(metric.Column{
	Name: "dcon", CSV: 81, Type: metric.U64, Unit: metric.Connections, On: metric.On(counted, perConn),
	Prom: metric.Exported("denied_connections_total"),
	Help: "Connections refused by a tcp-request connection rule.",
})

var dses = metric.NewCounter(metric.Column{
	Name: "dses", CSV: 82, Type: metric.U64, Unit: metric.Sessions, On: metric.On(counted, perConn),
	Prom: metric.Exported("denied_sessions_total"),
	Help: "Sessions refused by a tcp-request session rule.",
})

var sessOther = metric.NewCounter(metric.Column{
	Name: "sess_other", CSV: 104, Type: metric.U64, Unit: metric.Sessions, On: metric.On("MCPV", metric.Frontend),
	Help: "Sessions that speak neither HTTP/1, HTTP/2 nor HTTP/3.",
})

var h1sess = metric.NewCounter(metric.Column{
	Name: "h1sess", CSV: 105, Type: metric.U64, Unit: metric.Sessions, On: metric.On(counted, metric.Frontend),
	Help: "Sessions that speak HTTP/1.",
})

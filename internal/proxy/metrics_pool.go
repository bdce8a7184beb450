package proxy

import "metergate/internal/metric"

// The columns of the connections to a server.

// safeIdle counts idle connections that have served more than one request.
var safeIdle = metric.NewGauge(metric.Column{
	Name: "safe_conn_cur", CSV: 96, Type: metric.U32, Unit: metric.Connections, On: metric.On("MGPV", metric.Server),
	Prom: metric.Exported("safe_idle_connections_current"),
	Help: "Idle connections that have proved to be kept open by the server.",
})

// privateIdle counts idle connections that only one client may use.
var privateIdle = metric.NewGauge(metric.Column{
	Name: "priv_idle_cur", CSV: 113, Type: metric.U32, Unit: metric.Connections, On: metric.On("MGPV", metric.Server),
	Prom: metric.Exported("private_idle_connections_current"),
	Help: "Idle connections kept for one client.",
})

var (
	_ = poolColumn(88, "srv_icur", "idle_connections_current", "Idle connections that any client may use.",
		func(s *Server) metric.Value { return metric.Uint32(s.idle.Load()) })
	_ = poolColumn(95, "idle_conn_cur", "unsafe_idle_connections_current", "Idle connections that have served a single request.",
		func(s *Server) metric.Value { return metric.Uint32(int64(s.idle.Load()) - safeIdle.Sum(s.Set)) })
	_ = poolColumn(97, "used_conn_cur", "used_connections_current", "Connections in use.",
		func(s *Server) metric.Value { return metric.Uint32(sessions.Value(s.Set)) })
	_ = poolColumn(98, "need_conn_est", "need_connections_current", "Connections that are needed at once, by what was seen.",
		func(s *Server) metric.Value { return metric.Uint32(sessions.Max(s.Set)) })
)

func poolColumn(pos int, name, series, help string, read func(*Server) metric.Value) *metric.Column {
	return metric.Declare(metric.Column{
		Name: name, CSV: pos, Type: metric.U32, Unit: metric.Connections, On: metric.On("MGPV", metric.Server),
		Prom: metric.Exported(series), Help: help,
		Read: metric.Of(func(s *Server, _ *metric.View) metric.Value { return read(s) }),
	})
}

var _ = metric.Declare(metric.Column{
	Name: "src_ilim", CSV: 89, Type: metric.U32, Unit: metric.Connections, On: metric.On("CLPV", metric.Server),
	Prom: metric.Exported("idle_connections_limit"),
	Help: "Limit of idle connections (pool-max-conn). The name is the one that has always been printed.",
	Read: metric.Of(func(s *Server, _ *metric.View) metric.Value {
		if s.Pool.Max < 0 {
			return metric.NotSet()
		}
		return metric.Uint32(s.Pool.Max)
	}),
})

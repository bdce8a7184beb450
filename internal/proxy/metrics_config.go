package proxy

import "metergate/internal/metric"

// The columns that repeat what was configured, or set since by an operator.
var (
	_ = metric.Declare(metric.Column{
		Name: "slim", CSV: 6, Type: metric.U32, Unit: metric.Sessions, On: metric.On("CLPV", perRow),
		Prom: metric.Exported("limit_sessions"),
		Help: "Limit of sessions: maxconn of the frontend, address or server, fullconn of the backend.",
		Read: metric.ByKind(
			metric.Of(func(f *Frontend, _ *metric.View) metric.Value { return metric.Uint32(f.limit()) }),
			metric.Of(func(l *Listener, _ *metric.View) metric.Value { return metric.Uint32(l.Gate.Limit()) }),
			metric.Of(func(b *Backend, _ *metric.View) metric.Value { return metric.Uint32(b.Fullconn) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return limit(s.Maxconn()) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "qlimit", CSV: 25, Type: metric.U32, Unit: metric.Requests, On: metric.On("CGSV", metric.Server),
		Prom: metric.Exported("queue_limit"),
		Help: "Limit of requests that wait for this very server (maxqueue).",
		Read: metric.Of(func(s *Server, _ *metric.View) metric.Value { return limit(s.Maxqueue) }),
	})
	_ = metric.Declare(metric.Column{
		Name: "rate_lim", CSV: 34, Type: metric.U32, Unit: metric.PerSecond, On: metric.On("CLPV", metric.Frontend),
		Prom: metric.Exported("limit_session_rate"),
		Help: "Limit of new sessions per second (rate-limit sessions), 0 for none.",
		Read: metric.Of(func(f *Frontend, _ *metric.View) metric.Value { return metric.Uint32(f.RateLimit) }),
	})
	_ = metric.Declare(metric.Column{
		Name: "tracked", CSV: 31, Type: metric.Str, Unit: metric.String, On: metric.On("CNSV", metric.Server),
		Help: "Server whose health this one follows, as proxy/server.",
		Read: metric.Of(func(s *Server, _ *metric.View) metric.Value {
			if t := s.Tracked(); t != nil {
				return metric.Text(t.FullName())
			}
			return metric.None()
		}),
	})
	_ = metric.Declare(metric.Column{
		Name: "mode", CSV: 75, Type: metric.Str, Unit: metric.String, On: metric.On("CGSV", perRow),
		Help: "Mode of the proxy.",
		Read: metric.ByKind(
			metric.Of(func(f *Frontend, _ *metric.View) metric.Value { return metric.Text(f.Mode.String()) }),
			metric.Of(func(l *Listener, _ *metric.View) metric.Value { return metric.Text(l.Front.Mode.String()) }),
			metric.Of(func(b *Backend, _ *metric.View) metric.Value { return metric.Text(b.Mode.String()) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return metric.Text(s.Back.Mode.String()) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "algo", CSV: 76, Type: metric.Str, Unit: metric.String, On: metric.On("CGSV", metric.Backend), Legend: true,
		Help: "Algorithm that chooses servers.",
		Read: metric.Of(func(b *Backend, _ *metric.View) metric.Value { return metric.Text(b.Method.Algorithm.Label) }),
	})
	_ = metric.Declare(metric.Column{
		Name: "cookie", CSV: 74, Type: metric.Str, Unit: metric.String, On: metric.On("CNSV", perWork), Legend: true,
		Help: "Name of the backend's persistence cookie, or its value for the server.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, _ *metric.View) metric.Value { return text(b.cookieName()) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return text(s.Cookie()) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "addr", CSV: 73, Type: metric.Str, Unit: metric.String, On: metric.On("CGSV", metric.Listener|metric.Server),
		Legend: true,
		Help:   "Address and port, or the word unix.",
		Read: metric.ByKind(
			metric.Of(func(l *Listener, _ *metric.View) metric.Value { return address(l.socketAddr()) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return address(s.Addr()) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "proto", CSV: 112, Type: metric.Str, Unit: metric.String, On: metric.On("SGPV", metric.Listener),
		Help: "Transport of the address.",
		Read: metric.Of(func(l *Listener, _ *metric.View) metric.Value { return metric.Text(transport(l.socketAddr())) }),
	})
)

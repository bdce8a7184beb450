package proxy

import "metergate/internal/metric"

// The columns that show the state of the moment.
var (
	_ = metric.Declare(metric.Column{
		Name: "status", CSV: 17, Type: metric.Str, Unit: metric.String, On: metric.On("SGPV", perRow),
		Prom: []metric.Series{
			{Name: "status", On: metric.Frontend, States: frontendStatus},
			{Name: "status", On: metric.Listener, States: listenerStatus},
			{Name: "status", On: metric.Backend, States: backendStatus},
			{Name: "status", On: metric.Server, States: serverStatus},
		},
		Help: "State: OPEN and the like for frontends and listeners, UP or DOWN for backends, UP, DOWN, NOLB, DRAIN, MAINT or " +
			"'no check' for servers.",
		Read: metric.ByKind(
			metric.Of(func(f *Frontend, _ *metric.View) metric.Value { return metric.Text(f.State().String()) }),
			metric.Of(func(l *Listener, _ *metric.View) metric.Value { return metric.Text(l.Status()) }),
			metric.Of(func(b *Backend, v *metric.View) metric.Value { return metric.Text(b.Status() + b.shown(v)) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return metric.Text(s.Status()) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "weight", CSV: 18, Type: metric.U32, Unit: metric.Count, On: metric.On("MaPV", perWork),
		Prom: metric.Exported("weight"),
		Help: "Weight in force; on a backend the sum over the servers in use.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, _ *metric.View) metric.Value { return metric.Uint32(b.sumInUse((*Server).Weight)) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return metric.Uint32(s.Weight()) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "uweight", CSV: 99, Type: metric.U32, Unit: metric.Count, On: metric.On("MaPV", perWork),
		Prom: metric.Exported("uweight"),
		Help: "Weight that was asked for; on a backend the sum over the servers in use.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, _ *metric.View) metric.Value { return metric.Uint32(b.sumInUse((*Server).UserWeight)) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return metric.Uint32(s.UserWeight()) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "act", CSV: 19, Type: metric.U32, Unit: metric.Count,
		On:   metric.On("MGPV", metric.Backend).And("SGPV", metric.Server),
		Prom: []metric.Series{{Name: "active_servers", On: metric.Backend}, {Name: "active", On: metric.Server}},
		Help: "Active servers that can be used; on a server 1 if it is an active one.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, _ *metric.View) metric.Value { n, _ := b.Usable(); return metric.Uint32(n) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return flag(!s.Backup) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "bck", CSV: 20, Type: metric.U32, Unit: metric.Count,
		On:   metric.On("MGPV", metric.Backend).And("SGPV", metric.Server),
		Prom: []metric.Series{{Name: "backup_servers", On: metric.Backend}, {Name: "backup", On: metric.Server}},
		Help: "Backup servers that can be used; on a server 1 if it is a backup.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, _ *metric.View) metric.Value { _, n := b.Usable(); return metric.Uint32(n) }),
			metric.Of(func(s *Server, _ *metric.View) metric.Value { return flag(s.Backup) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "lastchg", CSV: 23, Type: metric.U32, Unit: metric.Seconds, On: metric.On("MAPP", perWork),
		Prom: metric.Exported("check_last_change_seconds"),
		Help: "Seconds since the last change of state.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, v *metric.View) metric.Value { return metric.Uint32(age(b.Since(), v)) }),
			metric.Of(func(s *Server, v *metric.View) metric.Value { return metric.Uint32(age(s.Since(), v)) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "downtime", CSV: 24, Type: metric.U32, Unit: metric.Seconds, On: metric.On("MCPV", perWork), When: watched,
		Prom: metric.Exported("downtime_seconds_total"),
		Help: "Seconds spent down.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, v *metric.View) metric.Value {
				if len(b.Servers()) == 0 {
					return metric.NotSet()
				}
				return metric.Uint32(b.Downtime(v.Now) / 1e9)
			}),
			metric.Of(func(s *Server, v *metric.View) metric.Value { return metric.Uint32(s.Downtime(v.Now) / 1e9) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "throttle", CSV: 29, Type: metric.U32, Unit: metric.Percent, On: metric.On("MaPV", metric.Server),
		Prom: metric.Exported("current_throttle"),
		Help: "Percentage of its weight and limit that a server which warms up has.",
		Read: metric.Of(func(s *Server, _ *metric.View) metric.Value {
			if percent, on := s.Throttle(); on {
				return metric.Uint32(percent)
			}
			return metric.NotSet()
		}),
	})
	_ = metric.Declare(metric.Column{
		Name: "lastsess", CSV: 55, Type: metric.S32, Unit: metric.Seconds, On: metric.On("MAPP", perWork),
		Prom: metric.Exported("last_session_seconds"),
		Help: "Seconds since the last request was given to a server, -1 for never.",
		Read: metric.ByKind(
			metric.Of(func(b *Backend, v *metric.View) metric.Value { return metric.Int32(int32(age(b.LastUse(), v))) }),
			metric.Of(func(s *Server, v *metric.View) metric.Value { return metric.Int32(int32(age(s.LastUse(), v))) }),
		),
	})
	_ = metric.Declare(metric.Column{
		Name: "srid", CSV: 103, Type: metric.U32, Unit: metric.Count, On: metric.On("MCPV", metric.Server),
		Help: "Revision of the server's number: how often a server that had it was deleted.",
		Read: metric.Of(func(*Server, *metric.View) metric.Value { return metric.Uint32(0) }),
	})
)

package proxy

import "metergate/internal/metric"

var _ = func() *metric.Column {
	c := withFraction(processColumn(37, "SslFrontendSessionReuse_pct", "MGPV", metric.Percent, "frontend_ssl_reuse",
		"Share of the TLS sessions with clients that resumed an earlier one, in percent."))
	c.Read = metric.Of(func(i *Info, v *metric.View) metric.Value { return metric.Float(i.resumed(v.Millis())) })
	return metric.Declare(c)
}()

// resumed returns the share of the last second's TLS sessions with clients that needed no key exchange, in percent.
func (i *Info) resumed(now int64) float64 {
	sessions := gwTLSRate.PerSecond(i.Process.Set, now)
	keys := gwFrontKeys.PerSecond(i.Process.Set, now)
	if sessions <= 0 || keys >= sessions {
		return 0
	}
	return 100 * (1 - keys/sessions)
}

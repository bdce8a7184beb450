package proxy

import "metergate/internal/metric"

// The columns of module ssl: TLS sessions with clients on frontends and listeners, with servers on backends and
// servers.

var sslSess = metric.NewCounter(sslColumn("ssl_sess", 133, "TLS sessions made."))

var sslReused = metric.NewCounter(sslColumn("ssl_reused_sess", 134, "TLS sessions that resumed an earlier one."))

var sslFailed = metric.NewCounter(sslColumn("ssl_failed_handshake", 135, "TLS handshakes that failed."))

var (
	_ = absent(sslColumn("ssl_ocsp_staple", 136, "TLS handshakes that carried an OCSP response."))
	_ = absent(sslColumn("ssl_failed_ocsp_staple", 137, "TLS handshakes that lacked a configured OCSP response."))
)

func sslColumn(name string, pos int, help string) metric.Column {
	return moduleColumn(metric.SSL, name, pos, perRow, "MCPV", metric.Count, help)
}

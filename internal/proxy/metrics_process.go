package proxy

import "metergate/internal/metric"

// What the process as a whole counts. What its frontends and backends count is not counted again but added up, in
// metrics_info_sum.go. The prefix gw tells these handles from those of the rows.

// gwConnRate counts client connections, gwSessRate the sessions that come of them.
var gwConnRate = metric.NewRateMax(
	withFraction(processColumn(26, "ConnRate", "MRPV", metric.PerSecond, "current_connection_rate",
		"Client connections accepted in the last second.")),
	processColumn(28, "MaxConnRate", "MMPV", metric.PerSecond, "max_connection_rate",
		"Most client connections accepted in a second."))

var gwSessRate = metric.NewRateMax(
	withFraction(processColumn(29, "SessRate", "MRPV", metric.PerSecond, "current_session_rate",
		"Sessions in the last second.")),
	processColumn(31, "MaxSessRate", "MRPV", metric.PerSecond, "max_session_rate",
		"Most sessions in a second."))

// The TLS connections of both sides, and the key exchanges of each: handshakes that resumed nothing.
var gwTLSConns = metric.NewGauge(processColumn(21, "CurrSslConns", "MGPV", metric.Connections, "current_ssl_connections",
	"TLS connections open now, on both sides."))

var gwTLSTot = metric.NewCounter(processColumn(22, "CumSslConns", "MCPV", metric.Connections, "ssl_connections_total",
	"TLS connections, on both sides."))

var gwTLSRate = metric.NewRateMax(
	withFraction(processColumn(32, "SslRate", "MRPV", metric.PerSecond, "current_ssl_rate",
		"TLS sessions with clients in the last second.")),
	processColumn(34, "MaxSslRate", "MMPV", metric.PerSecond, "max_ssl_rate",
		"Most TLS sessions with clients in a second."))

var gwFrontKeys = metric.NewRateMax(
	withFraction(processColumn(35, "SslFrontendKeyRate", "MGPV", metric.PerSecond, "current_frontend_ssl_key_rate",
		"Key exchanges with clients in the last second.")),
	processColumn(36, "SslFrontendMaxKeyRate", "MMPV", metric.PerSecond, "max_frontend_ssl_key_rate",
		"Most key exchanges with clients in a second."))

var gwBackKeys = metric.NewRateMax(
	withFraction(processColumn(38, "SslBackendKeyRate", "MRPV", metric.PerSecond, "current_backend_ssl_key_rate",
		"Key exchanges with servers in the last second.")),
	processColumn(39, "SslBackendMaxKeyRate", "MMPV", metric.PerSecond, "max_backend_ssl_key_rate",
		"Most key exchanges with servers in a second."))

// gwByteRate counts the bytes written to clients and to servers.
var gwByteRate = metric.NewRate(wide(processColumn(63, "BytesOutRate", "MRPV", metric.Bytes, "bytes_out_rate",
	"Bytes sent in the last second, to clients and to servers."), metric.AsGauge))

var _ = metric.Declare(logsLost())

func logsLost() metric.Column {
	c := typed(processColumn(58, "DroppedLogs", "MGPV", metric.Count, "dropped_logs_total",
		"Log lines dropped because nobody took them in time."), metric.AsCounter)
	c.Read = metric.Of(func(i *Info, _ *metric.View) metric.Value { return metric.Uint32(int(i.Process.LogsLost.Load())) })
	return c
}

// processColumn is a line of `show info`. Its position is that of the typed form; without a series the exporter does
// not show it.
func processColumn(pos int, name, tags string, u metric.Unit, series, help string) metric.Column {
	c := metric.Column{
		Name: name, CSV: pos, Type: metric.U32, Unit: u, On: metric.On(tags, metric.Process), Help: help,
	}
	if series != "" {
		c.Prom = metric.Exported(series)
	}
	return c
}

// withFraction marks a line that shows a fraction in the form with floats.
func withFraction(c metric.Column) metric.Column {
	c.Float = true
	return c
}

// typed gives the exporter another type than the letters do.
func typed(c metric.Column, t metric.SeriesType) metric.Column {
	c.Prom[0].Type = t
	return c
}

// wide is typed for a line that counts in 64 bits.
func wide(c metric.Column, t metric.SeriesType) metric.Column {
	c.Type = metric.U64
	return typed(c, t)
}

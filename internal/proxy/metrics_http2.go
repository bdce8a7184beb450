package proxy

import "metergate/internal/metric"

// The columns of module h2: HTTP/2 connections and streams towards the servers of a backend. Clients are not spoken to in
// HTTP/2, so that those of a frontend stay 0.

var (
	h2Headers  = h2Counter("h2_headers_rcvd", 120, "HEADERS frames received.")
	h2Data     = h2Counter("h2_data_rcvd", 121, "DATA frames received.")
	h2Settings = h2Counter("h2_settings_rcvd", 122, "SETTINGS frames received.")
	h2Resets   = h2Counter("h2_rst_stream_rcvd", 123, "RST_STREAM frames received.")
	h2GoAways  = h2Counter("h2_goaway_rcvd", 124, "GOAWAY frames received.")

	h2ConnErrors   = h2Counter("h2_detected_conn_protocol_errors", 125, "Connections ended for a protocol error of the peer.")
	h2StreamErrors = h2Counter("h2_detected_strm_protocol_errors", 126, "Streams ended for a protocol error of the peer.")
	h2ResetsSent   = h2Counter("h2_rst_stream_resp", 127, "RST_STREAM frames sent.")
	h2GoAwaysSent  = h2Counter("h2_goaway_resp", 128, "GOAWAY frames sent.")

	h2Conns     = metric.NewGauge(h2Column("h2_open_connections", 129, "MGPV", "HTTP/2 connections open now."))
	h2Streams   = metric.NewGauge(h2Column("h2_backend_open_streams", 130, "MGPV", "HTTP/2 streams open now."))
	h2ConnTot   = h2Counter("h2_total_connections", 131, "HTTP/2 connections.")
	h2StreamTot = h2Counter("h2_backend_total_streams", 132, "HTTP/2 streams.")
)

func h2Counter(name string, pos int, help string) *metric.Counter {
	return metric.NewCounter(h2Column(name, pos, "MCPV", help))
}

func h2Column(name string, pos int, tags, help string) metric.Column {
	return moduleColumn(metric.H2, name, pos, perSide, tags, metric.Count, help)
}

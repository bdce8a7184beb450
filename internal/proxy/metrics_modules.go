package proxy

import "metergate/internal/metric"

// The columns of modules h3 and quic, which this version does not have. A position is that of the first column
// of the module; the others follow in order.

func init() {
	absentModule(metric.H3, 138, h3Columns)
	absentModule(metric.QUIC, 165, quicColumns)
}

// A moduleEvent is a column of a module: its name, what it counts, and whether that is a state of the present.
type moduleEvent struct {
	name, help string
	gauge      bool
}

func absentModule(m metric.Module, first int, events []moduleEvent) {
	for i, e := range events {
		tags := "MCPV"
		if e.gauge {
			tags = "MGPV"
		}
		absent(moduleColumn(m, e.name, first+i, perSide, tags, metric.Count, e.help))
	}
}

var h3Columns = []moduleEvent{
	{name: "h3_data", help: "DATA frames received."},
	{name: "h3_headers", help: "HEADERS frames received."},
	{name: "h3_cancel_push", help: "CANCEL_PUSH frames received."},
	{name: "h3_push_promise", help: "PUSH_PROMISE frames received."},
	{name: "h3_max_push_id", help: "MAX_PUSH_ID frames received."},
	{name: "h3_goaway", help: "GOAWAY frames received."},
	{name: "h3_settings", help: "SETTINGS frames received."},
	{name: "h3_no_error", help: "Errors of code H3_NO_ERROR."},
	{name: "h3_general_protocol_error", help: "Errors of code H3_GENERAL_PROTOCOL_ERROR."},
	{name: "h3_internal_error", help: "Errors of code H3_INTERNAL_ERROR."},
	{name: "h3_stream_creation_error", help: "Errors of code H3_STREAM_CREATION_ERROR."},
	{name: "h3_closed_critical_stream", help: "Errors of code H3_CLOSED_CRITICAL_STREAM."},
	{name: "h3_frame_unexpected", help: "Errors of code H3_FRAME_UNEXPECTED."},
	{name: "h3_frame_error", help: "Errors of code H3_FRAME_ERROR."},
	{name: "h3_excessive_load", help: "Errors of code H3_EXCESSIVE_LOAD."},
	{name: "h3_id_error", help: "Errors of code H3_ID_ERROR."},
	{name: "h3_settings_error", help: "Errors of code H3_SETTINGS_ERROR."},
	{name: "h3_missing_settings", help: "Errors of code H3_MISSING_SETTINGS."},
	{name: "h3_request_rejected", help: "Errors of code H3_REQUEST_REJECTED."},
	{name: "h3_request_cancelled", help: "Errors of code H3_REQUEST_CANCELLED."},
	{name: "h3_request_incomplete", help: "Errors of code H3_REQUEST_INCOMPLETE."},
	{name: "h3_message_error", help: "Errors of code H3_MESSAGE_ERROR."},
	{name: "h3_connect_error", help: "Errors of code H3_CONNECT_ERROR."},
	{name: "h3_version_fallback", help: "Errors of code H3_VERSION_FALLBACK."},
	{name: "pack_decompression_failed", help: "Field sections that could not be decompressed."},
	{name: "qpack_encoder_stream_error", help: "Errors on the encoder stream of QPACK."},
	{name: "qpack_decoder_stream_error", help: "Errors on the decoder stream of QPACK."},
}

var quicColumns = []moduleEvent{
	{name: "quic_rxbuf_full", help: "Datagrams lost for a full receive buffer."},
	{name: "quic_dropped_pkt", help: "Packets dropped."},
	{name: "quic_dropped_pkt_bufoverrun", help: "Packets dropped for a buffer overrun."},
	{name: "quic_dropped_parsing_pkt", help: "Packets dropped because they could not be parsed."},
	{name: "quic_socket_full", help: "Sends put off because the socket was full."},
	{name: "quic_sendto_err", help: "Sends that failed."},
	{name: "quic_sendto_err_unknwn", help: "Sends that failed for an unknown reason."},
	{name: "quic_sent_pkt", help: "Packets sent."},
	{name: "quic_lost_pkt", help: "Packets lost."},
	{name: "quic_too_short_dgram", help: "Datagrams too short to be valid."},
	{name: "quic_retry_sent", help: "Retry packets sent."},
	{name: "quic_retry_validated", help: "Retry tokens found valid."},
	{name: "quic_retry_error", help: "Retry tokens found wrong."},
	{name: "quic_half_open_conn", help: "Connections in their handshake now.", gauge: true},
	{name: "quic_hdshk_fail", help: "Handshakes that failed."},
	{name: "quic_stless_rst_sent", help: "Stateless resets sent."},
	{name: "quic_conn_migration_done", help: "Connections that changed path."},
	{name: "quic_transp_err_no_error", help: "Transport errors of code NO_ERROR."},
	{name: "quic_transp_err_internal_error", help: "Transport errors of code INTERNAL_ERROR."},
	{name: "quic_transp_err_connection_refused", help: "Transport errors of code CONNECTION_REFUSED."},
	{name: "quic_transp_err_flow_control_error", help: "Transport errors of code FLOW_CONTROL_ERROR."},
	{name: "quic_transp_err_stream_limit_error", help: "Transport errors of code STREAM_LIMIT_ERROR."},
	{name: "quic_transp_err_stream_state_error", help: "Transport errors of code STREAM_STATE_ERROR."},
	{name: "quic_transp_err_final_size_error", help: "Transport errors of code FINAL_SIZE_ERROR."},
	{name: "quic_transp_err_frame_encoding_error", help: "Transport errors of code FRAME_ENCODING_ERROR."},
	{name: "quic_transp_err_transport_parameter_error", help: "Transport errors of code TRANSPORT_PARAMETER_ERROR."},
	{name: "quic_transp_err_connection_id_limit", help: "Transport errors of code CONNECTION_ID_LIMIT."},
	{name: "quic_transp_err_protocol_violation_error", help: "Transport errors of code PROTOCOL_VIOLATION_ERROR."},
	{name: "quic_transp_err_invalid_token", help: "Transport errors of code INVALID_TOKEN."},
	{name: "quic_transp_err_application_error", help: "Transport errors of code APPLICATION_ERROR."},
	{name: "quic_transp_err_crypto_buffer_exceeded", help: "Transport errors of code CRYPTO_BUFFER_EXCEEDED."},
	{name: "quic_transp_err_key_update_error", help: "Transport errors of code KEY_UPDATE_ERROR."},
	{name: "quic_transp_err_aead_limit_reached", help: "Transport errors of code AEAD_LIMIT_REACHED."},
	{name: "quic_transp_err_no_viable_path", help: "Transport errors of code NO_VIABLE_PATH."},
	{name: "quic_transp_err_crypto_error", help: "Transport errors of code CRYPTO_ERROR."},
	{name: "quic_transp_err_unknown_error", help: "Transport errors of code UNKNOWN_ERROR."},
	{name: "quic_data_blocked", help: "DATA_BLOCKED frames received."},
	{name: "quic_stream_data_blocked", help: "STREAM_DATA_BLOCKED frames received."},
	{name: "quic_streams_blocked_bidi", help: "STREAMS_BLOCKED frames received for two-way streams."},
	{name: "quic_streams_blocked_uni", help: "STREAMS_BLOCKED frames received for one-way streams."},
	{name: "quic_ncbuf_gap_limit", help: "Frames refused for too many gaps in what was received."},
}

package sample

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"metergate/internal/conf"
)

// Why words of the language are refused.
const (
	noSessionID = "the library of TLS does not tell it; ssl_fc_unique_id and ssl_bc_unique_id tell connections apart"
	noSecrets   = "secrets of sessions are not handed out"
	noHelloList = "what a client offered is not kept"
	noPackets   = "packets are not taken apart"
	noInside    = "it tells of the inside of HAProxy"
	noProtocol  = "this protocol is not spoken"
	noDevices   = "device detection needs a library of its vendor"
)

// A refusal is a reason, and the words that it holds for, with blanks between.
type refusal struct{ why, words string }

// refusedFetches and refusedConverters are known and not supported.
var (
	refusedFetches = []refusal{
		{noSessionID, "ssl_fc_session_id ssl_bc_session_id"},
		{noSecrets, "ssl_fc_session_key ssl_bc_session_key ssl_fc_client_random ssl_bc_client_random ssl_fc_server_random ssl_bc_server_random " +
			"ssl_fc_client_early_traffic_secret ssl_bc_client_early_traffic_secret ssl_fc_client_handshake_traffic_secret " +
			"ssl_bc_client_handshake_traffic_secret ssl_fc_server_handshake_traffic_secret ssl_bc_server_handshake_traffic_secret " +
			"ssl_fc_client_traffic_secret_0 ssl_bc_client_traffic_secret_0 ssl_fc_server_traffic_secret_0 ssl_bc_server_traffic_secret_0 " +
			"ssl_fc_exporter_secret ssl_bc_exporter_secret ssl_fc_early_exporter_secret ssl_bc_early_exporter_secret"},
		{noHelloList, "ssl_fc_cipherlist_bin ssl_fc_cipherlist_hex ssl_fc_cipherlist_str ssl_fc_cipherlist_xxh ssl_fc_ecformats_bin ssl_fc_eclist_bin " +
			"ssl_fc_extlist_bin ssl_fc_protocol_hello_id ssl_fc_sigalgs_bin ssl_fc_supported_versions_bin"},
		{noInside, "cpu_calls cpu_ns_avg cpu_ns_tot lat_ns_avg lat_ns_tot cpu_usage_grp cpu_usage_proc cpu_usage_thr term_events waiting_entity " +
			"bs.debug_str fs.debug_str bs.id fs.id bs.aborted fs.aborted bs.rst_code fs.rst_code dump_all_vars " +
			"internal.htx.data internal.htx.free internal.htx.free_data internal.htx.has_eom internal.htx.nbblks internal.htx.size internal.htx.used " +
			"internal.htx_blk.size internal.htx_blk.type internal.htx_blk.data internal.htx_blk.hdrname internal.htx_blk.hdrval " +
			"internal.htx_blk.start_line internal.strm.is_htx"},
		{noProtocol, "distcc_body distcc_param fcgi.docroot fcgi.index spoe.engine-id quic_enabled ssl_fc_early_rcvd ssl_fc_npn ssl_bc_npn " +
			"rdp_cookie rdp_cookie_cnt req.rdp_cookie req.rdp_cookie_cnt"},
		{noDevices, "51d.all"},
	}
	refusedConverters = []refusal{
		{noPackets, "eth.data eth.dst eth.hdr eth.proto eth.src eth.vlan ip.data ip.df ip.dst ip.fp ip.hdr ip.proto ip.src ip.tos ip.ttl ip.ver " +
			"tcp.dst tcp.flags tcp.options.mss tcp.options.sack tcp.options.tsopt tcp.options.tsval tcp.options.wscale tcp.options.wsopt " +
			"tcp.options_list tcp.seq tcp.src tcp.win"},
		{noProtocol, "fix_is_valid fix_tag_value mqtt_field_value mqtt_is_valid protobuf ungrpc"},
		{noDevices, "51d.single da-csv-conv"},
	}
)

// RefusedWords calls f with each reason, and the fetches and converters that it holds for.
func RefusedWords(f func(why string, words []string)) {
	for _, r := range slices.Concat(refusedFetches, refusedConverters) {
		f(r.why, strings.Fields(r.words))
	}
}

// unknownWord is the error for a name that is no fetch or no converter, as its kind says. Where it is known, it has the reason;
// else the word that may have been meant.
func unknownWord[T any](kind, name string, known map[string]*T, refused []refusal) error {
	for _, r := range refused {
		if slices.Contains(strings.Fields(r.words), name) {
			return fmt.Errorf("%s '%s' is not supported: %s", kind, name, r.why)
		}
	}
	if near := conf.Nearest(name, slices.Sorted(maps.Keys(known))); near != "" {
		return fmt.Errorf("unknown %s '%s', did you mean '%s' maybe ?", kind, name, near)
	}
	return fmt.Errorf("unknown %s '%s'", kind, name)
}

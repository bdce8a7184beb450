package conf

import "strings"

// The log formats that the files can refer to as "${HAPROXY_HTTP_LOG_FMT}" and
// that `option httplog` and its like stand for.
const (
	HTTPLogFormat    = `%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r`
	HTTPCLFLogFormat = `%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl`
	HTTPSLogFormat   = `%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r ` +
		`%[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc`
	TCPLogFormat      = `%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq`
	TCPCLFLogFormat   = `%{+Q}o %{-Q}ci - - [%T] "TCP " 000 %B "" "" %cp %ms %ft %b %s %Th %Tw %Tc %Tt %U %ts-- %ac %fc %bc %sc %rc %sq %bq "" "" `
	KeylogFCLogFormat = "CLIENT_EARLY_TRAFFIC_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_client_early_traffic_secret]\n" +
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_client_handshake_traffic_secret]\n" +
		"SERVER_HANDSHAKE_TRAFFIC_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_server_handshake_traffic_secret]\n" +
		"CLIENT_TRAFFIC_SECRET_0 %[ssl_fc_client_random,hex] %[ssl_fc_client_traffic_secret_0]\n" +
		"SERVER_TRAFFIC_SECRET_0 %[ssl_fc_client_random,hex] %[ssl_fc_server_traffic_secret_0]\n" +
		"EXPORTER_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_exporter_secret]\n" +
		"EARLY_EXPORTER_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_early_exporter_secret]"
)

// Predefine sets the variables that HAProxy gives to every file. peer is the
// local peer's name; paths are the files as the command line names them.
func (e *Env) Predefine(peer string, paths []string) {
	e.Set("HAPROXY_STARTUP_VERSION", Version)
	e.Set("HAPROXY_BRANCH", Branch)
	e.Set("HAPROXY_LOCALPEER", peer)
	e.Set("HAPROXY_CFGFILES", strings.Join(paths, ";"))
	e.Set("HAPROXY_HTTP_LOG_FMT", HTTPLogFormat)
	e.Set("HAPROXY_HTTP_CLF_LOG_FMT", HTTPCLFLogFormat)
	e.Set("HAPROXY_HTTPS_LOG_FMT", HTTPSLogFormat)
	e.Set("HAPROXY_TCP_LOG_FMT", TCPLogFormat)
	e.Set("HAPROXY_TCP_CLF_LOG_FMT", TCPCLFLogFormat)
	e.Set("HAPROXY_KEYLOG_FC_LOG_FMT", KeylogFCLogFormat)
}

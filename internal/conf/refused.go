package conf

import "strings"

// Why things are refused.
const (
	noLua       = "no Lua is run"
	noPrograms  = "no programs are started by the gateway"
	noDevices   = "device detection needs a library of its vendor"
	noSPOE      = "the stream processing protocol is not spoken"
	noFastCGI   = "FastCGI is not spoken"
	noMailers   = "mail is not sent; alerts go to the notifiers of alerting"
	noQUIC      = "QUIC is not spoken"
	noEarlyData = "early data of TLS is not taken, which an attacker could repeat"
	noSockets   = "this option of sockets is not set"
	noNamespace = "sockets are made in the network namespace of the process only"
	notYet      = "this version does not have it"
)

// refused lists what is known and not supported, by place and reason. Names of
// several words use a slash for the blank between them.
var refused = []struct {
	in    Scope
	why   string
	names string
}{
	{Global, noLua, "lua-load lua-load-per-thread lua-prepend-path"},
	{Global, noPrograms, "external-check ssl-passphrase-cmd"},
	{Defaults | Backend, noPrograms, "external-check/command external-check/path option/external-check"},
	{Global, "counters live in the process; see the state files", "shm-stats-file shm-stats-file-max-objects"},
	{Global, noDevices, "51degrees-allow-unmatched 51degrees-cache-size 51degrees-data-file 51degrees-difference " +
		"51degrees-drift 51degrees-property-name-list 51degrees-property-separator 51degrees-use-performance-graph " +
		"51degrees-use-predictive-graph deviceatlas-json-file deviceatlas-log-level deviceatlas-properties-cookie " +
		"deviceatlas-separator wurfl-cache-size wurfl-data-file wurfl-information-list wurfl-information-list-separator wurfl-patch-file"},
	{Listen, noSPOE, "filter/spoe"},
	{Defaults | Backend, noSPOE, "option/spop-check"},
	{Listen, noFastCGI, "filter/fcgi-app"},
	{Backend, noFastCGI, "use-fcgi-app"},
	{Listen, "it traces the inside of HAProxy", "filter/trace"},
	{Proxies, noMailers, "email-alert/from email-alert/level email-alert/mailers email-alert/myhostname email-alert/to"},
	{NamedDefaults | Frontend, noQUIC, "quic-initial"},
	{BindLine, noQUIC, "quic-cc-algo quic-force-retry quic-socket"},
	{ServerLine, noQUIC, "quic-cc-algo"},
	{BindLine, "next protocol negotiation was replaced by alpn", "npn"},
	{ServerLine, "next protocol negotiation was replaced by alpn", "npn"},
	{Global, "it writes the keys of sessions to logs", "tune.ssl.keylog"},

	{Global, notYet, "cluster-secret dns-accept-family h1-accept-payload-with-any-method " +
		"h1-do-not-close-on-insecure-transfer-encoding " +
		"issuers-chain-path " +
		"ocsp-update.disable ocsp-update.httpproxy ocsp-update.maxdelay ocsp-update.mindelay ocsp-update.mode " +
		"tune.ssl.ocsp-update.maxdelay tune.ssl.ocsp-update.mindelay " +
		"ssl-default-bind-client-sigalgs ssl-default-bind-sigalgs ssl-default-server-client-sigalgs ssl-default-server-sigalgs " +
		"ssl-skip-self-issued-ca ssl-load-extra-del-ext tune.http.cookielen tune.http.logurilen " +
		"tune.h2.be.initial-window-size tune.h2.be.max-concurrent-streams tune.h2.be.max-frames-at-once tune.h2.be.rxbuf " +
		"tune.h2.fe.initial-window-size tune.h2.fe.max-concurrent-streams tune.h2.fe.max-frames-at-once " +
		"tune.h2.fe.max-rst-at-once tune.h2.fe.max-total-streams tune.h2.fe.rxbuf tune.h2.header-table-size " +
		"tune.h2.initial-window-size tune.h2.log-errors tune.h2.max-concurrent-streams tune.h2.max-frame-size"},
	{Frontend, notYet, "crt ssl-f-use"},
	{Listen, notYet, "filter filter-sequence"},
	{Defaults | Frontend, noSockets, "clitcpka-cnt clitcpka-idle clitcpka-intvl"},
	{Defaults | Backend, noSockets, "srvtcpka-cnt srvtcpka-idle srvtcpka-intvl"},
	{Defaults | Frontend, "the header Proxy-Connection, which no standard knows, is not read", "option/http-use-proxy-header"},
	{Defaults | Frontend, "idle connections of clients are closed when the gateway stops, not kept for one request more", "option/idle-close-on-response"},
	{Defaults | Backend, notYet, "hash-preserve-affinity persist/rdp-cookie"},
	{Proxies, notYet, "option/http-drop-request-trailers option/http-drop-response-trailers"},
	{LogForward, notYet, "backlog option/host"},
	{Ring, "rings are in memory; a server of the ring, or a log line, can keep what they hold", "backing-file"},
	{Global, "the rights of the process are those it has after 'user' and 'group'", "setcap"},
	{BindLine | ServerLine, noNamespace, "namespace"},
	{BindLine | ServerLine, noSockets, "cc tcp-md5sig"},
	{BindLine, noSockets, "tcp-ss"},
	{BindLine | ServerLine, "idle connections of HTTP/1 cannot be pinged", "idle-ping"},
	{ServerLine, noEarlyData, "allow-0rtt"},
	{BindLine, "its header is not read; use accept-proxy", "accept-netscaler-cip"},
	{BindLine, "connections are not made backwards, from servers to the gateway", "nbconn"},
	{BindLine, notYet, "ca-sign-file ca-sign-pass " +
		"client-sigalgs ech generate-certificates " +
		"proto sigalgs tls-ticket-keys"},
	{ServerLine, notYet, "check-reuse-pool check-pool-conn-name client-sigalgs " +
		"healthcheck log-proto " +
		"sigalgs renegotiate no-renegotiate"},
	{ServerLine, "it belongs behind 'source'", "usesrc"},
}

// refusedSections lists kinds of sections that are known and not supported.
var refusedSections = []struct{ why, kinds string }{
	{noMailers, "mailers"},
	{noPrograms, "program"},
	{"it traces the inside of HAProxy", "traces"},
	{notYet, "acme healthcheck"},
}

// retired lists directives that HAProxy no longer knows, with what it says.
var retired = []struct {
	in         Scope
	name, text string
}{
	{Global, "nbproc", "nbproc is not supported any more since HAProxy 2.5. Threads will automatically be used on multi-processor machines if available."},
	{Proxies, "clitimeout", "the 'clitimeout' directive is not supported anymore since HAProxy 2.1. Use 'timeout client'."},
	{Proxies, "contimeout", "the 'contimeout' directive is not supported anymore since HAProxy 2.1. Use 'timeout connect'."},
	{Proxies, "srvtimeout", "the 'srvtimeout' directive is not supported anymore since HAProxy 2.1. Use 'timeout server'."},
	{Proxies, "redispatch", "keyword 'redispatch' directive is not supported anymore since HAProxy 2.1. Use 'option redispatch'."},
	{Proxies, "block", "The 'block' directive is not supported anymore since HAProxy 2.1. Use 'http-request deny' which uses the exact same syntax."},
	{Proxies, "appsession", "'appsession' is not supported anymore since HAProxy 1.6."},
	{Proxies, "option http-tunnel", "option 'http-tunnel' is not supported any more since HAProxy 2.1, please just remove it, it shouldn't be needed."},
	{Proxies, "option forceclose", "option 'forceclose' is not supported any more since HAProxy 2.0, please just remove it, or use 'option httpclose' if absolutely needed."},
}

// rewritten names the rules that took the place of the req and rsp directives.
var rewritten = []struct{ name, instead string }{
	{"reqadd", "'http-request add-header'"},
	{"reqallow", "'http-request allow'"},
	{"reqdel", "'http-request del-header'"},
	{"reqdeny", "'http-request deny'"},
	{"reqideny", "'http-request deny'"},
	{"reqirep", "'http-request replace-header'"},
	{"reqrep", "'http-request replace-path', 'http-request replace-uri' or 'http-request replace-header'"},
	{"reqtarpit", "'http-request tarpit'"},
	{"rspadd", "'http-response add-header'"},
	{"rspdel", "'http-response del-header'"},
	{"rspdeny", "'http-response deny'"},
	{"rspideny", "'http-response deny'"},
	{"rspirep", "'http-response replace-header'"},
	{"rsprep", "'http-response replace-header'"},
}

func init() {
	for _, r := range refused {
		for name := range strings.FieldsSeq(r.names) {
			Refuse(strings.ReplaceAll(name, "/", " "), r.in, r.why)
		}
	}
	for _, s := range refusedSections {
		for kind := range strings.FieldsSeq(s.kinds) {
			RefuseSection(kind, s.why)
		}
	}
	DeclareSection(SectionKind{Kind: "fcgi-app", Name: MayName, Unused: noFastCGI + "; use-fcgi-app, filter fcgi-app and proto fcgi are refused"})
	for _, r := range retired {
		retire(r.name, r.in, r.text)
	}
	for _, r := range rewritten {
		retire(r.name, Proxies, "The '"+r.name+"' directive is not supported anymore since HAProxy 2.1. Use "+r.instead+" instead.")
	}
}

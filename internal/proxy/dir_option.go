package proxy

import "metergate/internal/conf"

// The switches of a proxy that need no argument.
var (
	optKeepAlive       = option("http-keep-alive", conf.Listen, "Keeps connections open on both sides between requests, which is the default.")
	optServerClose     = option("http-server-close", conf.Listen, "Closes the server's connection after each answer and keeps the client's.")
	optClose           = option("httpclose", conf.Listen, "Closes both connections after each answer.")
	optPretendKeep     = option("http-pretend-keepalive", conf.Backend, "Servers are told that their connection is kept, also when it is closed behind the answer: some frame their answers only then.")
	optIgnoreProbes    = option("http-ignore-probes", conf.Frontend, "A connection that closes or times out before its first byte is neither answered, logged nor counted as an error.")
	optSocketStats     = option("socket-stats", conf.Frontend, "Counts for each address of the frontend, and shows a row for it.")
	optAbortOnClose    = option("abortonclose", conf.Listen, "A request whose client has closed its side is given up, wherever it waits; on by default, as in HAProxy 3.5.")
	optAllBackups      = option("allbackups", conf.Backend, "When no active server is left, all backups share the load instead of the first one.")
	optPreferLast      = option("prefer-last-server", conf.Backend, "Requests of a client connection stay on the server of the one before, if it can take them.")
	optBufferRequest   = option("http-buffer-request", conf.Listen, "Waits for the body of a request, as much of it as fits one buffer (tune.bufsize), before rules are asked.")
	optPersist         = option("persist", conf.Backend, "Requests that are bound to a server are sent to it even when it is down.")
	optNoLinger        = option("nolinger", conf.Listen, "Connections are reset when they are closed: the kernel keeps nothing of them, and drops what the other side has not taken yet.")
	optClientTCPKA     = option("clitcpka", conf.Frontend, "The kernel probes silent client connections.")
	optServerTCPKA     = option("srvtcpka", conf.Backend, "The kernel probes silent server connections.")
	optTCPKA           = option("tcpka", conf.Listen, "The kernel probes silent connections on both sides.")
	optLogHealthChecks = option("log-health-checks", conf.Backend, "Logs every check that moves the health of its server or ends otherwise than the one before.")
	optIndependent     = option("independent-streams", conf.Listen, "What is sent to a side does not count as a sign of life of it: only what it sends itself does.")
	optUnsafeRequest   = option("accept-unsafe-violations-in-http-request", conf.Frontend,
		"Takes requests that break the standard where the reference is lenient; needed only for broken clients.")
	optUnsafeResponse = option("accept-unsafe-violations-in-http-response", conf.Backend,
		"Takes responses that break the standard where the reference is lenient; needed only for broken servers.")
)

func option(name string, in conf.Scope, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{
		Name: "option " + name, In: conf.Defaults | in, Usage: "option " + name, Help: help, No: true,
	})
}

// keepAlive returns the connection mode that a section chose: of its three options the one given last.
func keepAlive(b *conf.Bag) KeepAlive {
	mode, last := KeepAliveBoth, optKeepAlive
	for _, o := range [...]struct {
		key  *conf.Key[bool]
		mode KeepAlive
	}{{optKeepAlive, KeepAliveBoth}, {optServerClose, ServerClose}, {optClose, Close}} {
		if o.key.Or(b, false) && (o.key == last || !last.Or(b, false) || conf.Later(b, o.key, last)) {
			mode, last = o.mode, o.key
		}
	}
	return mode
}

package conf

import "strings"

// unused lists directives of sections global that tune machinery of HAProxy
// which has no counterpart here, by what their arguments look like.
var unused = []struct {
	help  string
	form  Form
	names string
}{
	{"Places threads and memory; the Go scheduler and the kernel do that here.", FormWords,
		"cpu-map cpu-affinity cpu-set cpu-policy thread-group"},
	{"Groups threads; event loops need no groups.", FormNumber, "thread-groups max-threads-per-group thread-hard-limit"},
	{"Takes other connections from other thread groups.", FormWord, "tune.takeover-other-tg-connections"},
	{"Chooses how HAProxy polls; -vv shows what polls here, and METERGATE_POLLER chooses it.", FormNone,
		"noepoll noevports nokqueue nopoll"},
	{"Turns off a way of moving data that is not used here, or not one to choose.", FormNone,
		"noktls tune.disable-fast-forward tune.disable-zero-copy-forwarding"},
	{"Tunes HAProxy's memory allocator.", FormNone, "no-memory-trimming tune.fail-alloc prealloc-fd"},
	{"Names are resolved by Go's own resolver.", FormNone, "nogetaddrinfo"},
	{"Listeners are handed over on a reload rather than bound beside each other.", FormNone, "noreuseport"},
	{"Bounds how far the first checks of servers are spread.", FormTime, "max-spread-checks"},
	{"A switch of HAProxy's own that changes nothing here.", FormNone,
		"expose-deprecated-directives expose-experimental-directives quick-exit limited-quic insecure-setuid-wanted " +
			"h2-workaround-bogus-websocket-clients tune.ssl.force-private-cache ssl-mode-async"},
	{"Sizes buffers of HAProxy; buffers here grow and shrink by themselves.", FormSize,
		"tune.bufsize.large tune.bufsize.small tune.pipesize tune.recv_enough"},
	{"Sizes socket buffers; the kernel's automatic sizes are used.", FormSize,
		"tune.rcvbuf.backend tune.rcvbuf.client tune.rcvbuf.frontend tune.rcvbuf.server " +
			"tune.sndbuf.backend tune.sndbuf.client tune.sndbuf.frontend tune.sndbuf.server " +
			"tune.notsent-lowat.client tune.notsent-lowat.server"},
	{"Bounds the memory of variables, which live with their stream here.", FormSize,
		"tune.vars.global-max-size tune.vars.proc-max-size tune.vars.reqres-max-size tune.vars.sess-max-size " +
			"tune.vars.txn-max-size tune.vars.check-max-size"},
	{"Bounds the payload of a command; the Runtime API has a bound of its own.", FormSize, "tune.cli.max-payload-size"},
	{"Counts HAProxy's pools of buffers and pipes.", FormNumber,
		"tune.buffers.limit tune.buffers.reserve tune.memory.hot-size tune.chksize"},
	{"Paces HAProxy's event loop; a turn is bounded by work here.", FormNumber,
		"tune.events.max-events-at-once tune.maxaccept tune.maxpollevents tune.runqueue-depth tune.max-rules-at-once " +
			"tune.max-checks-per-thread tune.ring.queues tune.streams-elasticity tune.peers.max-updates-at-once"},
	{"Keeps descriptors of idle server connections; pool-max-conn bounds them here.", FormRange(0, 100),
		"tune.pool-high-fd-ratio tune.pool-low-fd-ratio"},
	{"Sets the priority of HAProxy's threads.", FormRange(-20, 19), "tune.renice.runtime tune.renice.startup"},
	{"Sizes a cache of pattern lookups, which are fast without one.", FormNumber, "tune.pattern.cache-size"},
	{"Counts protocol glitches; such requests are refused outright here.", FormNumber,
		"tune.h1.be.glitches-threshold tune.h1.fe.glitches-threshold tune.h2.be.glitches-threshold " +
			"tune.h2.fe.glitches-threshold tune.glitches.kill.cpu-usage"},
	{"Tunes OpenSSL; Go's TLS has no such setting.", FormNumber,
		"tune.ssl.default-dh-param tune.ssl.cachesize tune.ssl.capture-buffer-size tune.ssl.capture-cipherlist-size " +
			"tune.ssl.hard-maxrecord tune.ssl.maxrecord tune.ssl.ssl-ctx-cache-size tune.ssl.keyupdate-rate-limit ssl-security-level"},
	{"Parameters of key exchanges that are not offered.", FormDHFile, "ssl-dh-param-file"},
	{"Loads parts of OpenSSL; Go's TLS is built in.", FormWords,
		"ssl-engine ssl-propquery ssl-provider ssl-provider-path"},
	{"Compresses certificates in handshakes, which Go's TLS does not.", FormOneOf("auto", "off"), "tune.ssl.certificate-compression"},
	{"Tunes zlib's memory.", FormRange(1, 9), "tune.zlib.memlevel"},
	{"Tunes zlib's memory.", FormRange(8, 15), "tune.zlib.windowsize"},
	{"Bounds the memory of compression.", FormNumber, "maxzlibmem"},
	{"Tunes the client that Lua scripts use.", FormWord,
		"httpclient.resolvers.id httpclient.resolvers.prefer httpclient.resolvers.disabled httpclient.ssl.ca-file httpclient.ssl.verify"},
	{"Tunes the client that Lua scripts use.", FormNumber, "httpclient.retries"},
	{"Tunes the client that Lua scripts use.", FormTime, "httpclient.timeout.connect"},
	{"Tunes Lua, which is not run.", FormTime,
		"tune.lua.burst-timeout tune.lua.service-timeout tune.lua.session-timeout tune.lua.task-timeout"},
	{"Tunes Lua, which is not run.", FormNumber, "tune.lua.forced-yield tune.lua.maxmem"},
	{"Tunes Lua, which is not run.", FormOnOff, "tune.lua.log.loggers"},
	{"Tunes Lua, which is not run.", FormOneOf("on", "auto", "off"), "tune.lua.log.stderr"},
	{"Tunes Lua, which is not run.", FormOneOf("normal", "pre-3.1-bug"), "tune.lua.bool-sample-conversion"},
	{"Tunes Lua, which is not run.", FormWords, "tune.lua.openlibs"},
	{"Tunes QUIC, which is not spoken.", FormNumber,
		"tune.quic.be.cc.cubic-min-losses tune.quic.be.cc.max-frame-loss tune.quic.be.sec.glitches-threshold " +
			"tune.quic.be.stream.max-concurrent tune.quic.fe.cc.cubic-min-losses tune.quic.fe.cc.max-frame-loss " +
			"tune.quic.fe.sec.glitches-threshold tune.quic.fe.sec.retry-threshold tune.quic.fe.stream.max-concurrent " +
			"tune.quic.fe.stream.max-total"},
	{"Tunes QUIC, which is not spoken.", FormRange(0, 100),
		"tune.quic.be.cc.reorder-ratio tune.quic.be.stream.data-ratio tune.quic.fe.cc.reorder-ratio tune.quic.fe.stream.data-ratio"},
	{"Tunes QUIC, which is not spoken.", FormSize,
		"tune.quic.be.cc.max-win-size tune.quic.be.stream.rxbuf tune.quic.fe.cc.max-win-size tune.quic.fe.stream.rxbuf tune.quic.mem.tx-max"},
	{"Tunes QUIC, which is not spoken.", FormTime, "tune.quic.be.max-idle-timeout tune.quic.fe.max-idle-timeout"},
	{"Tunes QUIC, which is not spoken.", FormOnOff,
		"tune.quic.be.cc.hystart tune.quic.be.tx.pacing tune.quic.be.tx.udp-gso tune.quic.fe.cc.hystart tune.quic.fe.tx.pacing " +
			"tune.quic.fe.tx.udp-gso tune.quic.listen tune.quic.zero-copy-fwd-send harden.reject-privileged-ports.quic"},
	{"Tunes QUIC, which is not spoken.", FormOneOf("default-on", "force-off"), "tune.quic.fe.sock-per-conn"},
	{"Chooses how data moves inside HAProxy.", FormOnOff,
		"tune.applet.zero-copy-forwarding tune.h1.zero-copy-fwd-recv tune.h1.zero-copy-fwd-send tune.h2.zero-copy-fwd-send " +
			"tune.pt.zero-copy-forwarding tune.sched.low-latency"},
	{"Chooses how HAProxy polls.", FormOnOff.Then("EXPERIMENTAL"), "tune.fd.edge-triggered"},
	{"Chooses how HAProxy polls.", FormOneOf("shared", "per-thread-group").Then("EXPERIMENTAL"), "tune.fd.tables"},
	{"Chooses how HAProxy polls.", FormWord, "tune.epoll.mask-events"},
	{"Spreads listeners over threads; each loop has its own here.", FormOneOf("by-process", "by-thread", "by-group"), "tune.listener.default-shards"},
	{"Spreads listeners over threads; each loop has its own here.", FormOneOf("on", "fair", "off"), "tune.listener.multi-queue"},
	{"Shares idle server connections among threads.", FormOneOf("full", "on", "off"), "tune.idle-pool.shared"},
	{"Frees what defaults sections no longer need.", Maybe(FormWord), "tune.defaults.purge"},
	{"When HAProxy takes a stream for idle.", FormRange(0, 65535), "tune.idletimer"},
	{"A debugging aid of HAProxy.", FormOnOff, "debug.counters profiling.memory"},
	{"A debugging aid of HAProxy.", FormSeveralOf("on", "auto", "off", "lock", "no-lock", "memory", "no-memory"), "profiling.tasks"},
	{"A debugging aid of HAProxy.", FormNumber, "anonkey stress-level"},
	{"A debugging aid of HAProxy.", FormTime, "force-cfg-parser-pause warn-blocked-traffic-after"},
	{"Limits what the process may do to itself.", FormOnOff, "harden.reject-privileged-ports.tcp"},
	{"Schedules certificate renewals.", FormOneOf("auto", "off"), "acme.scheduler"},
}

// unusedSwitches are switches that `no` may stand before.
var unusedSwitches = []struct {
	name, help string
	form       Form
}{
	{"busy-polling", "Polls without waiting; loops here wait at most until the next event.", FormNone},
	{"insecure-fork-wanted", "Allows children, which nothing here starts.", FormNone},
	{"numa-cpu-mapping", "Binds threads to one memory node; the kernel places them here.", FormNone},
	{"set-dumpable", "Allows core files; GOTRACEBACK does that here.", Maybe(FormOneOf("on", "off", "libs"))},
}

func init() {
	for _, u := range unused {
		for name := range strings.FieldsSeq(u.names) {
			NoEffect(Spec{Name: name, In: Global, Help: u.help}, u.form)
		}
	}
	for _, s := range unusedSwitches {
		NoEffect(Spec{Name: s.name, In: Global, Help: s.help, No: true}, s.form)
	}
}

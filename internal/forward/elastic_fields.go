package forward

import "metergate/internal/metric"

// A mapped field is one that Metricbeat's module haproxy writes, with the column that it shows.
type mapped struct {
	field   string // below haproxy.stat or haproxy.info
	column  string
	as      elasticType
	convert func(metric.Value) metric.Value // nil for none
}

// elasticPID is a field of its own, to which those of Metricbeat are aliases.
const elasticPID = "process.pid"

// elasticAliases are the names that Metricbeat has for elasticPID.
var elasticAliases = []string{"haproxy.stat.process_id", "haproxy.info.pid"}

// statFields are the fields below haproxy.stat.
var statFields = []mapped{
	{field: "status", column: "status", as: elasticKeyword},
	{field: "weight", column: "weight", as: elasticLong},
	{field: "downtime", column: "downtime", as: elasticLong},
	{field: "component_type", column: "type", as: elasticLong},
	{field: elasticPID, column: "pid", as: elasticLong},
	{field: "service_name", column: "svname", as: elasticKeyword},
	{field: "in.bytes", column: "bin", as: elasticLong},
	{field: "out.bytes", column: "bout", as: elasticLong},
	{field: "last_change", column: "lastchg", as: elasticLong},
	{field: "throttle.pct", column: "throttle", as: elasticShare},
	{field: "selected.total", column: "lbtot", as: elasticLong},
	{field: "tracked.id", column: "tracked", as: elasticLong},
	{field: "cookie", column: "cookie", as: elasticKeyword},
	{field: "load_balancing_algorithm", column: "algo", as: elasticKeyword},

	{field: "connection.total", column: "conn_tot", as: elasticLong},
	{field: "connection.retried", column: "wretr", as: elasticLong},
	{field: "connection.time.avg", column: "ctime", as: elasticLong},
	{field: "connection.rate", column: "conn_rate", as: elasticLong},
	{field: "connection.rate_max", column: "conn_rate_max", as: elasticLong},
	{field: "connection.attempt.total", column: "connect", as: elasticLong},
	{field: "connection.reuse.total", column: "reuse", as: elasticLong},
	{field: "connection.idle.total", column: "srv_icur", as: elasticLong},
	{field: "connection.idle.limit", column: "src_ilim", as: elasticLong},
	{field: "connection.cache.lookup.total", column: "cache_lookups", as: elasticLong},
	{field: "connection.cache.hits", column: "cache_hits", as: elasticLong},

	{field: "request.denied", column: "dreq", as: elasticLong},
	{field: "request.denied_by_connection_rules", column: "dcon", as: elasticLong},
	{field: "request.denied_by_session_rules", column: "dses", as: elasticLong},
	{field: "request.queued.current", column: "qcur", as: elasticLong},
	{field: "request.queued.max", column: "qmax", as: elasticLong},
	{field: "request.errors", column: "ereq", as: elasticLong},
	{field: "request.redispatched", column: "wredis", as: elasticLong},
	{field: "request.connection.errors", column: "econ", as: elasticLong},
	{field: "request.rate.value", column: "req_rate", as: elasticLong},
	{field: "request.rate.max", column: "req_rate_max", as: elasticLong},
	{field: "request.total", column: "req_tot", as: elasticLong},
	{field: "request.intercepted", column: "intercepted", as: elasticLong},

	{field: "response.errors", column: "eresp", as: elasticLong},
	{field: "response.time.avg", column: "rtime", as: elasticLong},
	{field: "response.denied", column: "dresp", as: elasticLong},
	{field: "response.http.1xx", column: "hrsp_1xx", as: elasticLong},
	{field: "response.http.2xx", column: "hrsp_2xx", as: elasticLong},
	{field: "response.http.3xx", column: "hrsp_3xx", as: elasticLong},
	{field: "response.http.4xx", column: "hrsp_4xx", as: elasticLong},
	{field: "response.http.5xx", column: "hrsp_5xx", as: elasticLong},
	{field: "response.http.other", column: "hrsp_other", as: elasticLong},
	{field: "header.rewrite.failed.total", column: "wrew", as: elasticLong},

	{field: "session.current", column: "scur", as: elasticLong},
	{field: "session.max", column: "smax", as: elasticLong},
	{field: "session.limit", column: "slim", as: elasticLong},
	{field: "session.total", column: "stot", as: elasticLong},
	{field: "session.rate.value", column: "rate", as: elasticLong},
	{field: "session.rate.limit", column: "rate_lim", as: elasticLong},
	{field: "session.rate.max", column: "rate_max", as: elasticLong},

	{field: "check.status", column: "check_status", as: elasticKeyword},
	{field: "check.code", column: "check_code", as: elasticLong},
	{field: "check.duration", column: "check_duration", as: elasticLong},
	{field: "check.health.last", column: "last_chk", as: elasticKeyword},
	{field: "check.health.fail", column: "hanafail", as: elasticLong},
	{field: "check.agent.last", column: "last_agt", as: elasticLong}, // a text that Metricbeat gives a number's type
	{field: "check.failed", column: "chkfail", as: elasticLong},
	{field: "check.down", column: "chkdown", as: elasticLong},

	{field: "client.aborted", column: "cli_abrt", as: elasticLong},
	{field: "server.id", column: "sid", as: elasticLong},
	{field: "server.aborted", column: "srv_abrt", as: elasticLong},
	{field: "server.active", column: "act", as: elasticLong},
	{field: "server.backup", column: "bck", as: elasticLong},

	{field: "compressor.in.bytes", column: "comp_in", as: elasticLong},
	{field: "compressor.out.bytes", column: "comp_out", as: elasticLong},
	{field: "compressor.bypassed.bytes", column: "comp_byp", as: elasticLong},
	{field: "compressor.response.bytes", column: "comp_rsp", as: elasticLong},

	{field: "proxy.id", column: "iid", as: elasticLong},
	{field: "proxy.name", column: "pxname", as: elasticKeyword},
	{field: "proxy.mode", column: "mode", as: elasticKeyword},
	{field: "queue.time.avg", column: "qtime", as: elasticLong},
	{field: "queue.limit", column: "qlimit", as: elasticLong},

	{field: "agent.status", column: "agent_status", as: elasticKeyword},
	{field: "agent.code", column: "agent_code", as: elasticLong},
	{field: "agent.description", column: "agent_desc", as: elasticKeyword},
	{field: "agent.rise", column: "agent_rise", as: elasticLong},
	{field: "agent.fall", column: "agent_fall", as: elasticLong},
	{field: "agent.health", column: "agent_health", as: elasticLong},
	{field: "agent.duration", column: "agent_duration", as: elasticLong},
	{field: "agent.check.description", column: "check_desc", as: elasticKeyword},
	{field: "agent.check.rise", column: "check_rise", as: elasticLong},
	{field: "agent.check.fall", column: "check_fall", as: elasticLong},
	{field: "agent.check.health", column: "check_health", as: elasticLong},
	{field: "source.address", column: "addr", as: elasticText},
}

// infoFields are the fields below haproxy.info.
var infoFields = []mapped{
	{field: "threads", column: "Nbthread", as: elasticLong},
	{field: "processes", column: "Nbproc", as: elasticLong},
	{field: "process_num", column: "Process_num", as: elasticLong},
	{field: elasticPID, column: "Pid", as: elasticLong},
	{field: "ulimit_n", column: "Ulimit-n", as: elasticLong},
	{field: "tasks", column: "Tasks", as: elasticLong},
	{field: "run_queue", column: "Run_queue", as: elasticLong},
	{field: "stopping", column: "Stopping", as: elasticLong},
	{field: "jobs", column: "Jobs", as: elasticLong},
	{field: "unstoppable_jobs", column: "Unstoppable Jobs", as: elasticLong},
	{field: "listeners", column: "Listeners", as: elasticLong},
	{field: "dropped_logs", column: "DroppedLogs", as: elasticLong},
	{field: "busy_polling", column: "BusyPolling", as: elasticLong},
	{field: "failed_resolutions", column: "FailedResolutions", as: elasticLong},
	{field: "uptime.sec", column: "Uptime_sec", as: elasticLong},
	{field: "memory.max.bytes", column: "Memmax_MB", as: elasticLong, convert: ofMebibytes},
	{field: "peers.active", column: "ActivePeers", as: elasticLong},
	{field: "peers.connected", column: "ConnectedPeers", as: elasticLong},
	{field: "bytes.out.total", column: "TotalBytesOut", as: elasticLong},
	{field: "bytes.out.rate", column: "BytesOutRate", as: elasticLong},
	{field: "pool.allocated", column: "PoolAlloc_MB", as: elasticLong},
	{field: "pool.used", column: "PoolUsed_MB", as: elasticLong},
	{field: "pool.failed", column: "PoolFailed", as: elasticLong},
	{field: "compress.bps.in", column: "CompressBpsIn", as: elasticLong},
	{field: "compress.bps.out", column: "CompressBpsOut", as: elasticLong},
	{field: "compress.bps.rate_limit", column: "CompressBpsRateLim", as: elasticLong},
	{field: "connection.rate.value", column: "ConnRate", as: elasticLong},
	{field: "connection.rate.limit", column: "ConnRateLimit", as: elasticLong},
	{field: "connection.rate.max", column: "MaxConnRate", as: elasticLong},
	{field: "connection.ssl.current", column: "CurrSslConns", as: elasticLong},
	{field: "connection.ssl.total", column: "CumSslConns", as: elasticLong},
	{field: "connection.ssl.max", column: "MaxSslConns", as: elasticLong},
	{field: "connection.current", column: "CurrConns", as: elasticLong},
	{field: "connection.total", column: "CumConns", as: elasticLong},
	{field: "connection.hard_max", column: "Hard_maxconn", as: elasticLong},
	{field: "connection.max", column: "Maxconn", as: elasticLong},
	{field: "requests.total", column: "CumReq", as: elasticLong},
	{field: "sockets.max", column: "Maxsock", as: elasticLong},
	{field: "pipes.used", column: "PipesUsed", as: elasticLong},
	{field: "pipes.free", column: "PipesFree", as: elasticLong},
	{field: "pipes.max", column: "Maxpipes", as: elasticLong},
	{field: "session.rate.value", column: "SessRate", as: elasticLong},
	{field: "session.rate.limit", column: "SessRateLimit", as: elasticLong},
	{field: "session.rate.max", column: "MaxSessRate", as: elasticLong},
	{field: "ssl.rate.value", column: "SslRate", as: elasticLong},
	{field: "ssl.rate.limit", column: "SslRateLimit", as: elasticLong},
	{field: "ssl.rate.max", column: "MaxSslRate", as: elasticLong},
	{field: "ssl.frontend.key_rate.value", column: "SslFrontendKeyRate", as: elasticLong},
	{field: "ssl.frontend.key_rate.max", column: "SslFrontendMaxKeyRate", as: elasticLong},
	{field: "ssl.frontend.session_reuse.pct", column: "SslFrontendSessionReuse_pct", as: elasticShare},
	{field: "ssl.backend.key_rate.value", column: "SslBackendKeyRate", as: elasticLong},
	{field: "ssl.backend.key_rate.max", column: "SslBackendMaxKeyRate", as: elasticLong},
	{field: "ssl.cached_lookups", column: "SslCacheLookups", as: elasticLong},
	{field: "ssl.cache_misses", column: "SslCacheMisses", as: elasticLong},
	{field: "zlib_mem_usage.value", column: "ZlibMemUsage", as: elasticLong},
	{field: "zlib_mem_usage.max", column: "MaxZlibMemUsage", as: elasticLong},
	{field: "idle.pct", column: "Idle_pct", as: elasticShare, convert: ofPercent},
}

// ofMebibytes returns bytes.
func ofMebibytes(v metric.Value) metric.Value { return metric.Uint64(v.Uint() << 20) }

// ofPercent returns a share from 0 to 1.
func ofPercent(v metric.Value) metric.Value { return metric.Decimal(v.Float()/100, 2) }

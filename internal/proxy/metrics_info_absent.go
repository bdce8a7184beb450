package proxy

import "metergate/internal/metric"

// The lines of what this gateway does not have (zlib's memory, busy polling). They show 0, as they do in the reference when unused.

func infoZero(pos int, name, tags string, u metric.Unit, series, help string) *metric.Column {
	return infoNumber(pos, name, tags, u, series, help, func(*Info) int { return 0 })
}

var (
	_ = infoZero(12, "PoolFailed", "MCPV", metric.Count, "pool_failures_total", "Allocations that failed.")
	_ = infoZero(45, "ZlibMemUsage", "MGPV", metric.Bytes, "current_zlib_memory", "Memory of the compression library.")
	_ = infoZero(46, "MaxZlibMemUsage", "CLPV", metric.Bytes, "max_zlib_memory", "Limit of the memory of the compression library.")
	_ = infoZero(59, "BusyPolling", "MGPV", metric.Count, "busy_polling_enabled", "1 if the event loops never wait.")
	_ = infoZero(48, "Run_queue", "MGPV", metric.Count, "current_run_queue", "Tasks ready to run that wait for their loop.")
	_ = infoZero(64, "DebugCommandsIssued", "MGPV", metric.Count, "", "Debugging commands given.")
	_ = infoNumber(65, "CumRecvLogs", "MCPV", metric.Count, "recv_logs_total", "Log lines received.",
		func(i *Info) int { return int(i.receivedLogs()) })
	_ = infoZero(75, "Niced_tasks", "MGPV", metric.Count, "", "Tasks at work with a lower or higher priority.")
	_ = infoZero(40, "SslCacheLookups", "MCPV", metric.Count, "ssl_cache_lookups_total", "TLS sessions looked up in the cache.")
	_ = infoZero(41, "SslCacheMisses", "MCPV", metric.Count, "ssl_cache_misses_total", "TLS sessions not found in the cache.")

	// The exporter calls these counters though they are not.
	_ = zeroCounter(60, "FailedResolutions", "MGPV", metric.Count, "failed_resolutions", "Names that could not be resolved.")
)

func zeroCounter(pos int, name, tags string, u metric.Unit, series, help string) *metric.Column {
	c := typed(processColumn(pos, name, tags, u, series, help), metric.AsCounter)
	c.Read = func(metric.Object, *metric.View) metric.Value { return metric.Uint32(0) }
	return metric.Declare(c)
}

// Those of 64 bits.
var (
	_ = infoWideZero(79, "PatternsAdded", metric.Count, "patterns_added_total", "Entries added to maps and ACLs.", metric.AsGauge)
	_ = infoWideZero(80, "PatternsFreed", metric.Count, "patterns_freed_total", "Entries taken out of maps and ACLs.", metric.AsGauge)
)

func infoWideZero(pos int, name string, u metric.Unit, series, help string, t metric.SeriesType) *metric.Column {
	c := wide(processColumn(pos, name, "MGPV", u, series, help), t)
	c.Read = func(metric.Object, *metric.View) metric.Value { return metric.Uint64(0) }
	return metric.Declare(c)
}

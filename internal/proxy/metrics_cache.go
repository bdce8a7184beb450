package proxy

import "metergate/internal/metric"

// What was asked of caches, on the half of the proxy whose rule asked.
var (
	cacheLookups = cacheCounter(86, "cache_lookups", "http_cache_lookups_total", "Requests looked up in the cache.")
	cacheHits    = cacheCounter(87, "cache_hits", "http_cache_hits_total", "Requests answered from the cache.")
)

func cacheCounter(pos int, name, series, help string) *metric.Counter {
	return metric.NewCounter(metric.Column{
		Name: name, CSV: pos, Type: metric.U64, Unit: metric.Requests, On: metric.On(counted, perSide), HTTP: perSide,
		Prom: metric.Exported(series), Help: help,
	})
}

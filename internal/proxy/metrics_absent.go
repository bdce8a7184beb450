package proxy

import "metergate/internal/metric"

// Columns of events that cannot happen in this version: early hints and the versions of HTTP after the
// first. They keep their place in every output and show 0 where the reference shows 0. The part of the gateway that
// brings the events turns a line here into a counter.

// absent declares a column that is 0 on every object.
func absent(c metric.Column) *metric.Column {
	c.Read = func(metric.Object, *metric.View) metric.Value { return metric.Uint64(0) }
	return metric.Declare(c)
}

func absentWork(pos int, name string, u metric.Unit, series []metric.Series, http metric.Kinds, help string) *metric.Column {
	return absent(metric.Column{
		Name: name, CSV: pos, Type: metric.U64, Unit: u, On: metric.On(counted, perSide), HTTP: http, Prom: series, Help: help,
	})
}

var (
	_ = absentWork(118, "cache_hint_hits", metric.Requests, metric.Exported("http_cache_hint_hits_total"), perSide,
		"Requests for which the cache gave an early hint.")
)

var (
	_ = absentVersion(106, "h2sess", metric.Sessions, "Sessions that speak HTTP/2.")
	_ = absentVersion(107, "h3sess", metric.Sessions, "Sessions that speak HTTP/3.")
	_ = absentVersion(110, "h2req", metric.Requests, "Requests in HTTP/2.")
	_ = absentVersion(111, "h3req", metric.Requests, "Requests in HTTP/3.")
)

func absentVersion(pos int, name string, u metric.Unit, help string) *metric.Column {
	return absent(metric.Column{
		Name: name, CSV: pos, Type: metric.U64, Unit: u, On: metric.On(counted, metric.Frontend), Help: help,
	})
}

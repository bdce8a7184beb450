package proxy

import "metergate/internal/metric"

// What frontends and backends have counted, added up over the process: each event is counted in one place.
var (
	_ = infoNumber(18, "CumConns", "MCPV", metric.Connections, "connections_total", "Client connections accepted.",
		func(i *Info) int { return int(i.fronts(connTot)) })
	_ = infoNumber(19, "CumReq", "MCPV", metric.Requests, "requests_total", "Requests received.",
		func(i *Info) int { return int(i.fronts(reqTot)) })
	_ = infoNumber(73, "MaxconnReached", "MCPV", metric.Count, "", "Accepts that were put off because the process was at its limit.",
		func(i *Info) int { return int(i.Global.Gate.Refused()) })
	_ = infoWide(76, "CurrStreams", "MGPV", metric.Count, "", "Requests in progress.", (*Info).streams)
	_ = infoWide(77, "CumStreams", "MGPV", metric.Count, "", "Requests begun.",
		func(i *Info) uint64 { return i.fronts(reqTot) + i.streams() })
	_ = infoBytes(61, "TotalBytesOut", "bytes_out_total", "Bytes sent, to clients and to servers.",
		func(i *Info) uint64 { return i.fronts(resbout) + i.backs(reqbout) + i.departed.Load() })
)

func infoBytes(pos int, name, series, help string, read func(*Info) uint64) *metric.Column {
	c := wide(processColumn(pos, name, "MGPV", metric.Bytes, series, help), metric.AsCounter)
	c.Read = metric.Of(func(i *Info, _ *metric.View) metric.Value { return metric.Uint64(read(i)) })
	return metric.Declare(c)
}

// fronts adds a counter up over the frontends, backs over the backends.
func (i *Info) fronts(c *metric.Counter) (sum uint64) {
	for _, p := range i.Proxies() {
		if p.Front != nil {
			sum += c.Sum(p.Front.Set)
		}
	}
	return sum
}

func (i *Info) backs(c *metric.Counter) (sum uint64) {
	for _, p := range i.Proxies() {
		if p.Back != nil {
			sum += c.Sum(p.Back.Set)
		}
	}
	return sum
}

// streams counts the requests in progress.
func (i *Info) streams() (sum uint64) {
	for _, p := range i.Proxies() {
		if p.Front != nil {
			sum += uint64(max(h1Streams.Sum(p.Front.Set), 0))
		}
	}
	return sum
}

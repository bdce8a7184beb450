package proxy

import "metergate/internal/netio"

// A LongService is a service whose steps may take seconds, such as queries over weeks. They run on a pool of their own,
// one at a time, so that no page and no scrape waits for them.
type LongService interface {
	Service
	// Long marks the service.
	Long()
}

// A MixedService is long for some requests only.
type MixedService interface {
	Service
	// LongFor reports whether the steps of the answer to a request are long.
	LongFor(rq *ServiceRequest) bool
}

// poolOf returns where the steps of a service run for a request.
func (g *Gateway) poolOf(v Service, rq *ServiceRequest) *netio.Pool {
	_, long := v.(LongService)
	if m, mixed := v.(MixedService); mixed {
		long = m.LongFor(rq)
	}
	if long && g.Long != nil {
		return g.Long
	}
	return g.Heavy
}

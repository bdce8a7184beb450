package proxy

import "metergate/internal/netio"

// A LongService is a service whose steps may take seconds, such as queries over weeks. They run on a pool of their own,
// one at a time, so that no page and no scrape waits for them.
type LongService interface {
	Service
	// Long marks the service.
	Long()
}

// poolOf returns where the steps of a service run.
func (g *Gateway) poolOf(v Service) *netio.Pool {
	if _, long := v.(LongService); long && g.Long != nil {
		return g.Long
	}
	return g.Heavy
}

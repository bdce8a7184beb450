package proxy

import (
	"metergate/internal/metric"
	"metergate/internal/resolve"
)

// What is told of name servers. The reference shows it to scrapers, and in a domain of its own of `show stat`.
func init() {
	for i, c := range resolve.EachCounter {
		metric.Declare(metric.Column{
			Name: "resolver_" + c.Name, CSV: metric.Own + 120 + i, Type: metric.U64, Unit: metric.Count, On: metric.On("MGPV", metric.Nameserver),
			Prom: metric.Exported(c.Name), Help: c.Help,
			Read: metric.Of(func(n *nameserver, _ *metric.View) metric.Value { return metric.Uint64(c.Of(&n.Counters).Load()) }),
		})
	}
}

// A nameserver is a name server as a row of the exporter.
type nameserver struct {
	*resolve.Nameserver
	ident metric.Ident
}

var _ metric.Object = (*nameserver)(nil)

// MetricKind says that it is a name server.
func (n *nameserver) MetricKind() metric.Kind { return metric.KindNameserver }

// MetricSet returns no counters: the name server itself has them.
func (n *nameserver) MetricSet() *metric.Set { return nil }

// MetricIdent returns the name of the name server, and that of its section as the proxy's.
func (n *nameserver) MetricIdent() *metric.Ident { return &n.ident }

// nameserverRows makes the rows of all name servers.
func nameserverRows(all []*resolve.Resolver) (rows []*nameserver) {
	for _, r := range all {
		for _, n := range r.Nameservers {
			rows = append(rows, &nameserver{Nameserver: n, ident: metric.Ident{Proxy: r.Name, Name: n.Name}})
		}
	}
	return rows
}

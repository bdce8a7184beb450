package proxy

import "metergate/internal/conf"

// Maxconn returns the client connections that section global allows over all frontends, 0 when it says nothing.
func Maxconn(b *conf.Bag) int { return int(dirGlobalMaxconn.Or(b, 0)) }

// FixedSockets returns how many sockets a configuration needs whatever its traffic: one for each address, and one for
// each check of a server and question to its agent.
func FixedSockets(f *conf.File) (n int) {
	for s := range f.Each("frontend", "backend", "listen") {
		for _, line := range dirBind.All(s.Bag) {
			n += len(line.Value.addrs)
		}
		for _, line := range dirServer.All(s.Bag) {
			for _, probe := range []*conf.Key[bool]{srvCheck, srvAgentCheck} {
				if probe.Or(line.Value.bag, false) {
					n++
				}
			}
		}
	}
	return n
}

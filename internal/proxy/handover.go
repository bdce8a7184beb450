package proxy

import (
	"iter"

	"metergate/internal/netio"
)

// Sockets yields the listening sockets that are open, for a newer process to take over.
func (g *Gateway) Sockets() iter.Seq[*netio.Listener] {
	return func(yield func(*netio.Listener) bool) {
		for _, p := range g.Proxies() {
			if p.Front == nil || p.Front.State() == FrontendStopped {
				continue
			}
			for _, l := range p.Front.Listeners {
				if l.Socket() != nil && !yield(l.Socket()) {
					return
				}
			}
		}
	}
}

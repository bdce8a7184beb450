package proxy

import "slices"

// fullconnShare is the part of the frontends' connections at which a backend without fullconn counts as fully loaded.
const fullconnShare = 10

// fullconn gives each backend that has none its fullconn: a tenth of the connections that the frontends which may send
// it requests can have, rounded up, and at least 1.
func (c *compiler) fullconn() {
	reach := map[*Backend]int{}
	for _, p := range c.g.Proxies() {
		if p.Front == nil {
			continue
		}
		for be := range c.reachable(p.Front) {
			reach[be] += p.Front.limit()
		}
	}
	for _, p := range c.g.Proxies() {
		if be := p.Back; be != nil && be.Fullconn == 0 {
			be.Fullconn = share(reach[be])
		}
	}
}

// share is the fullconn of a backend that frontends can send so many requests to.
func share(limits int) int { return max((limits+fullconnShare-1)/fullconnShare, 1) }

// anyReach adds up the connections of the frontends that compute the name of a backend: those reach any of them.
func (g *Gateway) anyReach() (limits int) {
	for _, p := range g.Proxies() {
		if p.Front != nil && slices.ContainsFunc(p.Front.Switches, func(s Switch) bool { return s.Name != nil }) {
			limits += p.Front.limit()
		}
	}
	return limits
}

// reachable returns the backends that a frontend may choose: all of them, when a name is computed from the request.
func (c *compiler) reachable(f *Frontend) map[*Backend]bool {
	to := map[*Backend]bool{}
	if f.Default != nil {
		to[f.Default] = true
	}
	for _, s := range f.Switches {
		if s.Back != nil {
			to[s.Back] = true
			continue
		}
		for _, p := range c.g.Proxies() {
			if p.Back != nil {
				to[p.Back] = true
			}
		}
	}
	return to
}

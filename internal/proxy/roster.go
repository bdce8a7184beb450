package proxy

import (
	"maps"
	"slices"
)

// A roster is the list of proxies at one moment, and their halves by name. The loops read it at every request that
// computes the name of its backend, without a lock: once the gateway runs, a roster is never changed but replaced.
type roster struct {
	proxies   []*Proxy
	frontends map[string]*Frontend
	backends  map[string]*Backend
}

// Proxies returns the proxies as they are now, in the order of the configuration, those added at run time last. Disabled
// sections and defaults are not among them. The slice is never changed, so it may be kept.
func (g *Gateway) Proxies() []*Proxy { return g.roster.Load().proxies }

// Listed returns the proxies as they are now and the disabled ones between them.
func (g *Gateway) Listed() (all []*Proxy) {
	now := g.Proxies()
	for _, p := range g.declared {
		switch {
		case p.Disabled:
			all = append(all, p)
		case len(now) > 0 && now[0] == p:
			all, now = append(all, p), now[1:]
		}
	}
	return append(all, now...)
}

// Frontend returns the frontend of that name, or nil.
func (g *Gateway) Frontend(name string) *Frontend { return g.roster.Load().frontends[name] }

// Backend returns the backend of that name, or nil.
func (g *Gateway) Backend(name string) *Backend { return g.roster.Load().backends[name] }

// Named returns the proxy of that name, or nil.
func (g *Gateway) Named(name string) *Proxy {
	if b := g.Backend(name); b != nil {
		return b.Proxy
	}
	if f := g.Frontend(name); f != nil {
		return f.Proxy
	}
	return nil
}

// enlist adds a proxy of the configuration. Nobody else knows the roster yet.
func (r *roster) enlist(p *Proxy) {
	r.proxies = append(r.proxies, p)
	if p.Front != nil {
		r.frontends[p.Name] = p.Front
	}
	if p.Back != nil {
		r.backends[p.Name] = p.Back
	}
}

// with returns the roster with one more backend, and without the one without it.
func (r *roster) with(p *Proxy) *roster {
	next := &roster{proxies: slices.Clone(r.proxies), frontends: r.frontends, backends: maps.Clone(r.backends)}
	next.enlist(p)
	return next
}

func (r *roster) without(p *Proxy) *roster {
	next := &roster{frontends: r.frontends, backends: maps.Clone(r.backends)}
	next.proxies = slices.DeleteFunc(slices.Clone(r.proxies), func(o *Proxy) bool { return o == p })
	delete(next.backends, p.Name)
	return next
}

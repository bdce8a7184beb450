package proxy

import (
	"cmp"
	"fmt"
	"strings"

	"metergate/internal/sample"
)

// find resolves the names in arguments of fetches and converters; an empty name means the proxy at hand.
func (u *ruleCompiler) find(kind sample.ArgKind, name string) (any, error) {
	switch kind {
	case sample.ArgFrontend:
		if name == "" {
			name = u.proxy.Name
		}
		if f := u.g.Frontend(name); f != nil {
			return f, nil
		}
		return nil, fmt.Errorf("unable to find frontend '%s'", name)
	case sample.ArgBackend:
		if name == "" {
			name = u.proxy.Name
		}
		if b := u.backendNamed(name); b != nil {
			b.named.Store(true)
			return b, nil
		}
		return nil, fmt.Errorf("unable to find backend '%s'", name)
	case sample.ArgServer:
		return u.findServerArg(name)
	case sample.ArgUserlist:
		if l := u.g.userlists[name]; l != nil {
			return l, nil
		}
		return nil, fmt.Errorf("unable to find userlist '%s'", name)
	case sample.ArgLogProfile:
		p := u.g.profiles[name]
		if p == nil {
			return nil, fmt.Errorf("unable to find log-profile '%s'", name)
		}
		if u.late && !u.g.profilesAsked[p] {
			return nil, fmt.Errorf("log-profile '%s' is asked for by no rule of the configuration", name)
		}
		u.g.profilesAsked[p] = true
		return p, nil
	case sample.ArgResolvers:
		if r := u.g.Resolver(name); r != nil {
			return r, nil
		}
		return nil, fmt.Errorf("unable to find resolvers '%s'", name)
	case sample.ArgCache:
		if k := u.g.caches[name]; k != nil {
			return k, nil
		}
		return nil, fmt.Errorf("unable to find the cache '%s'", name)
	case sample.ArgSink:
		return u.sink(name)
	case sample.ArgTable:
		if name == "" {
			name = cmp.Or(u.from, u.proxy.Name)
		}
		if t := u.g.tables[name]; t != nil {
			return t, nil
		}
		return nil, fmt.Errorf("unable to find table '%s'", name)
	}
	return nil, fmt.Errorf("'%s' names what this version does not have", name)
}

// backendNamed returns the backend of that name, or nil; the one at hand may not be on the roster yet.
func (u *ruleCompiler) backendNamed(name string) *Backend {
	if name == u.proxy.Name {
		return u.proxy.Back
	}
	return u.g.Backend(name)
}

func (u *ruleCompiler) findServerArg(name string) (any, error) {
	backend, server, qualified := strings.Cut(name, "/")
	if !qualified && u.from != "" {
		return nil, fmt.Errorf("backend name must be set before server '%s' in a defaults section", name)
	}
	if !qualified {
		backend, server = u.proxy.Name, name
	}
	be := u.backendNamed(backend)
	if be == nil {
		return nil, fmt.Errorf("unable to find proxy '%s'", backend)
	}
	if s := be.Server(server); s != nil {
		s.named.Store(true)
		return s, nil
	}
	return nil, fmt.Errorf("unable to find server '%s' in proxy '%s'", server, backend)
}

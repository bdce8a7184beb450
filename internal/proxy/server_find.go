package proxy

import (
	"fmt"
	"net/netip"
	"slices"
	"sync/atomic"

	"metergate/internal/netio"
	"metergate/internal/resolve"
)

// A finder is how the address of a server is found while it serves.
type finder struct {
	resolver *resolve.Resolver
	kind     resolve.Kind
	nets     []netip.Prefix
	opts     resolveOpts

	// service is the name whose SRV records the server is declared by, empty for one that has a host of its own.
	service string
	carried atomic.Bool // the record came with the addresses of its target

	watch *resolve.Watch // under the gateway's lock for changes
	// validAt is when the last valid answer came, on the clock of the loops; of the home loop.
	validAt int64
}

// Host returns the name by which the server is known, empty for an address. Any goroutine may ask.
func (s *Server) Host() string { return *s.host.Load() }

// look begins to ask for the server's address, in place of what was asked for before. It must not be called on a loop.
func (s *Server) look() {
	f, name := s.finder, s.Host()
	if f == nil {
		return
	}
	f.watch.Stop()
	f.watch = nil
	if name == "" || f.carried.Load() {
		return
	}
	f.watch = f.resolver.Watch(name, f.kind, func(a resolve.Answer) {
		s.Back.Do(func() {
			if s.Host() == name && !f.carried.Load() {
				s.found(a)
			}
		})
	})
}

// unwatch ends the questions for a server that is deleted.
func (s *Server) unwatch() {
	if s.finder != nil {
		s.finder.watch.Stop()
	}
}

// Findable reports whether the server can be found by name: its line names resolvers.
func (s *Server) Findable() bool { return s.finder != nil }

// Service returns the name whose SRV records the server is declared by, empty for none.
func (s *Server) Service() string {
	if s.finder == nil {
		return ""
	}
	return s.finder.service
}

// SetHost gives a server that can be found by name another one, and returns the one it had. It must not be called on a
// loop.
func (s *Server) SetHost(name string) (before string) {
	g := s.Back.gateway
	g.changing.Lock()
	defer g.changing.Unlock()
	before = s.Host()
	s.Back.Call(func() {
		s.host.Store(&name)
		s.admin.Store(uint32(s.Admin() | AdminRenamed))
	})
	s.look()
	return before
}

// causes are why a server whose name gave no address goes into maintenance.
var causes = map[resolve.Status]string{
	resolve.Valid: "No IP for server ", resolve.NX: "DNS NX status", resolve.Refused: "DNS refused status",
	resolve.Timeout: "DNS timeout status", resolve.Other: "unspecified DNS error",
}

// found takes an answer to the question for the server's address. Home loop.
func (s *Server) found(a resolve.Answer) {
	f, now := s.finder, s.Back.home.Now()
	ip, ok := netip.Addr{}, false
	if a.Status == resolve.Valid {
		f.validAt = now
		ip, ok = s.choose(a.Addrs)
	} else if f.validAt == 0 && s.Admin()&AdminNoAddress == 0 {
		f.validAt = now // the address that it started with holds like an answer
	}
	switch {
	case ok:
		s.moveTo(ip, a.By)
	case a.Status == resolve.Valid || now-f.validAt > int64(f.resolver.Hold[a.Status]):
		s.cause = causes[a.Status]
		s.setAdmin(AdminNoAddress, 0)
		s.cause = ""
	}
}

// choose returns the address for the server: of the family that is asked for first, in a preferred network, of no other
// server of the backend, the one it has; the former weigh more.
func (s *Server) choose(addrs []netip.Addr) (best netip.Addr, ok bool) {
	f, top := s.finder, -1
	for _, ip := range addrs {
		score := 0
		if ip.Is4() == (f.kind == resolve.IPv4First) {
			score += 8
		}
		if slices.ContainsFunc(f.nets, func(n netip.Prefix) bool { return n.Contains(ip) }) {
			score += 4
		}
		switch taken := s.taken(ip); {
		case taken && !f.opts.shared:
			continue
		case !taken:
			score += 2
		}
		if ip == s.Addr().Addr() {
			score++
		}
		if score > top {
			best, top = ip, score
		}
	}
	return best, top >= 0
}

// taken reports whether another server of the backend that is found by the same name has the address and the port.
func (s *Server) taken(ip netip.Addr) bool {
	return slices.ContainsFunc(s.Back.Servers(), func(o *Server) bool {
		return o != s && o.finder != nil && o.Host() == s.Host() && o.Admin()&AdminNoAddress == 0 && o.Addr().Addr() == ip && o.Addr().Port() == s.Addr().Port()
	})
}

// moveTo gives the server the address that was found. Home loop.
func (s *Server) moveTo(ip netip.Addr, nameserver string) {
	was, r := s.Addr(), s.finder.resolver
	if was.Addr() != ip {
		a := netio.IPAddr(netip.AddrPortFrom(ip, was.Port()))
		s.addr.Store(&a)
		s.bake()
		s.moves.Add(1)
		s.Back.rebuild()
		from := "(none)"
		if was.Addr().IsValid() {
			from = was.Addr().String()
		}
		s.announce(severityNotice, fmt.Sprintf("%s: IP changed from '%s' to '%s' by '%s'.", s.FullName(), from, ip, r.Name+"/"+nameserver))
		if n := r.Nameserver(nameserver); n != nil {
			n.Update.Add(1)
		}
	}
	s.setAdmin(0, AdminNoAddress)
}

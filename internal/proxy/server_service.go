package proxy

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/resolve"
)

// A serviceName shares the SRV records of a name out among the servers of a backend that are declared by it: each record has
// a server, as long as there are any.
type serviceName struct {
	back     *Backend
	resolver *resolve.Resolver
	name     string
	watch    *resolve.Watch
	servers  []*Server // in the order of their declaration
	validAt  int64     // when the last valid answer came, on the clock of the loops; of the home loop
}

// isService reports whether a name is one of SRV records (RFC 2782): _service._protocol.domain.
func isService(name string) bool { return strings.HasPrefix(name, "_") }

// startServices begins to ask for the SRV records that the servers of a backend are declared by.
func (b *Backend) startServices() {
	var all []*serviceName
	for _, s := range b.Servers() {
		f := s.finder
		if f == nil || f.service == "" {
			continue
		}
		i := slices.IndexFunc(all, func(v *serviceName) bool { return v.name == f.service && v.resolver == f.resolver })
		if i < 0 {
			i, all = len(all), append(all, &serviceName{back: b, resolver: f.resolver, name: f.service})
		}
		all[i].servers = append(all[i].servers, s)
	}
	for _, v := range all {
		v.watch = v.resolver.Watch(v.name, resolve.Services, func(a resolve.Answer) { b.Do(func() { v.found(a) }) })
	}
}

// found takes an answer. Home loop.
func (v *serviceName) found(a resolve.Answer) {
	now := v.back.home.Now()
	v.servers = slices.DeleteFunc(v.servers, func(s *Server) bool { return !slices.Contains(v.back.Servers(), s) })
	switch {
	case a.Status == resolve.Valid:
		v.validAt = now
		v.share(a)
	case now-v.validAt > int64(v.resolver.Hold[a.Status]):
		for _, s := range v.servers {
			s.release(causes[a.Status])
		}
	}
}

// share gives each record a server: the one that has it, else one that has none.
func (v *serviceName) share(a resolve.Answer) {
	for _, s := range v.servers {
		if !slices.ContainsFunc(a.Services, s.serves) {
			s.release("entry removed from SRV record")
		}
	}
	for _, record := range a.Services {
		i := slices.IndexFunc(v.servers, func(s *Server) bool { return s.serves(record) })
		if i < 0 {
			i = slices.IndexFunc(v.servers, func(s *Server) bool { return s.Host() == "" })
		}
		if i >= 0 {
			v.servers[i].assign(record, a.By)
		}
	}
}

// serves reports whether the server has the record.
func (s *Server) serves(r resolve.Service) bool {
	return s.Host() == r.Target && s.Addr().Port() == r.Port
}

// assign gives the server a record, or what is new in the one that it has. Home loop.
func (s *Server) assign(r resolve.Service, nameserver string) {
	f := s.finder
	named := s.Host() == ""
	if named {
		s.host.Store(&r.Target)
		a := netio.IPAddr(netip.AddrPortFrom(netip.Addr{}, r.Port))
		s.addr.Store(&a)
		s.announce(severityNotice, fmt.Sprintf("%s changed its FQDN from (null) to %s by 'SRV record'", s.FullName(), r.Target))
	}
	if carried := len(r.Addrs) > 0; named || f.carried.Swap(carried) != carried {
		f.carried.Store(carried)
		s.lookSoon()
	}
	if !f.opts.ignoreWeight {
		s.setWeight((int(r.Weight) + 255) / 256) // 0..65535 there, 0..256 here
	}
	if ip, ok := s.choose(r.Addrs); ok {
		f.validAt = s.Back.home.Now()
		s.moveTo(ip, nameserver)
	}
}

// release takes the record from the server, which waits in maintenance for another one. Home loop.
func (s *Server) release(why string) {
	if s.Host() == "" {
		return
	}
	s.cause = why
	s.setAdmin(AdminNoAddress, 0)
	s.cause = ""
	s.host.Store(new(string))
	s.addr.Store(new(netio.Addr))
	s.bake()
	s.moves.Add(1)
	s.lookSoon()
}

// lookSoon has a worker ask for the address of the host that the server has then. Home loop.
func (s *Server) lookSoon() {
	g := s.Back.gateway
	g.Heavy.Run(func() {
		g.changing.Lock()
		defer g.changing.Unlock()
		s.look()
	})
}

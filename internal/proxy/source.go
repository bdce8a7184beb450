package proxy

import (
	"net/netip"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

// A route is by what connections to one server differ: a request may travel only on one that was made for its own.
type route struct {
	name    string     // by which it is found: that of pool-conn-name, usually the one that follows
	sni     string     // that the server was asked for
	header  string     // of the PROXY protocol, that it began with
	from    netio.Addr // that it was bound to for its client; zero where the client has no say in it
	to      netio.Addr // where it goes, for a server that leaves that to the client; zero otherwise
	marking netio.Marking
	plain   bool // HTTP/1 was negotiated where HTTP/2 might have been, for a change of protocol
}

// chooseRoute finds the route of the request to its server.
func (s *Stream) chooseRoute() {
	name, sni := s.farNames()
	s.route = route{name: name, sni: sni, header: s.proxyHeader(), from: s.borrowed(), to: s.destination(), marking: s.marking,
		plain: s.server.downgrades() && s.req.UpgradeAsked()}
}

// carries reports whether connections by the route may carry a request for another one.
func (r *route) carries(other *route) bool {
	same := *r
	same.sni = other.sni // which counts by its place in the name
	return same == *other
}

// borrowed returns the address, of another machine perhaps, that the server is to see.
func (s *Stream) borrowed() netio.Addr {
	src := s.server.source
	if src == nil {
		return netio.Addr{}
	}
	switch src.borrow {
	case borrowFixed:
		return src.lent
	case borrowClient:
		return s.from()
	case borrowClientAddr:
		return withoutPort(s.from().Addr())
	case borrowHeader:
		return withoutPort(s.toldAddr(src))
	}
	return netio.Addr{}
}

// withoutPort is an address of which the system chooses the port; zero for none.
func withoutPort(ip netip.Addr) netio.Addr {
	if !ip.IsValid() {
		return netio.Addr{}
	}
	return netio.IPAddr(netip.AddrPortFrom(ip.Unmap(), 0))
}

// toldAddr is the address that a field of the request tells, invalid for none.
func (s *Stream) toldAddr(src *Source) netip.Addr {
	w := valueWalk{&s.req.Head, src.header, false}
	at := src.occ - 1
	if src.occ < 0 {
		at = w.count() + src.occ
	}
	text, ok := w.at(at)
	if !ok {
		return netip.Addr{}
	}
	ip, err := parseAddrPort(text)
	if err != nil {
		return netip.Addr{}
	}
	return ip
}

// destination returns where a server is reached whose line leaves its address, or its port, to the client's; zero for any
// other server.
func (s *Stream) destination() netio.Addr {
	a := s.server.Addr()
	mapped := s.server.mapped.Load()
	if a.IsUnix() || !a.Addr().IsUnspecified() && !mapped {
		return netio.Addr{}
	}
	asked := s.to()
	ip, port := a.Addr(), a.Port()
	if ip.IsUnspecified() && asked.Addr().IsValid() {
		ip = asked.Addr()
	}
	if mapped {
		port = asked.Port() + uint16(s.server.offset)
	}
	return netio.IPAddr(netip.AddrPortFrom(ip, port))
}

// mapPort notes that the server's port is the client's, moved by what its line says, unless it names one.
func (s *Server) mapPort(a conf.Addr) {
	inet := a.Family == conf.Inet || a.Family == conf.Host
	s.mapped.Store(inet && !isService(a.Name) && (!a.HasPort || a.Relative))
	if a.Relative {
		s.offset = a.Port
	}
}

// fixedPort is the port that an address names, 0 when it is relative to that of clients.
func fixedPort(a conf.Addr) uint16 {
	if a.Relative {
		return 0
	}
	return uint16(a.Port)
}

// dialOpts are the options of connections to a server that no client has a say in.
func dialOpts(b *conf.Bag, back *Backend, src *Source) netio.DialOpts {
	o := netio.DialOpts{
		KeepAlive: back.Options.TCPKeepAlive, NoLinger: back.Options.NoLinger, UserTimeout: srvUserTimeout.Or(b, 0),
	}
	if src != nil {
		o.Source, o.Ports, o.Interface = src.addr, src.ports, src.device
	}
	return o
}

// dialFor are the options of a connection for a client.
func (s *Server) dialFor(r *route) netio.DialOpts {
	o := s.opts
	o.Marking = r.marking
	if !r.from.IsZero() && !r.from.IsUnix() {
		o.Source, o.Ports, o.Transparent = r.from, nil, true
	}
	return o
}

// probeOpts are the options of the connections of checks.
func (s *Server) probeOpts() netio.DialOpts {
	return netio.DialOpts{Source: s.opts.Source, Ports: s.opts.Ports, Interface: s.opts.Interface, UserTimeout: s.opts.UserTimeout}
}

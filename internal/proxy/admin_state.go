package proxy

import (
	"net/netip"
	"time"

	"metergate/internal/check"
	"metergate/internal/netio"
)

// A ServerState is a picture of what may change of a server, as `show servers state` prints it.
type ServerState struct {
	Server *Server
	Addr   netio.Addr // zero when it is not known
	Op     check.Op
	Admin  Admin
	Weight int // that was asked for
	Since  time.Duration
	View   *check.View

	// TLS is 1 when connections are encrypted, -1 when the server line says that they are not.
	TLS int

	CheckAddr, AgentAddr netip.Addr
	CheckPort, AgentPort uint16
}

// States returns pictures of the servers, all of the same moment. It must not be called on a loop.
func (b *Backend) States() (all []ServerState) {
	b.Call(func() {
		now := netio.Clock()
		for _, s := range b.Servers() {
			all = append(all, s.state(now))
		}
	})
	return all
}

func (s *Server) state(now int64) ServerState {
	return ServerState{
		Server: s, Addr: s.Addr(), Op: s.Op(), Admin: s.Admin(), Weight: s.UserWeight(),
		Since: time.Duration(max(now-s.Since(), 0)), View: s.View(), TLS: s.tlsState(),
		CheckAddr: s.Check.Addr, CheckPort: s.Check.Port, AgentAddr: s.Check.AgentAddr, AgentPort: s.Check.AgentPort,
	}
}

func (s *Server) tlsState() int {
	switch {
	case tlsOn.Or(s.Bag, false):
		return 1
	case tlsOn.Off(s.Bag):
		return -1
	}
	return 0
}

// ForcedID reports whether the configuration fixes the number of the proxy.
func (p *Proxy) ForcedID() bool {
	_, forced := dirID.Get(p.Bag)
	return forced
}

// ForcedID reports whether the server line fixes the server's number.
func (s *Server) ForcedID() bool {
	_, forced := srvID.Get(s.Bag)
	return forced
}

package proxy

import (
	"net/netip"

	"metergate/internal/check"
)

// What an operator may change of a server's checks, from any goroutine but a loop's; the change is in force from the
// next check on.

// SetCheckAddr sets the address and, unless it is 0, the port that health checks go to; an invalid address keeps the
// one there is.
func (s *Server) SetCheckAddr(ip netip.Addr, port uint16) {
	s.Back.Call(func() { setTarget(&s.Check.Addr, &s.Check.Port, ip, port) })
}

// SetCheckPort sets the port that health checks go to; 0 is the server's own.
func (s *Server) SetCheckPort(port uint16) { s.Back.Call(func() { s.Check.Port = port }) }

// SetAgentAddr sets the address and, unless it is 0, the port of the agent.
func (s *Server) SetAgentAddr(ip netip.Addr, port uint16) {
	s.Back.Call(func() { setTarget(&s.Check.AgentAddr, &s.Check.AgentPort, ip, port) })
}

// SetAgentPort sets the port of the agent.
func (s *Server) SetAgentPort(port uint16) { s.Back.Call(func() { s.Check.AgentPort = port }) }

func setTarget(ip *netip.Addr, port *uint16, to netip.Addr, toPort uint16) {
	*ip = to
	if toPort != 0 {
		*port = toPort
	}
}

// SetAgentSend sets what is sent to the agent when it is asked.
func (s *Server) SetAgentSend(text string) {
	s.Back.Call(func() {
		s.Check.Agent = &check.AgentPlan{Send: text}
		s.runners.stopCheck(true)
		s.runners.agent = nil
		s.startChecks()
	})
}

// HasAgent reports whether the server line asks for an agent check.
func (s *Server) HasAgent() bool { return s.View().Agent.Configured }

// HasCheck reports whether the server line asks for a health check.
func (s *Server) HasCheck() bool { return s.View().Check.Configured }

// BeginMaint and EndMaint are `disable server` and `enable server`: unlike Maint and Ready they leave draining as it is.
// BeginDrain and EndDrain do the same to draining alone.

// BeginMaint takes a server out of service, its checks included.
func (s *Server) BeginMaint() { s.ask(AdminForcedMaint, 0) }

// EndMaint puts it back.
func (s *Server) EndMaint() { s.ask(0, AdminForcedMaint) }

// BeginDrain gives a server nothing new.
func (s *Server) BeginDrain() { s.ask(AdminForcedDrain, 0) }

// EndDrain ends that.
func (s *Server) EndDrain() { s.ask(0, AdminForcedDrain) }

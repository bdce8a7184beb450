package proxy

import (
	"net/netip"
	"time"

	"metergate/internal/check"
	"metergate/internal/conf"
	"metergate/internal/netio"
)

// restore puts the servers of the backend in the states of a file. What the configuration says now goes before what it
// said when the file was written: a weight, or being disabled, that was changed there holds.
func (b *Backend) restore(file stateFile, d *conf.Diagnostics) {
	if file == nil {
		return
	}
	for _, s := range b.Servers() {
		if t, ok := file[[2]string{b.Name, s.Name}]; ok {
			s.restore(t)
		}
	}
	for _, s := range b.Servers() {
		if s.tracked == nil && s.Op() == check.Stopped && s.Admin()&AdminMaint == 0 {
			d.Warningf("Server %s is DOWN, changed from server-state after a reload.%s", s.FullName(), s.situation(true, 0))
		}
	}
}

func (s *Server) restore(t savedState) {
	s.restoreAdmin(t)
	if s.tracked == nil && (s.Admin()|t.admin)&AdminMaint == 0 {
		s.restoreHealth(t)
	}
	if t.initial == s.InitialWeight {
		s.weight.Store(int32(t.weight))
	}
	if age := time.Duration(t.age) * time.Second; age > 0 {
		s.since.Store(netio.Clock() - int64(age))
	}
	s.restoreAddrs(t)
	if t.checkOff {
		s.health.Enable(false, false)
	}
	if t.agentOff {
		s.health.Enable(true, false)
	}
}

// restoreAdmin sets what an operator asked for. A change of `disabled` in the configuration undoes it.
func (s *Server) restoreAdmin(t savedState) {
	configured := s.Admin() & AdminConfiguredMaint
	switch {
	case configured != t.admin&AdminConfiguredMaint:
		return
	case t.admin&AdminForcedMaint != 0 && s.Admin()&AdminForcedMaint == 0:
		s.addAdmin(AdminForcedMaint, AdminInheritedMaint)
		if s.tracked == nil {
			s.health.Pause()
		}
	case t.admin&AdminForcedMaint == 0 && configured != 0:
		s.admin.Store(uint32(s.Admin() &^ AdminForcedMaint))
		if s.tracked == nil {
			s.health.Resume()
		}
	}
	if s.Admin()&AdminForcedMaint == 0 && t.admin&AdminForcedDrain != 0 && (t.initial > 0 || s.InitialWeight == 0) {
		s.addAdmin(AdminForcedDrain, AdminInheritedDrain)
	}
}

// addAdmin adds a reason, and what the servers that track this one inherit of it.
func (s *Server) addAdmin(own, inherited Admin) {
	s.admin.Store(uint32(s.Admin() | own))
	for _, f := range s.followers() {
		f.admin.Store(uint32(f.Admin() | inherited))
	}
}

// restoreHealth sets what the checks had found.
func (s *Server) restoreHealth(t savedState) {
	c := s.View().Check.Counter
	op, health := t.op, t.health
	switch {
	case op == check.Starting && c.Rise == 1, op == check.Running:
		op, health = check.Running, c.Top()
	case op == check.Stopping && c.Fall == 1, op == check.Stopped:
		op, health = check.Stopped, 0
	case op == check.Starting && (health < 1 || health >= c.Rise):
		health = c.Rise - 1
	case op == check.Stopping && (health < c.Rise || health >= c.Top()):
		health = c.Rise
	}
	s.health.Restore(op, health, check.Result{Status: t.status})
}

// restoreAddrs sets the port, and for a server with a name the address that it had; and where its checks go.
func (s *Server) restoreAddrs(t savedState) {
	ip := s.Addr().Addr()
	if s.Host() != "" && t.addr.IsValid() {
		ip = t.addr
		s.admin.Store(uint32(s.Admin() &^ AdminNoAddress))
	}
	if ip.IsValid() && t.port != 0 {
		a := netio.IPAddr(netip.AddrPortFrom(ip, t.port))
		s.addr.Store(&a)
		s.bake()
	}
	restoreTarget(&s.Check.Addr, &s.Check.Port, t.checkAddr, t.checkPort)
	restoreTarget(&s.Check.AgentAddr, &s.Check.AgentPort, t.agentAddr, t.agentPort)
}

func restoreTarget(ip *netip.Addr, port *uint16, to netip.Addr, toPort uint16) {
	if to.IsValid() {
		*ip = to
	}
	if toPort != 0 {
		*port = toPort
	}
}

package proxy

import (
	"metergate/internal/check"
	"metergate/internal/netio"
)

// setAdmin sets and clears administrative reasons, and lets everything follow: checks, counters, tables, the servers
// that track this one, and messages. Home loop.
func (s *Server) setAdmin(set, clear Admin) {
	was := s.Admin()
	is := was&^clear | set
	if is == was {
		return
	}
	up := s.Up()
	s.admin.Store(uint32(is))
	switch {
	case is&AdminMaint != 0 && was&AdminMaint == 0:
		s.enterMaint(up)
	case is&AdminMaint == 0 && was&AdminMaint != 0:
		s.leaveMaint(was)
	case is&AdminDrain != 0 && was&AdminDrain == 0:
		s.enterDrain()
	case is&AdminDrain == 0 && was&AdminDrain != 0:
		s.leaveDrain(was)
	}
	for _, f := range s.followers() {
		f.Back.Do(func() { f.inherit(is) })
	}
}

// inherit takes over the administrative state of the tracked server.
func (s *Server) inherit(from Admin) {
	var set Admin
	if from&AdminMaint != 0 {
		set |= AdminInheritedMaint
	}
	if from&AdminDrain != 0 {
		set |= AdminInheritedDrain
	}
	s.setAdmin(set, (AdminInheritedMaint|AdminInheritedDrain)&^set)
}

func (s *Server) enterMaint(wasUp bool) {
	if s.tracked == nil {
		s.health.Pause()
	}
	s.runners.stopCheck(false) // the agent goes on: it may end what it began
	s.runners.stopRamp()
	if !wasUp {
		s.Back.rebuild()
		s.announce(severityNotice, "Server "+s.FullName()+" was DOWN and now enters maintenance.")
		return
	}
	requeued := s.wentDown()
	s.Back.rebuild()
	severity := severityAlert
	if s.Admin()&AdminDrain != 0 {
		severity = severityNotice // it had no new work already
	}
	s.announce(severity, "Server "+s.FullName()+" is going DOWN for maintenance"+s.why()+"."+
		s.situation(true, requeued))
}

func (s *Server) leaveMaint(was Admin) {
	if s.tracked == nil {
		s.health.Resume()
	}
	if s.Up() {
		s.cameUp()
	}
	s.startChecks()
	s.Back.rebuild()
	if was&AdminNoAddress != 0 && s.finder != nil {
		s.announce(severityNotice, "Server "+s.FullName()+" ('"+s.Host()+"') is "+s.readyWord()+" (resolves again).")
		return
	}
	s.announce(severityNotice, "Server "+s.FullName()+" is "+s.readyWord()+" (leaving "+forced(was&AdminInheritedMaint == 0)+"maintenance).")
}

// readyWord says how a server comes back from maintenance.
func (s *Server) readyWord() string {
	word := "DOWN"
	if s.Up() {
		word = "UP"
	}
	if s.Admin()&AdminDrain != 0 {
		return word + "/DRAIN"
	}
	return word + "/READY"
}

func (s *Server) enterDrain() {
	s.Back.rebuild()
	requeued := s.Slots.Kick(ErrServerDown)
	s.announce(severityNotice, "Server "+s.FullName()+" enters drain state"+s.viaTracked(AdminInheritedDrain)+"."+s.situation(false, requeued))
}

func (s *Server) leaveDrain(was Admin) {
	s.Back.rebuild()
	word := "DOWN"
	if s.Up() {
		word = "UP"
	}
	via := ""
	if was&AdminForcedDrain == 0 {
		via = " via " + s.tracked.FullName()
	}
	s.announce(severityNotice, "Server "+s.FullName()+" is "+word+" (leaving "+forced(was&AdminForcedDrain != 0)+"drain)"+via+".")
}

// why says what began the maintenance, empty for an operator.
func (s *Server) why() string {
	if s.cause != "" {
		return " (" + s.cause + ")"
	}
	return s.viaTracked(AdminInheritedMaint)
}

func (s *Server) viaTracked(inherited Admin) string {
	if s.Admin()&inherited != 0 {
		return " via " + s.tracked.FullName()
	}
	return ""
}

func forced(yes bool) string {
	if yes {
		return "forced "
	}
	return ""
}

// Ready, Drain and Maint are what operators ask of a server, from any goroutine but a loop's; the change is in force
// when they return.

// Ready puts a server back to work.
func (s *Server) Ready() { s.ask(0, AdminForcedMaint|AdminForcedDrain) }

// Drain lets a server finish what it has and gives it nothing new.
func (s *Server) Drain() { s.ask(AdminForcedDrain, AdminForcedMaint) }

// Maint takes a server out of service, its checks included.
func (s *Server) Maint() { s.ask(AdminForcedMaint, AdminForcedDrain) }

func (s *Server) ask(set, clear Admin) { s.Back.Call(func() { s.setAdmin(set, clear) }) }

// ForceHealth sets the state that the checks have found, until they find otherwise.
func (s *Server) ForceHealth(to check.Op) {
	s.Back.Call(func() { s.Apply(s.health.Force(to)) })
}

// ForceAgent sets the state that the agent has reported, until it reports otherwise.
func (s *Server) ForceAgent(up bool) {
	s.Back.Call(func() { s.Apply(s.health.ForceAgent(up)) })
}

// SetWeight sets the weight, 0..256.
func (s *Server) SetWeight(w int) { s.Back.Call(func() { s.setWeight(w) }) }

// SetMaxconn sets the limit of requests worked on at once, 0 for none.
func (s *Server) SetMaxconn(n int) { s.Back.Call(func() { s.setMaxconn(n) }) }

// SetSSL turns the encryption of requests on or off; checks stay as they are. It reports false when the server line says
// nothing of TLS.
func (s *Server) SetSSL(on bool) bool {
	if s.TLS == nil {
		return false
	}
	s.Back.Call(func() {
		s.TLS.traffic.Store(on)
		s.moves.Add(1)
	})
	s.dropIdle()
	return true
}

// SetAddr sets where the server is reached, from the next request on: no connection to the old address is used again.
func (s *Server) SetAddr(a netio.Addr) {
	s.Back.Call(func() {
		if a.Port() != s.Addr().Port() {
			s.mapped.Store(false)
		}
		s.addr.Store(&a)
		s.bake()
		s.moves.Add(1)
		s.setAdmin(0, AdminNoAddress)
		s.Back.rebuild()
	})
	s.dropIdle()
}

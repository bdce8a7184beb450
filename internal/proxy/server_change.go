package proxy

import (
	"fmt"
	"strings"
	"time"

	"metergate/internal/check"
	"metergate/internal/netio"
)

// warmScale is the value of Server.warm for a server that is warm.
const warmScale = check.RampScale

// The syslog levels of what the gateway announces.
const (
	severityEmergency = 0
	severityAlert     = 1
	severityWarning   = 4
	severityNotice    = 5
	severityInfo      = 6
)

// Health returns the state that the server's checks move; it makes the server a check.Subject.
func (s *Server) Health() *check.Health { return s.health }

// Apply takes what a check, the agent, traffic or an operator did to the server's health. Home loop.
func (s *Server) Apply(e check.Event) {
	if e.Failed {
		chkFail.Inc(s.Set, s.Back.home.Shard())
	}
	if e.Agent {
		s.obey(e.Report)
	}
	if e.News && optLogHealthChecks.Or(s.Back.Bag, false) {
		line := e.AppendLog(nil, s.FullName(), s.Backup, s.Admin()&AdminDrain != 0)
		s.announce(severityNotice, string(line))
	}
	if e.Change != check.Same {
		s.turned(&e, "")
		for _, f := range s.followers() {
			f.Back.Do(func() { f.turned(&e, " via "+s.FullName()) })
		}
	}
}

// turned follows a change of health: it counts, announces, warms up or cuts, and rebuilds the backend's table.
func (s *Server) turned(e *check.Event, via string) {
	if s.Admin()&AdminMaint != 0 {
		return
	}
	requeued := 0
	switch e.Change {
	case check.WentDown:
		requeued = s.wentDown()
	case check.WentUp:
		s.cameUp()
	}
	s.Back.rebuild()
	s.announce(e.Change.Severity(), s.changeLine(e, via, requeued))
}

// wentDown counts the fall of the server and gives its queue back; it returns how many requests that were.
func (s *Server) wentDown() (requeued int) {
	chkDown.Inc(s.Set, s.Back.home.Shard())
	s.since.Store(netio.Clock())
	s.warm.Store(warmScale)
	s.runners.stopRamp()
	if srvMarkedDown.Or(s.Bag, false) {
		s.cutStreams(ErrCutDown)
	}
	return s.Slots.Kick(ErrServerDown)
}

// cameUp ends the time of being down and begins to warm up.
func (s *Server) cameUp() {
	now := netio.Clock()
	s.down.Add(max(now-s.since.Load(), 0))
	s.since.Store(now)
	s.startRamp()
	if srvMarkedUp.Or(s.Bag, false) && !s.Backup {
		for _, other := range s.Back.Servers() {
			if other.Backup {
				other.cutStreams(ErrCutUp)
			}
		}
	}
}

// changeLine is the message about a change of health, in the words that log readers know.
func (s *Server) changeLine(e *check.Event, via string, requeued int) string {
	line := []byte("Server " + s.FullName() + " is " + changeWords[e.Change])
	switch {
	case via != "":
		line = append(line, via...)
	case e.Forced:
		line = append(line, ", changed from CLI"...)
	case !optLogHealthChecks.Or(s.Back.Bag, false):
		line = e.AppendReason(line)
	}
	line = append(line, '.')
	return string(line) + s.situation(e.Change == check.WentDown, requeued)
}

var changeWords = [...]string{check.WentUp: "UP", check.WentDown: "DOWN", check.WentStopping: "stopping"}

// situation is the end of a message about a server: what is left of its backend.
func (s *Server) situation(lost bool, requeued int) string {
	active, backup := s.Back.Usable()
	queued := s.Back.Queue.Waiting()
	if !lost {
		return fmt.Sprintf(" %d active and %d backup servers online. %d sessions requeued, %d total in queue.",
			active, backup, requeued, queued)
	}
	on := ""
	if active == 0 && backup > 0 {
		on = " Running on backup."
	}
	return fmt.Sprintf(" %d active and %d backup servers left.%s %d sessions active, %d requeued, %d remaining in queue.",
		active, backup, on, sessions.Value(s.Set), requeued, queued)
}

// obey does what an agent asked for besides health: weight, limit and administrative state.
func (s *Server) obey(r check.Report) {
	if r.Percent >= 0 {
		s.setWeight(s.InitialWeight * r.Percent / 100)
	}
	if r.MaxConn >= 0 {
		s.setMaxconn(r.MaxConn)
	}
	switch r.Admin {
	case check.AsksReady:
		s.setAdmin(0, AdminForcedMaint|AdminForcedDrain)
	case check.AsksDrain:
		s.setAdmin(AdminForcedDrain, AdminForcedMaint)
	case check.AsksMaint:
		s.setAdmin(AdminForcedMaint, AdminForcedDrain)
	}
}

func (s *Server) setWeight(w int) {
	if s.weight.Swap(int32(w)) != int32(w) {
		s.Back.rebuild()
	}
}

func (s *Server) setMaxconn(n int) {
	s.maxconn.Store(int32(n))
	s.Slots.SetLimit(n)
}

// startRamp begins the warm-up of slowstart: the weight grows in steps of a timer on the home loop.
func (s *Server) startRamp() {
	ramp := check.NewRamp(srvSlowstart.Or(s.Bag, 0))
	if !ramp.On() || s.Back.Method.Static() {
		return
	}
	begun := s.Back.home.Now()
	s.runners.ramp(s.Back.home, ramp.Step(), func() (more bool) {
		elapsed := time.Duration(s.Back.home.Now() - begun)
		at := ramp.At(elapsed)
		s.warm.Store(int32(at))
		if n := s.Maxconn(); n > 0 {
			s.Slots.SetLimit(ramp.Limit(n, elapsed))
		}
		if at == warmScale {
			s.health.Warm()
		}
		s.Back.rebuild()
		return at < warmScale
	})
}

func (s *Server) announce(severity int, line string) {
	state, _, _ := strings.Cut(s.Status(), " ")
	s.Back.gateway.tell(s.Back.Proxy, Change{Severity: severity, Server: s.Name, State: state, Text: line})
	s.Back.announceLoss()
}

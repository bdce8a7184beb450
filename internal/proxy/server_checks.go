package proxy

import (
	"fmt"
	"net/netip"
	"time"

	"metergate/internal/balance"
	"metergate/internal/check"
	"metergate/internal/netio"
)

// A CheckPlan is how a server's health is watched.
type CheckPlan struct {
	Plan      *check.Plan // nil without check
	Agent     *check.AgentPlan
	Pace      Pace
	Timeouts  CheckTimeouts
	Port      uint16
	Addr      netip.Addr
	AgentPort uint16
	AgentAddr netip.Addr
}

// CheckTimeouts bound one check; 0 is the interval.
type CheckTimeouts struct{ Connect, Check time.Duration }

// runners are what runs on the home loop for one server.
type runners struct {
	check, agent *check.Runner
	timer        *netio.Timer
}

// ramp calls step now and then every period, as long as it asks for more.
func (r *runners) ramp(l *netio.Loop, period time.Duration, step func() (more bool)) {
	r.stopRamp()
	tick := func() {
		if step() {
			r.timer.Set(l.Now() + int64(period))
		}
	}
	r.timer = l.NewTimer(tick)
	tick()
}

func (r *runners) stopRamp() {
	if r.timer != nil {
		r.timer.Stop()
	}
}

func (r *runners) stop() {
	if r.check != nil {
		r.check.Stop()
	}
	if r.agent != nil {
		r.agent.Stop()
	}
	r.stopRamp()
}

// Watch starts the checks of all servers. Serve does so; a gateway that serves nobody may.
func (g *Gateway) Watch() {
	for _, p := range g.Proxies() {
		if p.Back != nil {
			p.Back.Call(p.Back.watch)
		}
	}
}

// watch starts the checks of the backend's servers, spread over their interval. Home loop.
func (b *Backend) watch() {
	servers := b.Servers()
	for i, s := range servers {
		s.startChecksIn(check.Spread(i, len(servers), s.Check.Pace.Inter))
	}
}

// startChecks begins to watch the server, if it is to be watched: its health unless it is in maintenance, its agent
// always. Home loop.
func (s *Server) startChecks() { s.startChecksIn(0) }

func (s *Server) startChecksIn(delay time.Duration) {
	if s.tracked != nil {
		return
	}
	home := s.Back.home
	if s.Check.Plan != nil && s.View().Check.Enabled && s.Admin()&AdminMaint == 0 {
		if s.runners.check == nil {
			s.runners.check = check.NewRunner(home, s, s.Check.Plan, s.intervals())
		}
		s.runners.check.Start(delay)
	}
	if s.Check.Agent != nil && s.View().Agent.Enabled {
		if s.runners.agent == nil {
			s.runners.agent = check.NewAgentRunner(home, s, s.Check.Agent, s.agentIntervals())
		}
		s.runners.agent.Start(delay)
	}
}

func (s *Server) intervals() check.Intervals {
	p := s.Check.Pace
	return check.Intervals{
		Inter: p.Inter, Fast: p.Fast, Down: p.Down, Connect: s.Check.Timeouts.Connect, Check: s.Check.Timeouts.Check,
		Spread: int(dirSpreadChecks.Or(s.Back.gateway.Global.Bag, 0)),
	}
}

func (s *Server) agentIntervals() check.Intervals {
	i := s.intervals()
	i.Inter, i.Fast, i.Down = s.Check.Pace.Agent, 0, 0
	return i
}

// Target says where the next probe goes; it makes the server a check.Subject.
func (s *Server) Target(agent bool) check.Target {
	t := check.Target{Name: s.FullName(), Addr: s.Addr(), Dial: s.probeOpts(), State: s.appendState, Secure: s.shakeProbe, Speak: s.speakProbe, Preface: s.preface}
	t.Prefaced = s.prefaced() && !agent
	if !s.socks.IsZero() && !agent {
		t.Detour, t.Detoured = s.reach, srvCheckSocks.Or(s.Bag, false)
	}
	t.SSL = s.TLS != nil && s.TLS.probe.on && !agent
	ip, port := s.Check.Addr, s.Check.Port
	if agent {
		ip, port = s.Check.AgentAddr, s.Check.AgentPort
	}
	if t.Addr.IsUnix() {
		return t
	}
	if !ip.IsValid() {
		ip = t.Addr.Addr()
	}
	if port == 0 {
		port = t.Addr.Port()
	}
	if ip.IsValid() {
		t.Addr = netio.IPAddr(netip.AddrPortFrom(ip, port))
	}
	return t
}

// EnableCheck switches the health check (or the agent's) on or off; false means that the server line has none.
func (s *Server) EnableCheck(agent, on bool) (configured bool) {
	s.Back.Call(func() {
		if configured = s.health.Enable(agent, on); !configured {
			return
		}
		s.runners.stopCheck(agent)
		s.startChecks()
	})
	return configured
}

func (r *runners) stopCheck(agent bool) {
	runner := r.check
	if agent {
		runner = r.agent
	}
	if runner != nil {
		runner.Stop()
	}
}

// appendState writes what `http-check send-state` tells the server about itself and its backend.
func (s *Server) appendState(dst []byte) []byte {
	b := s.Back
	op := "DOWN"
	if s.Up() {
		op = "UP"
	}
	if f := fraction(s.View().Check.Counter); f != "" {
		op += f
	}
	if a := s.Addr(); a.IsUnix() {
		op += "; address=unix"
	} else {
		op += fmt.Sprintf("; address=%s; port=%d", a.Addr(), a.Port())
	}
	return fmt.Appendf(dst, "%s; name=%s/%s; node=%s; weight=%d/%d; scur=%d/%d; qcur=%d",
		op, b.Name, s.Name, b.gateway.Global.Node, s.Weight(), b.Table().Weight/balance.Scale, sessions.Value(s.Set), sessions.Value(b.Set), queued.Value(b.Set))
}

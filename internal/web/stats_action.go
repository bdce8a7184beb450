package web

import (
	"metergate/internal/check"
	"metergate/internal/proxy"
)

// An action is what a form can do to a server.
type action struct {
	word  string
	label string // on the page; empty for older words, which it does not offer
	// do reports whether there was something to change.
	do func(s *proxy.Server) bool
}

// actionList holds the actions in the order in which the page offers them.
var actionList = []action{
	{"ready", "Set state to READY", func(s *proxy.Server) bool { s.Ready(); return true }},
	{"drain", "Set state to DRAIN", func(s *proxy.Server) bool { s.Drain(); return true }},
	{"maint", "Set state to MAINT", func(s *proxy.Server) bool { s.Maint(); return true }},
	{"dhlth", "Health: disable checks", switchCheck(false, false)},
	{"ehlth", "Health: enable checks", switchCheck(false, true)},
	{"hrunn", "Health: force UP", forceHealth(check.Running)},
	{"hnolb", "Health: force NOLB", forceHealth(check.Stopping)},
	{"hdown", "Health: force DOWN", forceHealth(check.Stopped)},
	{"dagent", "Agent: disable checks", switchCheck(true, false)},
	{"eagent", "Agent: enable checks", switchCheck(true, true)},
	{"arunn", "Agent: force UP", forceAgent(true)},
	{"adown", "Agent: force DOWN", forceAgent(false)},
	{"shutdown", "Kill sessions", func(s *proxy.Server) bool { s.CutStreams(); return true }},

	{"disable", "", unless(proxy.AdminForcedMaint, (*proxy.Server).BeginMaint)},
	{"enable", "", when(proxy.AdminForcedMaint, (*proxy.Server).EndMaint)},
	{"stop", "", unless(proxy.AdminForcedDrain, (*proxy.Server).BeginDrain)},
	{"start", "", when(proxy.AdminForcedDrain, (*proxy.Server).EndDrain)},
}

// actions are the same by their words.
var actions = func() map[string]*action {
	m := map[string]*action{}
	for i := range actionList {
		m[actionList[i].word] = &actionList[i]
	}
	return m
}()

// when does something to servers that are in one of the states, unless to those that are in none.
func when(states proxy.Admin, do func(*proxy.Server)) func(*proxy.Server) bool {
	return func(s *proxy.Server) bool {
		if s.Admin()&states == 0 {
			return false
		}
		do(s)
		return true
	}
}

func unless(states proxy.Admin, do func(*proxy.Server)) func(*proxy.Server) bool {
	return func(s *proxy.Server) bool {
		if s.Admin()&states != 0 {
			return false
		}
		do(s)
		return true
	}
}

// switchCheck leaves servers alone that have no such check.
func switchCheck(agent, on bool) func(*proxy.Server) bool {
	return func(s *proxy.Server) bool { return s.EnableCheck(agent, on) }
}

// forceHealth leaves servers alone whose health is another's.
func forceHealth(to check.Op) func(*proxy.Server) bool {
	return func(s *proxy.Server) bool {
		if s.Tracked() != nil {
			return false
		}
		s.ForceHealth(to)
		return true
	}
}

func forceAgent(up bool) func(*proxy.Server) bool {
	return func(s *proxy.Server) bool {
		if !s.View().Agent.Active() {
			return false
		}
		s.ForceAgent(up)
		return true
	}
}

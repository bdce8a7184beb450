package admin

import (
	"metergate/internal/check"
	"metergate/internal/proxy"
)

// The bits of the columns srv_check_state and srv_agent_state.
const (
	checkInProgress = 1 << iota
	checkConfigured
	checkEnabled
	checkPaused
	checkAgent
)

// checkState returns the bits of a check.
func checkState(v *check.ProbeView) (bits int) {
	for _, flag := range [...]struct {
		on  bool
		bit int
	}{{v.InProgress, checkInProgress}, {v.Configured, checkConfigured}, {v.Enabled, checkEnabled}, {v.Paused, checkPaused}} {
		if flag.on {
			bits |= flag.bit
		}
	}
	return bits
}

// ownCheck is the health check of the server itself: a server that tracks another has none.
func ownCheck(t *proxy.ServerState) *check.ProbeView {
	if t.Server.Tracked() != nil {
		return &check.ProbeView{Result: check.Result{Status: check.Initial}}
	}
	return &t.View.Check
}

// agentState returns the bits of a server's agent check, 0 when it has none. The agent is asked in maintenance too.
func agentState(t *proxy.ServerState) int {
	if t.Server.Tracked() != nil || !t.View.Agent.Configured {
		return 0
	}
	return checkState(&t.View.Agent)&^checkPaused | checkAgent
}

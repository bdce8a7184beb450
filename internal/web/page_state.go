package web

import (
	"strings"

	"metergate/internal/metric"
)

// A state is how an object shows itself: by a class, which gives it a colour, and by a symbol, for those who cannot
// tell colours apart.
type state struct {
	class  string // of the row; the name that pages of this kind have always used
	tone   string // up, warn, down, off or plain: what the script filters by
	symbol string
	legend string
}

// states are the states of servers, by the word that the column status begins with. Those of backup servers have
// classes of their own.
var states = []struct {
	word string
	state
}{
	{"UP ", state{"going_down", "warn", "▼", "UP, going down"}},
	{"UP", state{"up", "up", "●", "UP"}},
	{"DOWN ", state{"going_up", "warn", "▲", "DOWN, going up"}},
	{"DOWN", state{"down", "down", "✕", "DOWN"}},
	{"NOLB", state{"nolb", "drain", "◐", "UP, no new clients (NOLB)"}},
	{"DRAIN", state{"draining", "drain", "◐", "DRAIN"}},
	{"MAINT", state{"maintain", "off", "■", "MAINT"}},
	{"no check", state{"no_check", "plain", "○", "not checked"}},
	{"OPEN", state{"open", "up", "●", "OPEN"}},
	{"FULL", state{"full", "warn", "▼", "FULL"}},
	{"WAITING", state{"waiting", "warn", "▼", "WAITING"}},
	{"PAUSED", state{"paused", "off", "■", "PAUSED"}},
	{"STOP", state{"stopped", "off", "■", "STOP"}},
}

var unknownState = state{class: "unknown", tone: "plain", symbol: "○"}

// stateOf returns the state that a text of the column status tells.
func stateOf(status string) state {
	if strings.HasPrefix(status, "DOWN (") {
		status = "DOWN"
	}
	for _, s := range states {
		if strings.HasPrefix(status, s.word) {
			return s.state
		}
	}
	return unknownState
}

// rowClass returns the class of an object's row.
func rowClass(k metric.Kind, s state, backup bool) string {
	switch k {
	case metric.KindFrontend, metric.KindBackend:
		return k.String()
	case metric.KindListener:
		return "socket"
	}
	switch {
	case s.class == "maintain":
		return s.class
	case backup:
		return "backup_" + s.class
	}
	return "active_" + s.class
}

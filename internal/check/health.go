package check

import (
	"fmt"
	"sync/atomic"
)

// Op is the operational state of a server, with the numbers of `show servers state`.
type Op uint8

// The operational states.
const (
	Stopped  Op = iota // down
	Starting           // up, warming up
	Running            // up
	Stopping           // up, but no new work
)

// InitState is the argument of the server option `init-state`.
type InitState uint8

// The initial states of a server with a check.
const (
	InitNone      InitState = iota // as InitUp
	InitUp                         // up, but one failure takes it down
	InitDown                       // down, but one success brings it up
	InitFullyUp                    // up, without a doubt
	InitFullyDown                  // down, without a doubt
)

// ParseInitState reads the argument of the server option `init-state`.
func ParseInitState(word string) (InitState, error) {
	for i, w := range [...]string{"none", "up", "down", "fully-up", "fully-down"} {
		if w == word {
			return InitState(i), nil
		}
	}
	return 0, fmt.Errorf("expects none, up, down, fully-up or fully-down, not '%s'", word)
}

// A Config is what Health needs to know of a server line.
type Config struct {
	Rise, Fall int
	Check      bool // a health check is configured
	Agent      bool // an agent check is configured
	Init       InitState
	// SlowStart says that the server warms up: it passes through Starting.
	SlowStart bool
}

// Health is the state of one server as its checks make it. Its methods are called on the backend's home loop, but for
// View, which anybody may call.
type Health struct {
	config Config
	check  probeState
	agent  probeState
	op     Op
	// maintenance keeps the server stopped whatever the checks say.
	maintenance bool
	view        atomic.Pointer[View]
}

// probeState is what is known of one of the two checks.
type probeState struct {
	Counter
	last       Result
	configured bool
	enabled    bool
	paused     bool
	running    bool
}

// takesPart says that the check takes part in the state of the server.
func (p *probeState) takesPart() bool { return p.configured && p.enabled && !p.paused }

// NewHealth returns the health of a server as it starts.
func NewHealth(c Config) *Health {
	h := &Health{config: c}
	h.check = newProbeState(c.Check, Counter{Health: start(c), Rise: c.Rise, Fall: c.Fall})
	h.agent = newProbeState(c.Agent, Counter{Health: 1, Rise: 1, Fall: 1})
	h.op = Running
	if c.Check && !h.check.Up() {
		h.op = Stopped
	}
	h.publish()
	return h
}

func newProbeState(configured bool, c Counter) probeState {
	return probeState{Counter: c, configured: configured, enabled: configured, last: Result{Status: Initial}}
}

// start returns the health that a server line asks to begin with; one without a check has none.
func start(c Config) int {
	if !c.Check {
		return 0
	}
	switch c.Init {
	case InitDown:
		return c.Rise - 1
	case InitFullyUp:
		return c.Rise + c.Fall - 1
	case InitFullyDown:
		return 0
	}
	return c.Rise
}

// View returns the present picture. Any goroutine may ask.
func (h *Health) View() *View { return h.view.Load() }

func (h *Health) publish() {
	h.view.Store(&View{Op: h.op, Check: h.check.picture(), Agent: h.agent.picture()})
}

func (p *probeState) picture() ProbeView {
	v := ProbeView{
		Counter: p.Counter, Result: p.last,
		Configured: p.configured, Enabled: p.enabled, Paused: p.paused, InProgress: p.running,
	}
	if p.running {
		v.Code, v.Info = 0, ""
	}
	return v
}

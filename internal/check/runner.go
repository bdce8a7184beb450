package check

import (
	"time"

	"metergate/internal/netio"
)

// A Subject is a server that is checked. Its methods are called on the loop of its runner.
type Subject interface {
	// Health is the state which the check moves.
	Health() *Health
	// Target says where the next probe goes; it may have changed since the last one.
	Target(agent bool) Target
	// Apply takes what a result did to Health: the proxy counts it, logs it, and changes its tables.
	Apply(e Event)
}

// A Target is where one probe goes.
type Target struct {
	// Name is `backend/server`, for the names of tasks.
	Name string
	// Addr is where to connect, with what the server options addr, port, agent-addr and agent-port say. The zero Addr
	// means that there is nothing to check yet.
	Addr netio.Addr
	Dial netio.DialOpts
	// SSL says that the probe's first connection is encrypted.
	SSL bool
	// Secure makes an encrypted connection; it is needed by steps with `ssl` and by targets with SSL. An empty name or
	// alpn means that of the server line.
	Secure func(t *netio.Task, c *netio.Conn, sni string, alpn []string, deadline int64) (*netio.Conn, error)
	// State appends the value of the header that `http-check send-state` sends.
	State func(dst []byte) []byte
}

// Intervals are the times between the checks of one server.
type Intervals struct {
	// Inter counts from start to start when nothing is in doubt, Fast while it is, Down for a server that is down. Fast
	// and Down are Inter when 0.
	Inter, Fast, Down time.Duration
	// Connect bounds the connection, Check what follows it; 0 is Inter.
	Connect, Check time.Duration
}

// After returns the time to the next check of a server whose counter stands so.
func (i *Intervals) After(c Counter) time.Duration {
	switch {
	case !c.Full() && i.Fast > 0:
		return i.Fast
	case c.Health == 0 && i.Down > 0:
		return i.Down
	}
	return i.Inter
}

// A Runner checks one server, again and again: its health, or its agent. It costs a timer while it waits and a task
// while it probes. All its methods belong to its loop.
type Runner struct {
	loop      *netio.Loop
	subject   Subject
	plan      *Plan
	intervals Intervals
	agent     *AgentPlan // nil for a health check
}

// NewRunner returns a runner of a server's health check.
func NewRunner(l *netio.Loop, s Subject, p *Plan, i Intervals) *Runner {
	return &Runner{loop: l, subject: s, plan: p, intervals: i}
}

// AgentPlan is what the server line says of the agent's check.
type AgentPlan struct {
	// Send is the line that opens the talk, `agent-send`.
	Send string
}

// NewAgentRunner returns a runner of a server's agent check.
func NewAgentRunner(l *netio.Loop, s Subject, p *AgentPlan, i Intervals) *Runner {
	return &Runner{loop: l, subject: s, agent: p, intervals: i}
}

// Start begins with a check that long from now; see Spread.
func (r *Runner) Start(delay time.Duration) {}

// Stop ends the checks; one that runs is cut without a result.
func (r *Runner) Stop() {}

// Hurry brings the next check forward to the fast interval.
func (r *Runner) Hurry() {}

// Spread returns the delay of the first check of number i of n checks with that interval, so that not all start
// together.
func Spread(i, n int, inter time.Duration) time.Duration {
	return inter * time.Duration(i) / time.Duration(max(n, 1))
}

// probe is one run of a plan.
type probe struct{}

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
	// alpn means that of the server line. When it fails, c stays with the caller, and the result of the check says what the
	// error says.
	Secure func(t *netio.Task, c *netio.Conn, sni string, alpn []string, deadline int64) (*netio.Conn, error)
	// Speak puts what the server speaks under the user of a connection, for checks that speak HTTP; nil where that is HTTP/1.
	Speak func(c *netio.Conn)
	// Preface is the header of the PROXY protocol that a connection begins with: that of steps with `send-proxy` and, when
	// Prefaced, of those that do as the server line says. It may be nil when there are none.
	Preface  func(c *netio.Conn) []byte
	Prefaced bool
	// Detour connects through the proxy of the server, nil without one: for steps with `via-socks4` and, when Detoured, for
	// those that do as the server line says.
	Detour   func(t *netio.Task, to netio.Addr, o netio.DialOpts, deadline int64) (*netio.Conn, error)
	Detoured bool
	// State appends the value of the header that `http-check send-state` sends.
	State func(dst []byte) []byte
}

// Intervals are the times between the checks of one server.
type Intervals struct {
	// Inter is from the end of one check to the start of the next when nothing is in doubt, Fast while it is, Down for a
	// server that is down. Fast and Down are Inter when 0.
	Inter, Fast, Down time.Duration
	// Connect and Check bound a check: Check what follows the connection, and then Connect, if set, the connection. Without
	// Check, Inter bounds the whole.
	Connect, Check time.Duration
	// Spread moves each check at random by up to that percentage of its interval, either way.
	Spread int
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

// Spread returns the delay of the first check of number i of n checks with that interval, so that not all start
// together.
func Spread(i, n int, inter time.Duration) time.Duration {
	return inter * time.Duration(i) / time.Duration(max(n, 1))
}

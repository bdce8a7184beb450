package check

import "strconv"

// A Change is what became of a server's state.
type Change uint8

// The changes.
const (
	Same Change = iota
	WentUp
	WentDown
	WentStopping // well, but no new work: NOLB
)

// Severity returns the syslog level at which a change is logged.
func (c Change) Severity() int {
	if c == WentDown {
		return 1
	}
	return 5
}

// An Event is what a result did to a server. The proxy applies it: it counts, logs, and rebuilds tables.
type Event struct {
	Change Change
	// From is the state before the change.
	From Op
	// Moved says that the counter of health moved.
	Moved bool
	// News says that it did, or that the result is of another kind than the one before: what log-health-checks logs.
	News bool
	// Failed says that chkfail rises.
	Failed bool
	// Agent says that the agent brought it about, not the health check.
	Agent bool
	// Forced says that an operator brought it about: Result is not its reason.
	Forced bool
	// Result is why.
	Result Result
	// Counter is where the counter of health stands now.
	Counter Counter
	// Report is what the agent said, when Agent and not Forced.
	Report Report
}

// AppendReason adds the reason as the lines `Server b/s is DOWN` and `is UP` carry it, with its leading comma. An
// event that was forced has none.
func (e *Event) AppendReason(dst []byte) []byte {
	if e.Forced {
		return dst
	}
	return e.Result.appendReason(dst)
}

// AppendLog adds the line of log-health-checks for the server `backend/server`.
func (e *Event) AppendLog(dst []byte, server string, backup, drain bool) []byte {
	dst = append(dst, "Health check for "...)
	if e.Agent {
		dst = append(dst[:len(dst)-len("Health check for ")], "Agent check for "...)
	}
	if backup {
		dst = append(dst, "backup "...)
	}
	dst = append(dst, "server "...)
	dst = append(dst, server...)
	switch e.Result.Status.Verdict() {
	case Conditional:
		dst = append(dst, " conditionally succeeded"...)
	case Passed:
		dst = append(dst, " succeeded"...)
	default:
		dst = append(dst, " failed"...)
	}
	dst = e.Result.appendReason(dst)
	dst = append(dst, ", status: "...)
	dst = e.Counter.appendFraction(dst)
	switch {
	case !e.Counter.Up():
		dst = append(dst, " DOWN."...)
	case drain:
		dst = append(dst, " DRAIN."...)
	default:
		dst = append(dst, " UP."...)
	}
	return dst
}

// appendFraction writes how far the counter is: health over fall when up, over rise when down.
func (c Counter) appendFraction(dst []byte) []byte {
	n, of := c.Health, c.Rise
	if c.Up() {
		n, of = c.Health-c.Rise+1, c.Fall
	}
	dst = strconv.AppendInt(dst, int64(n), 10)
	dst = append(dst, '/')
	return strconv.AppendInt(dst, int64(of), 10)
}

package proxy

import (
	"strconv"

	"metergate/internal/check"
)

// Status returns the text of the column status. Why there is no address goes before what is inherited, that before
// maintenance, and that before health.
func (s *Server) Status() string {
	admin := s.Admin()
	switch {
	case admin&AdminNoAddress != 0:
		return "MAINT (resolution)"
	case admin&AdminInheritedMaint != 0:
		return "MAINT (via " + s.tracked.FullName() + ")"
	case admin&AdminMaint != 0:
		return "MAINT"
	}
	v := s.View()
	if v.Op == check.Stopped {
		return downStatus(v)
	}
	return s.upStatus(v, admin)
}

func downStatus(v *check.View) string {
	if v.Agent.Active() && !v.Agent.Up() {
		return "DOWN (agent)"
	}
	return "DOWN" + fraction(v.Check.Counter)
}

func (s *Server) upStatus(v *check.View, admin Admin) string {
	word := "UP"
	switch {
	case admin&AdminDrain != 0:
		if v.Agent.Active() {
			return "DRAIN (agent)"
		}
		word = "DRAIN"
	case v.Op == check.Stopping:
		word = "NOLB"
	case !v.Check.Active():
		return "no check"
	}
	if !v.Check.Active() {
		return word
	}
	return word + fraction(v.Check.Counter)
}

// fraction returns how far a counter is between two states, as ` 2/3`; nothing at either end.
func fraction(c check.Counter) string {
	switch {
	case c.Full():
		return ""
	case c.Up():
		return " " + strconv.Itoa(c.Health-c.Rise+1) + "/" + strconv.Itoa(c.Fall)
	}
	return " " + strconv.Itoa(c.Health) + "/" + strconv.Itoa(c.Rise)
}

// Status returns the text of the column status: UP while some server can be given work, or when there is none at all.
func (b *Backend) Status() string {
	word := "DOWN"
	if b.Up() {
		word = "UP"
	}
	if b.unpublished.Load() {
		word += " (UNPUB)"
	}
	return word
}

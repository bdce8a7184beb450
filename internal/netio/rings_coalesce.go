package netio

// coalesce is how many completions a wait asks for during its first microseconds.
type coalesce struct{ events, micros uint32 }

// patientMicros is how long a wait lets completions gather.
const patientMicros = 50

// coalescer decides what a wait asks for. A send mostly completes while it is submitted, and its completion alone is no
// reason for a turn: so the wait asks for one completion more than sends were submitted, for a few microseconds, after which
// any completion ends it.
type coalescer struct {
	able  bool // the kernel knows how
	sends uint32
}

// ask gives what the next wait should ask for.
func (c *coalescer) ask() coalesce {
	n := c.sends
	c.sends = 0
	if !c.able || n == 0 {
		return coalesce{events: 1}
	}
	return coalesce{events: 1 + n, micros: patientMicros}
}

package check

import "time"

// A Ramp is the warm-up of a server that came back: its weight grows in sixteenths, once a step.
type Ramp struct{ seconds int64 }

// RampScale is the value of Ramp.At for a server that is warm.
const RampScale = 16

// NewRamp returns the ramp of `slowstart d`; parts of a second count as one.
func NewRamp(d time.Duration) Ramp { return Ramp{int64((d + time.Second - 1) / time.Second)} }

// On says that there is a warm-up at all.
func (r Ramp) On() bool { return r.seconds > 0 }

// At returns the sixteenths of its weight that a server has that long after it came up: 1 at first, RampScale from the
// end on. Only whole seconds count.
func (r Ramp) At(elapsed time.Duration) int {
	s := int64(elapsed / time.Second)
	if !r.On() || s >= r.seconds {
		return RampScale
	}
	return int((RampScale*max(s, 0) + r.seconds) / r.seconds)
}

// Step returns how often the weight is brought up to date.
func (r Ramp) Step() time.Duration {
	return max(time.Second, time.Duration(r.seconds)*time.Second/20)
}

// Limit returns the part of a server's maxconn that is open that long after it came up, at least 1.
func (r Ramp) Limit(maxconn int, elapsed time.Duration) int {
	s := int64(elapsed / time.Second)
	if !r.On() || s >= r.seconds {
		return maxconn
	}
	return max(1, maxconn*int(100*max(s, 0)/r.seconds)/100)
}

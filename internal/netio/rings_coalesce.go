package netio

// coalesce is how many completions a wait asks for during its first microseconds.
type coalesce struct{ events, micros uint32 }

// coalescer decides when to let completions gather: a system call then serves several, at the price of some latency. It does
// so only while completions keep coming, and never waits for one that may not come: after the first microseconds any
// completion ends the wait.
type coalescer struct {
	able   bool // the kernel knows how
	recent int  // completions a turn, an average in 1/16
}

// note takes in how many completions a turn brought.
func (c *coalescer) note(n int) { c.recent += n - c.recent/16 }

// ask gives what the next wait should ask for.
func (c *coalescer) ask() coalesce {
	return coalesce{events: 1}
}

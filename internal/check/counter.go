package check

// A Counter is the rise and fall of one check. Health goes from 0 (down) to Rise+Fall-1 (up, without a doubt); the
// server is up from Rise on. Crossing Rise jumps to the far end, so that a change of state is earned again in full.
type Counter struct {
	Health, Rise, Fall int
}

// Up says that the check holds the server for up.
func (c Counter) Up() bool { return c.Health >= c.Rise }

// Top returns the health of a server that never fails.
func (c Counter) Top() int { return c.Rise + c.Fall - 1 }

// Full says that nothing is in doubt: the counter stands at one of its ends.
func (c Counter) Full() bool { return c.Health == 0 || c.Health == c.Top() }

// pass counts a success and says whether the counter moved.
func (c *Counter) pass() bool {
	if c.Health >= c.Top() {
		return false
	}
	c.Health++
	if c.Up() {
		c.Health = c.Top()
	}
	return true
}

// fail counts a failure and says whether the counter moved.
func (c *Counter) fail() bool {
	if c.Health <= 0 {
		return false
	}
	c.Health--
	if !c.Up() {
		c.Health = 0
	}
	return true
}

package http2

// A Tally counts what happened on a connection since it was last taken.
type Tally struct {
	Headers, Data, Settings, Resets, GoAways uint32 // frames received
	ConnErrors, StreamErrors                 uint32 // breaches of the rules by the server
	ResetsSent, GoAwaysSent                  uint32
	Streams                                  uint32 // requests begun
}

// TakeTally returns what was counted since the last call.
func (c *Client) TakeTally() Tally {
	t := c.tally
	c.tally = Tally{}
	return t
}

package http2

// control does what frames ask for that carry nothing of a message. Those of unknown kinds are to be ignored.
func (c *Client) control(f *frame) error {
	switch f.kind {
	case kindPriority:
		return c.priority(f)
	case kindReset:
		return c.wasReset(f)
	case kindPing:
		return c.ping(f)
	case kindGoAway:
		return c.wentAway(f)
	case kindWindow:
		return c.granted(f)
	}
	return nil
}

// priority is a wish about streams, which a client has no use for.
func (c *Client) priority(f *frame) error {
	switch {
	case f.stream == 0:
		return c.breach(ProtocolError, "PRIORITY without a stream")
	case len(f.payload) != 5:
		return c.breach(FrameSize, "PRIORITY of that length")
	}
	return nil
}

// ping is answered, whatever else happens.
func (c *Client) ping(f *frame) error {
	switch {
	case f.stream != 0:
		return c.breach(ProtocolError, "PING on a stream")
	case len(f.payload) != 8:
		return c.breach(FrameSize, "PING of that length")
	case !f.has(flagAck):
		c.frames = append(appendFrameHead(c.frames, 8, kindPing, flagAck, 0), f.payload...)
	}
	return nil
}

// wasReset takes that the server ends a stream. Behind a whole answer it only says that the rest of the request is not
// wanted (RFC 9113 section 8.1).
func (c *Client) wasReset(f *frame) error {
	c.tally.Resets++
	switch {
	case len(f.payload) != 4:
		return c.breach(FrameSize, "RST_STREAM of that length")
	case !c.known(f.stream):
		return c.breach(ProtocolError, "RST_STREAM of a stream that was not begun")
	case f.stream < c.stream || c.answered && c.sent:
		return nil
	case c.answered:
		c.leaving = true
		c.drop()
		return nil
	}
	code := Code(number(f.payload))
	c.fail(&Error{Code: code, Reason: "the server ended the stream", Unseen: code == RefusedStream && !c.begun})
	return c.failure
}

// wentAway takes that the server wants no more streams, and perhaps has not looked at the last one.
func (c *Client) wentAway(f *frame) error {
	c.tally.GoAways++
	switch {
	case f.stream != 0:
		return c.breach(ProtocolError, "GOAWAY on a stream")
	case len(f.payload) < 8:
		return c.breach(FrameSize, "GOAWAY of that length")
	}
	c.leaving = true
	if last := number(f.payload) &^ streamBit; c.answered || c.stream <= last {
		return nil
	}
	c.fail(&Error{Code: Code(number(f.payload[4:])), Reason: "the server went away before the request", Unseen: !c.begun})
	return c.failure
}

// known reports whether this side has begun a stream.
func (c *Client) known(stream uint32) bool { return stream&1 == 1 && stream <= c.stream }

// reset tells the server that its answer is not wanted any more.
func (c *Client) reset(code Code) {
	c.tally.ResetsSent++
	c.frames = appendNumber(appendFrameHead(c.frames, 4, kindReset, 0, c.stream), uint32(code))
}

// goAway tells the server why the connection ends.
func (c *Client) goAway(code Code) {
	c.tally.GoAwaysSent++
	c.parted = true
	c.frames = appendFrameHead(c.frames, 8, kindGoAway, 0, 0)
	c.frames = appendNumber(appendNumber(c.frames, 0), uint32(code))
}

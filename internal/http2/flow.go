package http2

// window is how much of a body the server may send ahead of its reader. It stays below what a connection takes in unread, so
// that frames which grant windows are never behind a body that nobody reads.
const window = 96 << 10

// Drained tells how much of what Output gave the user has not read yet: as that gets less, the server may send more.
func (c *Client) Drained(unread int) {
	if c.failure != nil || unread > window/2 || c.owed < window/4 {
		return
	}
	c.frames = appendWindow(c.frames, 0, c.owed)
	c.connIn += c.owed
	if !c.answered {
		c.frames = appendWindow(c.frames, c.stream, c.owed)
		c.streamIn += c.owed
	}
	c.owed = 0
}

func appendWindow(dst []byte, stream uint32, n int64) []byte {
	return appendNumber(appendFrameHead(dst, 4, kindWindow, 0, stream), uint32(n))
}

// granted takes that the server lets more of the request come.
func (c *Client) granted(f *frame) error {
	if len(f.payload) != 4 {
		return c.breach(FrameSize, "WINDOW_UPDATE of that length")
	}
	out := &c.connOut
	switch {
	case f.stream == 0:
	case !c.known(f.stream):
		return c.breach(ProtocolError, "WINDOW_UPDATE of a stream that was not begun")
	case f.stream < c.stream || c.sent:
		return nil
	default:
		out = &c.streamOut
	}
	n := int64(number(f.payload) &^ streamBit)
	if n == 0 {
		return c.breach(ProtocolError, "WINDOW_UPDATE of nothing")
	}
	if *out += n; *out > maxWindow {
		return c.breach(FlowControl, "a window above the limit")
	}
	c.flush()
	return nil
}

// Held is how much of the request's body waits for the server to take more: the writer is to wait too.
func (c *Client) Held() int { return len(c.held) - c.released }

// push sends what the windows let pass of p, a part of the body, and holds the rest.
func (c *Client) push(p []byte) {
	if c.Held() == 0 {
		p = p[c.transmit(p):]
	}
	c.held = append(c.held, p...)
}

// flush sends what is held, as far as it may go, and then the end of the request.
func (c *Client) flush() {
	if c.Held() > 0 {
		c.released += c.transmit(c.held[c.released:])
	}
	switch n := c.Held(); {
	case n == 0:
		c.held, c.released = c.held[:0], 0
	case c.released > n:
		c.held, c.released = append(c.held[:0], c.held[c.released:]...), 0
	}
	if c.ending && !c.sent && c.Held() == 0 {
		c.sent = true
		c.sendEnd()
	}
}

// transmit sends the start of p in DATA frames, as far as the windows go, and returns how much that was. The last of the
// request says so, unless trailers follow.
func (c *Client) transmit(p []byte) (n int) {
	for n < len(p) {
		k := int(min(int64(len(p)-n), maxFrame, c.connOut, c.streamOut))
		if k <= 0 {
			return n
		}
		flags := uint8(0)
		if c.ending && len(c.trailer) == 0 && n+k == len(p) {
			flags, c.sent = flagEndStream, true
		}
		c.frames = append(appendFrameHead(c.frames, k, kindData, flags, c.stream), p[n:n+k]...)
		c.connOut -= int64(k)
		c.streamOut -= int64(k)
		c.idle = 0
		n += k
	}
	return n
}

// drop forgets what is left of the request: nobody waits for it any more.
func (c *Client) drop() {
	c.held, c.released, c.dropped = nil, 0, true
}

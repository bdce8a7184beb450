package http2

// The settings that this side sends or looks at (RFC 9113 section 6.5.2).
const (
	settingTableSize   = 0x1
	settingPush        = 0x2
	settingStreams     = 0x3
	settingWindow      = 0x4
	settingFrameSize   = 0x5
	settingHeadersSize = 0x6
)

// firstWindow is the window of both sides until something else is said.
const firstWindow = 1<<16 - 1

// open opens the connection, before anything else is sent: what this side wishes, and windows of a size for both.
func (c *Client) open() {
	if c.opened {
		return
	}
	c.opened = true
	b := appendFrameHead(append(c.frames, preface...), 3*settingSize, kindSettings, 0, 0)
	b = appendSetting(b, settingPush, 0)
	b = appendSetting(b, settingWindow, window)
	b = appendSetting(b, settingHeadersSize, uint32(c.limits.MaxHead))
	c.frames = appendWindow(b, 0, window-firstWindow)
}

// settingSize is the length of one setting.
const settingSize = 6

func appendSetting(dst []byte, name uint16, value uint32) []byte {
	return appendNumber(append(dst, byte(name>>8), byte(name)), value)
}

// settings takes what the server wishes, and says so.
func (c *Client) settings(f *frame) error {
	c.tally.Settings++
	switch {
	case f.stream != 0:
		return c.breach(ProtocolError, "SETTINGS on a stream")
	case f.has(flagAck) && len(f.payload) == 0:
		return nil
	case f.has(flagAck) || len(f.payload)%settingSize != 0:
		return c.breach(FrameSize, "SETTINGS of that length")
	}
	for p := f.payload; len(p) > 0; p = p[settingSize:] {
		if err := c.setting(uint16(p[0])<<8|uint16(p[1]), number(p[2:])); err != nil {
			return err
		}
	}
	c.frames = appendFrameHead(c.frames, 0, kindSettings, flagAck, 0)
	return nil
}

func (c *Client) setting(name uint16, value uint32) error {
	switch name {
	case settingTableSize:
		c.enc.SetMaxDynamicTableSizeLimit(value)
	case settingPush:
		if value != 0 {
			return c.breach(ProtocolError, "a server announces push")
		}
	case settingFrameSize:
		if value < maxFrame || value > 1<<24-1 {
			return c.breach(ProtocolError, "SETTINGS_MAX_FRAME_SIZE out of range")
		}
	case settingStreams:
		c.barred = value == 0
	case settingWindow:
		return c.resize(value)
	}
	return nil
}

// resize takes the window that the server grants to each stream, to the one at work too.
func (c *Client) resize(value uint32) error {
	if value > maxWindow {
		return c.breach(FlowControl, "SETTINGS_INITIAL_WINDOW_SIZE out of range")
	}
	if c.streamOut += int64(value) - c.firstOut; c.streamOut > maxWindow {
		return c.breach(FlowControl, "a window above the limit")
	}
	c.firstOut = int64(value)
	c.flush()
	return nil
}

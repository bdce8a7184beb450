package http2

import (
	"strconv"

	"metergate/internal/http1"
)

// incoming is what a Client knows of the response at work.
type incoming struct {
	fields
	begun    bool   // something of it came
	headed   bool   // its final head did
	answered bool   // all of it did
	bodyless bool   // it answers HEAD
	chunked  bool   // its body is told in chunks
	due      int64  // of a body with a length, still to come
	last     byte   // of it, which waits for the end of the stream
	told     bool   // and is there
	part     []byte // of a block of fields that goes on
	more     uint8  // the block goes on; the flags that it began with, and one that none has
	connIn   int64  // what the server may send for now
	streamIn int64
	owed     int64 // of that, what came and was not granted again
}

// goesOn marks a block that is not whole.
const goesOn = 0x80

// begin makes ready for the response to a request.
func (r *incoming) begin(head bool) {
	r.begun, r.headed, r.answered, r.bodyless, r.told = false, false, false, head, false
	r.streamIn = window
}

// headers takes a frame that begins a block of fields.
func (c *Client) headers(f *frame) error {
	c.tally.Headers++
	if err := c.current(f); err != nil {
		return err
	}
	p, ok := f.unpad()
	if !ok {
		return c.breach(ProtocolError, "more padding than payload")
	}
	if f.has(flagPriority) {
		if len(p) < 5 {
			return c.breach(FrameSize, "HEADERS of that length")
		}
		p = p[5:]
	}
	if f.has(flagEndHeaders) {
		return c.decode(p, f.has(flagEndStream))
	}
	c.part = append(c.part[:0], p...)
	c.more = f.flags&flagEndStream | goesOn
	return nil
}

// current refuses a frame of a message whose stream has no response to come.
func (c *Client) current(f *frame) error {
	switch {
	case !c.known(f.stream):
		return c.breach(ProtocolError, "a frame of a stream that was not begun")
	case f.stream != c.stream || c.answered:
		return c.breach(StreamClosed, "a frame behind the end of its stream")
	}
	return nil
}

// continuation takes more of a block.
func (c *Client) continuation(f *frame) error {
	switch {
	case c.more == 0:
		return c.breach(ProtocolError, "CONTINUATION of nothing")
	case len(c.part)+len(f.payload) > 2*c.limits.MaxHead:
		return c.breach(EnhanceYourCalm, "a head that does not end")
	}
	c.part = append(c.part, f.payload...)
	if !f.has(flagEndHeaders) {
		return nil
	}
	end := c.more&flagEndStream != 0
	c.more = 0
	return c.decode(c.part, end)
}

// decode takes a whole block of fields: a head, or the trailers.
func (c *Client) decode(block []byte, end bool) error {
	c.fields.reset(c.limits.MaxHead, c.headed)
	_, err := c.dec.Write(block)
	if last := c.dec.Close(); err == nil {
		err = last
	}
	if err != nil {
		return c.breach(Compression, "fields that cannot be decoded")
	}
	c.begun, c.idle = true, 0
	if c.headed && !end {
		c.wrong("trailers that end nothing")
	}
	switch {
	case c.bad != "":
		return c.malformed(c.bad)
	case c.headed:
		return c.finish(c.lines)
	case c.status < 200:
		return c.interim(end)
	}
	return c.head(end)
}

// interim tells a response that another one follows.
func (c *Client) interim(end bool) error {
	if end || c.status == 101 || c.status == 0 {
		return c.malformed("a head that begins no answer")
	}
	c.tellHead()
	return nil
}

// tellHead tells the head at hand, whose framing is among its lines.
func (c *Client) tellHead() {
	c.text = append(strconv.AppendInt(append(c.text, "HTTP/1.1 "...), int64(c.status), 10), ' ')
	c.text = append(append(c.text, http1.StatusText(c.status)...), "\r\n"...)
	c.text = append(append(c.text, c.lines...), "\r\n"...)
}

// head tells the head of the response, and how its body ends.
func (c *Client) head(end bool) error {
	c.headed = true
	c.chunked, c.due = false, c.length
	none := c.bodyless || c.status == 204 || c.status == 304
	switch {
	case none:
		c.due = 0
	case end && c.length > 0:
		return c.malformed("no body where one was announced")
	case c.length >= 0:
	case end:
		c.due = 0
		c.lines = append(c.lines, "content-length: 0\r\n"...)
	default:
		c.chunked = true
		c.lines = append(c.lines, "transfer-encoding: chunked\r\n"...)
	}
	c.tellHead()
	if end {
		return c.finish(nil)
	}
	return nil
}

// data takes a part of the body.
func (c *Client) data(f *frame) error {
	c.tally.Data++
	if err := c.current(f); err != nil {
		return err
	}
	n := int64(len(f.payload))
	if n > c.connIn || n > c.streamIn {
		return c.breach(FlowControl, "more than was granted")
	}
	c.connIn -= n
	c.streamIn -= n
	c.owed += n
	p, ok := f.unpad()
	switch {
	case !ok:
		return c.breach(ProtocolError, "more padding than payload")
	case !c.headed:
		return c.malformed("a body before its head")
	case !c.chunked && int64(len(p)) > c.due:
		return c.malformed("a body longer than was announced")
	}
	c.tellBody(p)
	if f.has(flagEndStream) {
		return c.finish(nil)
	}
	return nil
}

// tellBody tells a part of the body. The last byte of one with a length waits for the end of the stream: an answer is whole
// when its reader has it, and the connection is free then.
func (c *Client) tellBody(p []byte) {
	if len(p) == 0 {
		return
	}
	c.idle = 0
	if !c.chunked {
		if c.due -= int64(len(p)); c.due == 0 {
			c.last, c.told = p[len(p)-1], true
			p = p[:len(p)-1]
		}
		c.text = append(c.text, p...)
		return
	}
	c.text = append(append(http1.AppendChunkHead(c.text, len(p)), p...), http1.ChunkTail...)
}

// finish tells the end of the response. Trailers have a place behind chunks only.
func (c *Client) finish(trailers []byte) error {
	if !c.chunked && c.due > 0 {
		return c.malformed("a body shorter than was announced")
	}
	switch {
	case c.chunked:
		c.text = http1.AppendLastChunk(c.text, trailers)
	case c.told:
		c.text = append(c.text, c.last)
	}
	c.answered = true
	return nil
}

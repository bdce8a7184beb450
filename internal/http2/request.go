package http2

import (
	"golang.org/x/net/http2/hpack"

	"metergate/internal/http1"
)

// outgoing is what a Client knows of the request at work.
type outgoing struct {
	req     http1.Request
	rest    []byte // written, and no whole unit of HTTP/1 yet
	chunks  http1.ChunkDecoder
	left    int64  // of a body with a length, still to be written
	writing bool   // the head was written, the body was not
	ending  bool   // all of the request was written
	sent    bool   // and is out
	dropped bool   // what is still written of it goes nowhere
	trailer []byte // lines of its trailers

	held     []byte // of the body, for want of a window; what is before released is out
	released int

	connOut, streamOut int64 // what the server takes for now
	firstOut           int64 // what it takes of a new stream
}

// taking is how requests are read: they are the gateway's own, and were judged before.
var taking = http1.Options{MaxHead: 1 << 20, MaxFields: 1 << 14, Lenient: true, AnyBody: true}

// Encode takes what the user writes of a request. An error is one of the user's.
func (c *Client) Encode(p []byte) error {
	for len(p) > 0 && !c.dropped {
		rest, err := c.encode(p)
		if err != nil {
			return err
		}
		p = rest
	}
	return nil
}

// encode takes the next unit off p and returns what follows it, nothing when more must come.
func (c *Client) encode(p []byte) ([]byte, error) {
	if c.writing && c.req.Framing == http1.FramingLength {
		n := int(min(int64(len(p)), c.left))
		if c.left -= int64(n); c.left == 0 {
			c.writing, c.ending = false, true
		}
		c.push(p[:n])
		c.flush()
		return p[n:], nil
	}
	if len(c.rest) > 0 {
		c.rest = append(c.rest, p...)
		p = c.rest
	}
	n, err := c.unit(p)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		c.rest = append(c.rest[:0], p...)
		return nil, nil
	}
	// What follows a unit that was put together may be part of rest, which is written again before it is forgotten.
	p = p[n:]
	if len(c.rest) > 0 {
		p = append([]byte(nil), p...)
		c.rest = c.rest[:0]
	}
	return p, nil
}

// unit takes a head or a part of a chunked body, and returns how many bytes it has; 0 is for one that is not whole.
func (c *Client) unit(p []byte) (int, error) {
	if !c.writing {
		n, err := c.req.Parse(p, &taking)
		if n > 0 {
			c.begin()
		}
		return n, err
	}
	payload, n, err := c.chunks.Next(p)
	if err != nil || n == 0 {
		return 0, err
	}
	c.push(payload)
	if c.chunks.Done() {
		c.writing, c.ending = false, true
		c.trailer = append(c.trailer[:0], c.chunks.Trailer().Lines()...)
		c.flush()
	}
	return n, nil
}

// begin begins a stream with the head that was parsed.
func (c *Client) begin() {
	c.open()
	c.stream = c.stream + 1 | 1
	c.leaving = c.leaving || c.stream >= lastStream
	c.tally.Streams++
	c.idle = 0
	c.incoming.begin(c.req.Method == http1.MethodHead)
	c.streamOut = c.firstOut
	c.sent, c.dropped, c.ending, c.trailer = false, false, false, c.trailer[:0]
	switch c.req.Framing {
	case http1.FramingLength:
		c.left = c.req.Length
	case http1.FramingChunked:
		c.left = -1
		c.chunks.Reset(0)
	default:
		c.left = 0
	}
	c.writing = c.left != 0
	c.ending, c.sent = !c.writing, !c.writing
	c.sendHead()
}

// lastStream is the number with which a connection has served enough: numbers are not used again.
const lastStream = 1 << 30

// sendHead sends the request's fields.
func (c *Client) sendHead() {
	c.block.Reset()
	r := &c.req
	c.send(":method", string(r.MethodText()))
	c.send(":scheme", c.scheme())
	if a := c.authority(); len(a) > 0 {
		c.send(":authority", string(a))
	}
	c.send(":path", c.path())
	te := r.AcceptsTrailers()
	for i := range r.Len() {
		switch r.ID(i) {
		case http1.FieldHost, http1.FieldConnection, http1.FieldKeepAlive, http1.FieldProxyConnection, http1.FieldTransferEncoding,
			http1.FieldUpgrade:
		case http1.FieldTE:
			if te {
				c.send("te", "trailers")
			}
			te = false
		default:
			c.send(string(r.Name(i)), string(r.Value(i)))
		}
	}
	c.sendBlock(c.sent)
}

// send adds a field to the block; what is secret enters no table.
func (c *Client) send(name, value string) {
	secret := name == "authorization" || name == "proxy-authorization"
	_ = c.enc.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: secret}) // a bytes.Buffer takes all
}

// scheme is that of the request's target, or that of the connection.
func (c *Client) scheme() string {
	if s := c.req.Scheme(); len(s) > 0 {
		return string(s)
	}
	if c.limits.Secure {
		return "https"
	}
	return "http"
}

// authority is that of the request's target, or its Host.
func (c *Client) authority() []byte {
	if c.req.Form == http1.FormAbsolute {
		return c.req.Authority()
	}
	host, _ := c.req.Get("host")
	return host
}

func (c *Client) path() string {
	if c.req.Form == http1.FormAsterisk {
		return "*"
	}
	return string(c.req.PathQuery())
}

// sendBlock sends the fields that were added, in as many frames as they take.
func (c *Client) sendBlock(end bool) {
	k, flags := kindHeaders, uint8(0)
	if end {
		flags = flagEndStream
	}
	for b := c.block.Bytes(); ; {
		n := min(len(b), maxFrame)
		if n == len(b) {
			flags |= flagEndHeaders
		}
		c.frames = append(appendFrameHead(c.frames, n, k, flags, c.stream), b[:n]...)
		if b = b[n:]; len(b) == 0 {
			return
		}
		k, flags = kindContinuation, 0
	}
}

// sendEnd ends the request: by its trailers, or by a frame with nothing in it.
func (c *Client) sendEnd() {
	if len(c.trailer) == 0 {
		c.frames = appendFrameHead(c.frames, 0, kindData, flagEndStream, c.stream)
		return
	}
	c.block.Reset()
	eachLine(c.trailer, c.send)
	c.sendBlock(true)
}

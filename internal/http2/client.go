package http2

import (
	"bytes"
	"io"

	"golang.org/x/net/http2/hpack"
)

// Options are what a connection to a server is bound by. The zero value means the reference's defaults.
type Options struct {
	MaxHead int  // bytes of a head as HTTP/1, and of its block on the wire; 0 means 15360
	Secure  bool // the connection is encrypted: requests without a scheme of their own say https
}

// defaultMaxHead is tune.bufsize - tune.maxrewrite of the reference.
const defaultMaxHead = 15360

// budget is how many frames in a row may bring nothing of a message before the server is taken for one that means harm.
// The pings of an idle connection count, so it is far above what a day of them needs.
const budget = 20000

// A Client is one connection to a server, between the user who writes requests and reads responses as HTTP/1, and the wire.
// It is a codec of netio. The zero value is of no use; see NewClient.
type Client struct {
	limits Options
	enc    *hpack.Encoder
	dec    *hpack.Decoder
	block  bytes.Buffer // of fields on their way out; enc writes to it
	tally  Tally

	frames []byte // for the wire, not yet taken
	text   []byte // for the user, not yet taken

	opened  bool   // the preface is out
	greeted bool   // the server's first SETTINGS came
	leaving bool   // the server takes no further request, or the connection is broken
	parted  bool   // the server was told of the end
	barred  bool   // the server admits no request for now
	failure error  // of the connection; sticky
	stream  uint32 // number of the request at work, or of the last one
	idle    int    // frames that brought nothing, in a row

	outgoing
	incoming
}

// NewClient returns the codec of a connection on which nothing was said.
func NewClient(o Options) *Client {
	if o.MaxHead <= 0 {
		o.MaxHead = defaultMaxHead
	}
	c := &Client{limits: o}
	c.enc = hpack.NewEncoder(&c.block)
	c.enc.SetMaxDynamicTableSizeLimit(tableSize)
	c.dec = hpack.NewDecoder(tableSize, c.field)
	c.dec.SetMaxStringLength(o.MaxHead)
	c.connOut, c.firstOut = firstWindow, firstWindow
	c.connIn = window
	c.answered = true
	c.sent = true
	return c
}

// tableSize is the size of the tables of fields that both sides keep: the default of the standard.
const tableSize = 4096

// Resting reports whether the last request and its response are over, and another request may follow.
func (c *Client) Resting() bool {
	return c.sent && c.answered && !c.leaving && !c.barred && c.failure == nil
}

// Output returns what was made for the user and for the wire since the last call. Both are good until the next call of any
// method.
func (c *Client) Output() (text, frames []byte) {
	text, frames = c.text, c.frames
	c.text, c.frames = c.text[:0], c.frames[:0]
	if cap(text)+cap(frames)+cap(c.held) > keepBuffer && c.Resting() {
		c.text, c.frames, c.held = nil, nil, nil
	}
	return text, frames
}

// keepBuffer is how much memory for what is on its way a connection keeps between two requests.
const keepBuffer = 32 << 10

// Decode takes the first frame off wire, which has at least as many bytes as the last call needed; the first one needs
// none. It returns how many it used, and how many the next one needs. An error, an *Error, is the end of all input but of
// what Output has; so is io.EOF, after which the server takes no more requests.
func (c *Client) Decode(wire []byte) (used, need int, err error) {
	switch {
	case c.failure != nil:
		return 0, 0, c.failure
	case len(wire) < frameHead:
		return 0, frameHead, c.over()
	}
	n := frameLength(wire)
	if n > maxFrame {
		c.open()
		return 0, 0, c.breach(FrameSize, "a frame longer than was agreed")
	}
	if len(wire) < frameHead+n {
		return 0, frameHead + n, nil
	}
	f := parseFrame(wire[:frameHead+n])
	c.open()
	if err = c.take(&f); err == nil {
		err = c.over()
	}
	return frameHead + n, frameHead, err
}

// over tells the end of a connection that carries nothing any more.
func (c *Client) over() error {
	if c.leaving && c.answered {
		c.failure = io.EOF
	}
	return c.failure
}

// take does what a frame asks for.
func (c *Client) take(f *frame) error {
	if !c.greeted && (f.kind != kindSettings || f.has(flagAck)) {
		return c.breach(ProtocolError, "the server does not begin with SETTINGS")
	}
	c.greeted = true
	if c.more != 0 && (f.kind != kindContinuation || f.stream != c.stream) {
		return c.breach(ProtocolError, "a head that is interrupted")
	}
	if c.idle++; c.idle > budget {
		return c.breach(EnhanceYourCalm, "too many frames that bring nothing")
	}
	switch f.kind {
	case kindData:
		return c.data(f)
	case kindHeaders:
		return c.headers(f)
	case kindContinuation:
		return c.continuation(f)
	case kindSettings:
		return c.settings(f)
	case kindPush:
		return c.breach(ProtocolError, "a push that was forbidden")
	}
	return c.control(f)
}

// breach ends the connection because the server breaks the rules, and tells it so.
func (c *Client) breach(code Code, reason string) error {
	c.tally.ConnErrors++
	c.fail(&Error{Code: code, Reason: reason})
	c.goAway(code)
	return c.failure
}

// malformed ends the request because its answer is against the rules, and the connection with it.
func (c *Client) malformed(reason string) error {
	c.tally.StreamErrors++
	c.fail(&Error{Code: ProtocolError, Reason: reason, Malformed: true})
	c.reset(ProtocolError)
	return c.failure
}

func (c *Client) fail(e *Error) {
	c.failure, c.leaving = e, true
	c.drop()
}

// End ends the connection in order: a request that is not over is cancelled.
func (c *Client) End() {
	if c.failure == nil && c.opened && !(c.sent && c.answered) {
		c.reset(Cancel)
	}
	if c.opened && !c.parted {
		c.goAway(NoError)
	}
	c.drop()
}

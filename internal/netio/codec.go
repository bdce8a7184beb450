package netio

import (
	"io"

	"metergate/internal/buf"
)

// A Codec is a protocol that lies between what the user of a connection reads and writes, the text, and what goes over the
// wire (inside TLS: what TLS protects). It knows no socket and no time. All calls are made on the loop's thread.
type Codec interface {
	// Decode takes the first unit off wire, which has at least as many bytes as the last call needed; the first call has
	// none. It gives how many it used, and how many the next unit needs. After an error nothing more is decoded; the user
	// gets it when the text before it is read. io.EOF is a clean end.
	Decode(wire []byte) (used, need int, err error)
	// Encode takes text that the user writes. An error breaks the connection.
	Encode(text []byte) error
	// Output gives what was made since the last call: text for the user, and bytes for the wire. Both are good until the next
	// call of any method.
	Output() (text, wire []byte)
	// Held is how much of what was encoded waits for the peer's leave to be sent.
	Held() int
	// Drained tells how much text the user has not read yet.
	Drained(unread int)
	// End ends the conversation in order, before the connection is closed.
	End()
}

// Speak puts a codec under the user of a connection, over TLS where there is some. Bytes are counted below it, as they are
// on the wire or inside TLS.
func (c *Conn) Speak(codec Codec) {
	y := &codecLayer{codec: codec, below: c.layer}
	if c.layer == nil {
		c.bytesIn -= int64(c.in.Len()) // counted where it is decoded
	}
	c.in.Move(&c.l.bufs, &y.wire, c.in.Len())
	c.layer = y
	_ = y.decode(c) // of nothing: it says how much the first unit needs
}

// codecLayer is a codec as the layer of a connection, with the layer below it, if there is one.
//
//	socket ─▶ [below: raw ─open─▶] wire ─Decode─▶ Conn.in        Conn.out ◀─[seal ◀─ below] ◀─Encode─ text
type codecLayer struct {
	codec Codec
	below layer // nil: plain
	wire  buf.Queue
	need  int   // bytes of wire with which the codec can go on
	err   error // why it does not; io.EOF for a clean end
	told  bool  // the connection knows
	torn  bool  // the layer below is at its end
}

var _ layer = (*codecLayer)(nil)

func (y *codecLayer) raw() *buf.Queue {
	if y.below != nil {
		return y.below.raw()
	}
	return &y.wire
}

func (y *codecLayer) spent() bool { return y.raw().Len() == 0 && y.wire.Len() < y.need }

// open decodes what is there, as long as the text has room. The end of what the codec reads is the end of the input; who
// reads on learns why (Conn.readErr).
func (y *codecLayer) open(c *Conn) error {
	err := y.lift(c)
	for y.err == nil && y.wire.Len() >= y.need && c.in.Len() <= inHigh {
		y.err = y.decode(c)
	}
	y.codec.Drained(c.in.Len())
	y.settle(c)
	if y.err == nil {
		return err
	}
	y.wire.Clear(&c.l.bufs)
	if y.told {
		return nil
	}
	y.told = true
	return io.EOF
}

// lift has the layer below open what came.
func (y *codecLayer) lift(c *Conn) error {
	if y.below == nil || y.torn {
		return nil
	}
	text := c.in
	c.in = y.wire // where layers open to
	err := y.below.open(c)
	y.wire, c.in = c.in, text
	y.torn = err != nil
	return err
}

// decode has the codec take one unit.
func (y *codecLayer) decode(c *Conn) error {
	used, need, err := y.codec.Decode(y.wire.Peek(&c.l.bufs, y.need))
	y.wire.Discard(&c.l.bufs, used)
	if y.below == nil {
		c.bytesIn += int64(used)
	}
	y.need = need
	y.settle(c)
	return err
}

// settle moves what the codec made to where it belongs.
func (y *codecLayer) settle(c *Conn) {
	text, wire := y.codec.Output()
	c.in.Append(&c.l.bufs, text)
	if c.out.Len()+y.codec.Held() <= outLow {
		c.writers.Wake()
	}
	if len(wire) == 0 || c.writeErr() != nil {
		return
	}
	if y.below == nil {
		c.out.Append(&c.l.bufs, wire)
	} else if y.below.seal(c, wire) != nil {
		return // it broke, which shows where it is read
	}
	c.touch()
}

func (y *codecLayer) seal(c *Conn, p []byte) error {
	err := y.codec.Encode(p)
	y.settle(c)
	return err
}

func (y *codecLayer) sent(n int) int64 {
	if y.below != nil {
		return y.below.sent(n)
	}
	return int64(n)
}

func (y *codecLayer) shut(c *Conn) {
	y.codec.End()
	y.settle(c)
	if y.below != nil {
		y.below.shut(c)
	}
}

func (y *codecLayer) held() int { return y.codec.Held() }

func (y *codecLayer) drained(c *Conn) {
	y.codec.Drained(c.in.Len())
	y.settle(c)
}

func (y *codecLayer) clear(c *Conn) {
	y.wire.Clear(&c.l.bufs)
	if y.below != nil {
		y.below.clear(c)
	}
}

// held is how much of what the user wrote waits for the peer's leave.
func (c *Conn) held() int {
	if c.layer == nil {
		return 0
	}
	return c.layer.held()
}

// hear takes in what the peer says to a writer who waits for its leave, and reports whether something came.
func (c *Conn) hear() bool {
	before := c.held()
	if before == 0 || c.readErr() != nil {
		return false
	}
	c.open()
	if c.held() < before {
		return true
	}
	if c.in.Len() > inHigh {
		return false
	}
	n := c.rawIn().Len()
	c.l.poller.pull(c)
	return c.rawIn().Len() > n
}

// decodeLast decodes what came before the connection broke, which is still to be read.
func (c *Conn) decodeLast() {
	if y, ok := c.layer.(*codecLayer); ok && c.err == nil && !y.torn {
		_ = y.open(c)
		y.torn = true
	}
}

// inputEnd is why the input ended: io.EOF, unless a codec ended it for another reason.
func (c *Conn) inputEnd() error {
	if y, ok := c.layer.(*codecLayer); ok && y.err != nil {
		return y.err
	}
	return io.EOF
}

// encryption is the TLS below the connection, nil where there is none.
func (c *Conn) encryption() *tlsLayer {
	y := c.layer
	if k, ok := y.(*codecLayer); ok {
		y = k.below
	}
	tls, _ := y.(*tlsLayer)
	return tls
}

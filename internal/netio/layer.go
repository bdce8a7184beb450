package netio

import (
	"io"

	"metergate/internal/buf"
)

// layer is a transport layer between the socket and the Conn face. Conn.in holds what it opened and Conn.out what it sealed;
// it owns the queue of raw input. No method parks; all run on the loop's thread.
//
// A layer is set with Conn.setLayer after its handshake, which a task does with Peek, Discard and Write of the bare connection.
// Opening happens where a reader looks for input and where an idle connection is roused, so a record that holds no payload
// wakes nobody. Bytes of payload are counted in open (Conn.bytesIn) and reported by sent.
type layer interface {
	// raw is the queue that receives go to.
	raw() *buf.Queue
	// open moves payload from raw to c.in as far as it can. An error breaks the connection; io.EOF is a clean end.
	open(c *Conn) error
	// seal appends the protected form of p to c.out.
	seal(c *Conn, p []byte) error
	// sent tells that n raw bytes left, and gives how many bytes of payload that completes.
	sent(n int) int64
	// shut appends the layer's own end of stream to c.out, before FIN.
	shut(c *Conn)
	// spent tells that nothing is left to open.
	spent() bool
	// drained tells that the user took some of c.in.
	drained(c *Conn)
	// held is how much of what was to be sealed waits for the peer's leave.
	held() int
	// clear drops the input that is not opened.
	clear(c *Conn)
}

// rawIn is the queue that receives go to.
func (c *Conn) rawIn() *buf.Queue {
	if c.layer != nil {
		return c.layer.raw()
	}
	return &c.in
}

// open lets the layer work on what was received, while there is room for the outcome. It is cheap when there is no layer.
func (c *Conn) open() {
	if c.layer == nil || c.err != nil || c.layer.spent() || c.in.Len() > inHigh {
		return
	}
	switch err := c.layer.open(c); err {
	case nil:
	case io.EOF:
		c.ended()
	default:
		c.broke(err)
	}
}

// clearIn drops all input.
func (c *Conn) clearIn() {
	c.in.Clear(&c.l.bufs)
	if c.layer != nil {
		c.layer.clear(c)
	}
}

// setLayer puts a layer under the connection. Input that is there already is the layer's, and counting begins anew.
func (c *Conn) setLayer(y layer) {
	c.in.Move(&c.l.bufs, y.raw(), c.in.Len())
	c.layer = y
	c.bytesIn, c.bytesOut = 0, 0
}

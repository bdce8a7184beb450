package netio

import (
	"io"
	"testing"

	"metergate/internal/buf"
)

// xorLayer is the smallest transport layer: it flips bits both ways, and hides bytes that are 0 on the wire, as records
// without payload are hidden.
type xorLayer struct{ in buf.Queue }

func (y *xorLayer) raw() *buf.Queue { return &y.in }

func (y *xorLayer) open(c *Conn) error {
	for y.in.Len() > 0 {
		var plain []byte
		h := y.in.Head()
		for _, b := range h {
			if b != 0 {
				plain = append(plain, b^0x80)
			}
		}
		y.in.Discard(&c.l.bufs, len(h))
		c.in.Append(&c.l.bufs, plain)
		c.bytesIn += int64(len(plain))
	}
	return nil
}

func (y *xorLayer) seal(c *Conn, p []byte) error {
	for _, b := range p {
		c.out.Append(&c.l.bufs, []byte{b ^ 0x80})
	}
	return nil
}

func (y *xorLayer) sent(n int) int64 { return int64(n) }
func (y *xorLayer) spent() bool      { return y.in.Len() == 0 }
func (y *xorLayer) drained(*Conn)    {}
func (y *xorLayer) held() int        { return 0 }
func (y *xorLayer) clear(c *Conn)    { y.in.Clear(&c.l.bufs) }
func (y *xorLayer) shut(c *Conn)     { c.out.Append(&c.l.bufs, []byte{0}) }

func xor(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] ^= 0x80
	}
	return string(b)
}

// TestLayer: the face above a layer is that of the bare connection, and what carries no payload wakes nobody.
func TestLayer(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		events := make(chan IdleEvent, 4)
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			if _, err := c.Peek(tk, 5, 0); err != nil { // the handshake
				t.Error(err)
			}
			c.Discard(5)
			c.setLayer(new(xorLayer))
			c.Idle(0, func(c *Conn, e IdleEvent) {
				events <- e
				_ = c.Serve("layered", echo)
			})
		})
		c := dial(t, ln)
		if _, err := io.WriteString(c, "hello\x00\x00"); err != nil {
			t.Fatal(err)
		}
		waitFor(t, "idle", func() bool { return g.Loop(0).Stats().Tasks+g.Loop(1).Stats().Tasks == 0 })
		_, _ = io.WriteString(c, "\x00")
		exchange(t, c, xor("payload"))
		if e := <-events; e != IdleInput || len(events) > 0 {
			t.Errorf("event %v, and %d more", e, len(events))
		}
	})
}

package netio

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
)

// creditCodec is the smallest codec that makes its writer wait: text travels in units of at most 1000 bytes, and no more of
// them than the peer has granted. Units are d LENGTH TEXT, g for one more unit, and x for the end.
type creditCodec struct {
	text, wire, hold []byte
	credit, owed     int
}

const creditUnit = 1000

var errCredit = errors.New("no unit")

func (y *creditCodec) Decode(wire []byte) (used, need int, err error) {
	if len(wire) < 3 {
		return 0, 3, nil
	}
	switch n := int(wire[1])<<8 | int(wire[2]); wire[0] {
	case 'd':
		if len(wire) < 3+n {
			return 0, 3 + n, nil
		}
		y.text = append(y.text, wire[3:3+n]...)
		y.owed++
		return 3 + n, 3, nil
	case 'g':
		y.credit += n
		y.flush()
		return 3, 3, nil
	case 'x':
		return 3, 3, io.EOF
	}
	return 0, 0, errCredit
}

func (y *creditCodec) Encode(p []byte) error {
	y.hold = append(y.hold, p...)
	y.flush()
	return nil
}

func (y *creditCodec) flush() {
	for len(y.hold) > 0 && y.credit > 0 {
		n := min(len(y.hold), creditUnit)
		y.wire = append(append(y.wire, 'd', byte(n>>8), byte(n)), y.hold[:n]...)
		y.hold = y.hold[n:]
		y.credit--
	}
}

func (y *creditCodec) Drained(unread int) {
	if unread == 0 && y.owed > 0 {
		y.wire = append(y.wire, 'g', byte(y.owed>>8), byte(y.owed))
		y.owed = 0
	}
}

func (y *creditCodec) Output() (text, wire []byte) {
	text, wire = y.text, y.wire
	y.text, y.wire = y.text[:0], y.wire[:0]
	return text, wire
}

func (y *creditCodec) Held() int { return len(y.hold) }
func (y *creditCodec) End()      { y.wire = append(y.wire, 'x', 0, 0) }

// TestCodec: text arrives whole in both directions at once, in clear text and over TLS, and a writer waits for its peer.
func TestCodec(t *testing.T) {
	server, client := configs(certify(t, ellipticKey(t)), tls.VersionTLS13)
	for _, secure := range []bool{false, true} {
		everyPoller(t, func(t *testing.T, g *Group) {
			ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
				if secure && ServeTLS(tk, c, server, 0) != nil {
					return
				}
				c.Speak(&creditCodec{credit: 5})
				echo(tk, c)
			})
			onLoop(t, g.Loop(0), func(tk *Task) {
				c, err := Dial(tk, ln.Addr(), DialOpts{}, 0)
				if err == nil && secure {
					err = ConnectTLS(tk, c, client, 0)
				}
				if err != nil {
					t.Error(err)
					return
				}
				if (c.TLS() != nil) != secure {
					t.Error("the encryption is not seen")
				}
				c.Speak(&creditCodec{credit: 5})
				swapText(t, tk, c)
				c.Close(second)
			})
		})
	}
}

// swapText writes much and reads it back at the same time.
func swapText(t *testing.T, tk *Task, c *Conn) {
	sent := make([]byte, 1<<20)
	for i := range sent {
		sent[i] = byte(rand.Uint32())
	}
	writer := tk.Child("writer", func(tk *Task) {
		for rest := sent; len(rest) > 0; {
			n := min(len(rest), 5000)
			if c.Write(rest[:n]) != nil || c.Room(tk, 1, 0) != nil {
				return
			}
			rest = rest[n:]
		}
	})
	var got []byte
	for len(got) < len(sent) {
		view, err := c.Peek(tk, 1, 0)
		if err != nil {
			t.Errorf("after %d bytes: %v", len(got), err)
			return
		}
		got = append(got, view...)
		c.Discard(len(view))
	}
	_ = tk.Join(writer)
	if !bytes.Equal(got, sent) {
		t.Error("the echo differs")
	}
}

// TestCodecEnds: the end and an error of a codec are those of its reader, behind the text before them.
func TestCodecEnds(t *testing.T) {
	for _, tc := range []struct {
		name, wire string
		want       error
	}{
		{"clean", "d\x00\x02hix\x00\x00more", io.EOF},
		{"error", "d\x00\x02hi???more", errCredit},
		{"cut", "d\x00\x02hid\x00", io.EOF},
	} {
		t.Run(tc.name, func(t *testing.T) {
			everyPoller(t, func(t *testing.T, g *Group) {
				type end struct {
					text string
					in   int64
					err  error
				}
				ends := make(chan end, 1)
				ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
					c.Speak(&creditCodec{})
					view, err := c.Peek(tk, 3, 0)
					ends <- end{string(view), c.BytesIn(), err}
					c.Close(0)
				})
				c := dial(t, ln)
				_, _ = io.WriteString(c, tc.wire)
				if tc.name == "cut" {
					c.Close()
				}
				if e := <-ends; e.text != "hi" || e.err != tc.want || e.in < 5 {
					t.Errorf("got %+v", e)
				}
			})
		})
	}
}

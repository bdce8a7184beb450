package simtest

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"
	"time"

	"metergate/internal/netio"
)

var (
	anyPort = netio.IPAddr(netip.MustParseAddrPort("127.0.0.1:0"))
	second  = int64(time.Second)
)

// echo sends back what comes until the end.
func echo(t *netio.Task, c *netio.Conn) {
	for {
		if _, err := c.Peek(t, 1, t.Now()+60*second); err != nil {
			break
		}
		if err := c.Room(t, 1, t.Now()+60*second); err != nil {
			break
		}
		if _, err := c.Forward(c, int64(c.Buffered())); err != nil {
			break
		}
	}
	c.Close(10 * second)
}

// TestEcho: whatever the order and the sizes of completions, what comes back is what was sent, and it is counted.
func TestEcho(t *testing.T) {
	Run(t, 50, Faults{}, func(t *testing.T, g *netio.Group) {
		ln, err := g.Listen(anyPort, netio.ListenOpts{}, echo)
		if err != nil {
			t.Fatal(err)
		}
		Do(t, g, 0, func(tk *netio.Task) {
			for range 3 {
				tk.Child("client", func(tk *netio.Task) { exchange(t, tk, ln.Addr()) })
			}
		})
	})
}

func exchange(t *testing.T, tk *netio.Task, to netio.Addr) {
	c, err := netio.Dial(tk, to, netio.DialOpts{}, tk.Now()+second)
	if err != nil {
		t.Error(err)
		return
	}
	msg := bytes.Repeat([]byte("0123456789abcdef"), 20_000)
	_ = c.Write(msg)
	c.ShutdownWrite()
	var got []byte
	for {
		b, err := c.Peek(tk, 1, tk.Now()+60*second)
		if err != nil {
			if err != io.EOF {
				t.Error(err)
			}
			break
		}
		got = append(got, b...)
		c.Discard(len(b))
	}
	if !bytes.Equal(got, msg) {
		t.Errorf("%d bytes came back of %d", len(got), len(msg))
	}
	if c.BytesIn() != int64(len(msg)) || c.BytesOut() != int64(len(msg)) {
		t.Errorf("counted %d in, %d out", c.BytesIn(), c.BytesOut())
	}
	c.Close(0)
}

// TestFaults: resets and cancels at any moment leave nothing behind.
func TestFaults(t *testing.T) {
	Run(t, 200, Faults{Resets: 100, Cancels: 100}, func(t *testing.T, g *netio.Group) {
		ln, err := g.Listen(anyPort, netio.ListenOpts{Gates: []*netio.Gate{netio.NewGate(2)}}, echo)
		if err != nil {
			t.Fatal(err)
		}
		slots := netio.NewSlots(nil, 2)
		Do(t, g, 0, func(tk *netio.Task) {
			for range 10 {
				tk.Child("client", func(tk *netio.Task) {
					sl, err := slots.Acquire(tk, 0, tk.Now()+second)
					if err != nil {
						return
					}
					defer sl.Release()
					c, err := netio.Dial(tk, ln.Addr(), netio.DialOpts{}, tk.Now()+second)
					if err != nil {
						return
					}
					defer c.Close(second)
					for range 5 {
						if c.WriteString("a few bytes") != nil {
							return
						}
						if _, err := c.Peek(tk, 11, tk.Now()+second); err != nil {
							return
						}
						c.Discard(11)
					}
				})
			}
		})
		if slots.Used()+slots.Waiting() != 0 {
			t.Errorf("%d slots used, %d waiting", slots.Used(), slots.Waiting())
		}
	})
}

// TestTimeMovesOn: half an hour passes at once.
func TestTimeMovesOn(t *testing.T) {
	Run(t, 3, Faults{}, func(t *testing.T, g *netio.Group) {
		ln, err := g.Listen(anyPort, netio.ListenOpts{}, func(tk *netio.Task, c *netio.Conn) {
			_ = tk.Sleep(tk.Now() + 1800*second)
			_ = c.WriteString("awake")
			c.Close(second)
		})
		if err != nil {
			t.Fatal(err)
		}
		Do(t, g, 0, func(tk *netio.Task) {
			c, err := netio.Dial(tk, ln.Addr(), netio.DialOpts{}, tk.Now()+second)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close(0)
			if _, err := c.Peek(tk, 1, tk.Now()+1700*second); !errors.Is(err, netio.ErrDeadline) {
				t.Errorf("%v, want the deadline", err)
			}
			if b, err := c.Peek(tk, 5, tk.Now()+200*second); string(b) != "awake" || err != nil {
				t.Errorf("read %q, %v", b, err)
			}
		})
	})
}

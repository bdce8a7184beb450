package proxy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/netio/simtest"
)

// percentileOf returns the value that the share of all does not exceed.
func percentileOf(values []int64, share float64) float64 {
	slices.Sort(values)
	return float64(values[max(int(math.Ceil(share*float64(len(values))))-1, 0)])
}

// column returns what a column shows for an object, as a number.
func column(t *testing.T, name string, o metric.Object) float64 {
	t.Helper()
	for _, c := range metric.Table() {
		if c.Name == name {
			return c.Value(o, now()).Float()
		}
	}
	t.Fatalf("no column %s", name)
	return 0
}

// statedError is how far a percentile may be from the truth.
const statedError = 0.05

// TestPercentilesAreTheOrigins holds the percentiles to the ledger of an origin that keeps each request for a while. Time is
// simulated, so nothing but the delays takes any.
func TestPercentilesAreTheOrigins(t *testing.T) {
	simtest.Run(t, 3, simtest.Faults{}, func(t *testing.T, loops *netio.Group) {
		g, log := simRig(t, loops)
		var ledger []int64
		delayed := func(t *netio.Task, c *netio.Conn) {
			for {
				target, _, err := simRequest(t, c)
				if err != nil {
					c.Close(simSecond)
					return
				}
				began := t.Now()
				us, _ := strconv.Atoi(strings.TrimPrefix(target, "/"))
				t.Sleep(began + int64(us)*1000)
				ledger = append(ledger, t.Now()-began)
				c.WriteString("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
			}
		}
		b := g.Backend("b")
		if _, err := loops.Listen(b.Server("d").Addr(), netio.ListenOpts{}, delayed); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"g", "h"} {
			b.Server(name).BeginMaint()
		}
		const clients, each = 20, 150
		simtest.Do(t, loops, 0, func(tk *netio.Task) {
			for i := range clients {
				rnd := rand.New(rand.NewPCG(uint64(i), seedOf(t.Name())))
				tk.Child("client", func(tk *netio.Task) { askDelays(tk, rnd, each) })
			}
		})
		time.Sleep(time.Second) // of the bubble
		if len(ledger) != clients*each || log.len() != clients*each {
			t.Fatalf("%d requests, %d log lines", len(ledger), log.len())
		}
		for _, p := range metric.Percentiles {
			truth := percentileOf(ledger, p.Share) / 1e6
			for name, o := range map[string]metric.Object{
				"rtime_": b.Server("d"), "ttime_": g.Frontend("f"),
			} {
				if got := column(t, name+p.Name, o); math.Abs(got-truth) > statedError*truth {
					t.Errorf("%s%s: %v ms, the ledger says %v", name, p.Name, got, truth)
				}
			}
		}
		g.Frontend("f").Listeners[0].Socket().Close(false)
	})
}

// askDelays sends n requests one after the other, each for a delay of its own: mostly milliseconds, some seconds.
func askDelays(t *netio.Task, rnd *rand.Rand, n int) {
	c, err := netio.Dial(t, simFront, netio.DialOpts{}, t.Now()+simSecond)
	if err != nil {
		return
	}
	defer c.Close(simSecond)
	for range n {
		us := min(int(3000*math.Exp(1.5*rnd.NormFloat64())), 9_000_000)
		fmt.Fprintf(&connWriter{c}, "GET /%d HTTP/1.1\r\nhost: x\r\n\r\n", us)
		for head := ""; !strings.HasSuffix(head, "\r\n\r\n"); {
			view, err := c.Peek(t, 1, t.Now()+20*simSecond)
			if err != nil {
				return
			}
			head += string(view)
			c.Discard(len(view))
		}
	}
}

// connWriter is the way of fmt to a connection.
type connWriter struct{ c *netio.Conn }

func (w *connWriter) Write(p []byte) (int, error) { return len(p), w.c.Write(p) }

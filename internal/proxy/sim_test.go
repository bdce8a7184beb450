package proxy

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/netio/simtest"
)

// The tests of this file run over the simulated network: clients, gateway and origin are tasks of one loop, so a seed
// decides everything that happens, down to the order of completions and the sizes of reads.

const simSecond = int64(time.Second)

const simConfig = `
defaults
  mode http
  timeout connect 1s
  timeout client 20s
  timeout server 10s
  timeout queue 5s
  retries 2
  option redispatch
  option abortonclose
  http-reuse always
frontend f
  bind 127.0.0.1:8000
  default_backend b
backend b
  balance roundrobin
  retry-on all-retryable-errors
  server g 127.0.0.1:7001 maxconn 3
  server h 127.0.0.1:7002 maxconn 2
  server d 127.0.0.1:7003
`

// simOrigin answers by what the target names.
func simOrigin(t *netio.Task, c *netio.Conn) {
	for {
		target, body, err := simRequest(t, c)
		if err != nil {
			c.Close(simSecond)
			return
		}
		switch target {
		case "/empty":
			c.Close(0)
			return
		case "/garbage":
			c.WriteString("garbage\r\n\r\n")
			c.Close(simSecond)
			return
		case "/cut":
			c.WriteString("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf")
			c.Close(simSecond)
			return
		case "/hang":
			t.Sleep(t.Now() + 30*simSecond)
			c.Close(0)
			return
		case "/slow":
			t.Sleep(t.Now() + simSecond)
		case "/chunked":
			c.WriteString("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
			for i := 1; i < 40; i++ {
				c.WriteString(fmt.Sprintf("%x\r\n%s\r\n", i*100, strings.Repeat("c", i*100)))
			}
			c.WriteString("0\r\nx-trailer: 1\r\n\r\n")
			continue
		case "/503":
			c.WriteString("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n")
			continue
		case "/big":
			body = strings.Repeat("b", 200000)
		}
		c.WriteString(fmt.Sprintf("HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s", len(body), body))
	}
}

// simRequest reads a request as the gateway sends them.
func simRequest(t *netio.Task, c *netio.Conn) (target, body string, err error) {
	n := 1
	for {
		view, err := c.Peek(t, n, 0)
		if err != nil {
			return "", "", err
		}
		end := bytes.Index(view, []byte("\r\n\r\n"))
		if end < 0 {
			n = len(view) + 1
			continue
		}
		head := string(view[:end])
		c.Discard(end + 4)
		target = strings.Fields(head)[1]
		if _, after, ok := strings.Cut(head, "content-length: "); ok {
			length, _, _ := strings.Cut(after, "\r\n")
			k, err := strconv.Atoi(length)
			if err != nil {
				return "", "", err
			}
			view, err = c.Peek(t, k, 0)
			if len(view) < k {
				return "", "", err
			}
			body = string(view[:k])
			c.Discard(k)
		}
		return target, body, nil
	}
}

// simRig is a gateway on a simulated network, with two origins.
func simRig(t *testing.T, loops *netio.Group) (*Gateway, *recorder) {
	t.Helper()
	return simRigWith(t, loops, simConfig, simOrigin)
}

// simRigWith is simRig with another configuration and other origins.
func simRigWith(t *testing.T, loops *netio.Group, config string, origin func(*netio.Task, *netio.Conn)) (*Gateway, *recorder) {
	t.Helper()
	file, d := conf.Load([]conf.Source{{Name: "sim.cfg", Text: []byte(config)}}, conf.NewEnv(nil))
	g := Compile(file, loops.N(), CompileOptions{}, d)
	log := &recorder{}
	for _, p := range g.Proxies() {
		p.Log = log
	}
	g.Start(loops, netio.NewPool(1))
	ln := g.Frontend("f").Listeners[0]
	socket, err := loops.Listen(simFront, netio.ListenOpts{}, ln.Serve)
	if err != nil {
		t.Fatal(err)
	}
	ln.socket.Store(socket)
	for _, port := range []string{"127.0.0.1:7001", "127.0.0.1:7002"} {
		if _, err := loops.Listen(netio.IPAddr(netip.MustParseAddrPort(port)), netio.ListenOpts{}, origin); err != nil {
			t.Fatal(err)
		}
	}
	if d.Failed() {
		t.Fatalf("%s", d.Append(nil, conf.Banner{}, false))
	}
	return g, log
}

var simFront = netio.IPAddr(netip.MustParseAddrPort("127.0.0.1:8000"))

// simClient sends a few requests, reads what it likes of the answers, and leaves.
func simClient(t *netio.Task, rnd *rand.Rand) {
	c, err := netio.Dial(t, simFront, netio.DialOpts{}, t.Now()+simSecond)
	if err != nil {
		return
	}
	targets := []string{"/", "/big", "/chunked", "/slow", "/empty", "/garbage", "/cut", "/hang", "/503"}
	for range 1 + rnd.IntN(4) {
		body := strings.Repeat("x", rnd.IntN(2)*rnd.IntN(70000))
		send := fmt.Sprintf("POST %s HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s", targets[rnd.IntN(len(targets))], len(body), body)
		if rnd.IntN(8) == 0 {
			send = send[:rnd.IntN(len(send))]
		}
		c.WriteString(send)
		until := t.Now() + int64(rnd.IntN(8))*simSecond/2
		for rnd.IntN(20) > 0 {
			view, err := c.Peek(t, 1, until)
			if err != nil {
				break
			}
			c.Discard(len(view))
		}
	}
	if rnd.IntN(2) == 0 {
		c.Abort()
		return
	}
	c.Close(simSecond)
}

// seedOf makes a seed of a name, the same in every run.
func seedOf(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// simRun lets clients loose on a gateway and then holds its counters against each other.
func simRun(t *testing.T, loops *netio.Group) {
	g, log := simRig(t, loops)
	simTraffic(t, loops, g, log)
}

// simTraffic is what simRun does with a gateway.
func simTraffic(t *testing.T, loops *netio.Group, g *Gateway, log *recorder) {
	simtest.Do(t, loops, 0, func(tk *netio.Task) {
		for i := range 12 {
			seed := rand.New(rand.NewPCG(uint64(i), seedOf(t.Name())))
			tk.Child("client", func(tk *netio.Task) { simClient(tk, seed) })
		}
	})
	time.Sleep(2 * time.Minute) // of the bubble
	f, b := g.Frontend("f"), g.Backend("b")
	requests := h1req.Sum(f.Set)
	for what, pair := range map[string][2]uint64{
		"sessions open":        {sessions.Value(f.Set), 0},
		"streams open":         {sessions.Value(b.Set), 0},
		"queued":               {queued.Value(b.Set), 0},
		"h1 streams open":      {uint64(h1Streams.Sum(f.Set) + h1Streams.Sum(b.Set)), 0},
		"h2 streams open":      {uint64(h2Streams.Sum(b.Set)), 0},
		"frontend's responses": {classes(f.Set), requests},
		"log lines":            {uint64(log.len()), requests},
		"backend's responses":  {classes(b.Set), reqTot.Sum(b.Set)},
		"backend's requests":   {reqTot.Sum(b.Set), stot.Sum(b.Set)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s = %d, want %d", what, pair[0], pair[1])
		}
	}
	for _, s := range b.Servers() {
		if s.Slots.Used() != 0 || sessions.Value(s.Set) != 0 || s.Slots.Waiting() != 0 {
			t.Errorf("%s: %d slots in use, %d streams, %d waiting", s.Name, s.Slots.Used(), sessions.Value(s.Set), s.Slots.Waiting())
		}
	}
	for _, p := range g.Proxies() {
		if p.Front != nil {
			p.Front.Listeners[0].Socket().Close(false)
		}
	}
}

// simSeeds is how many runs each kind of network gets.
const simSeeds = 40

// Whatever the network does, every request is counted and logged once, and nothing is left over.
func TestSimulated(t *testing.T) {
	t.Run("calm", func(t *testing.T) { simtest.Run(t, simSeeds, simtest.Faults{}, simRun) })
	t.Run("resets", func(t *testing.T) { simtest.Run(t, simSeeds, simtest.Faults{Resets: 200}, simRun) })
	t.Run("cancels", func(t *testing.T) { simtest.Run(t, simSeeds, simtest.Faults{Cancels: 200}, simRun) })
}

// Responses come whole through a network that cuts them into pieces of any size.
func TestSimulatedWhole(t *testing.T) {
	simtest.Run(t, 20, simtest.Faults{}, func(t *testing.T, loops *netio.Group) {
		simRig(t, loops)
		simtest.Do(t, loops, 0, func(tk *netio.Task) {
			c, err := netio.Dial(tk, simFront, netio.DialOpts{}, tk.Now()+simSecond)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close(simSecond)
			c.WriteString("GET /big HTTP/1.1\r\nhost: x\r\n\r\nGET /chunked HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
			var got strings.Builder
			for {
				view, err := c.Peek(tk, 1, tk.Now()+20*simSecond)
				got.Write(view)
				c.Discard(len(view))
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
			if n := strings.Count(got.String(), "b"); n < 200000 {
				t.Errorf("%d bytes of the first body", n)
			}
			if !strings.HasSuffix(got.String(), "0\r\nx-trailer: 1\r\n\r\n") {
				t.Error("the second body does not end as it should")
			}
		})
	})
}

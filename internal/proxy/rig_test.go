package proxy

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/test/origin"
)

// A rig is a gateway under test, compiled from text, with origins behind it.
type rig struct {
	t       *testing.T
	gateway *Gateway
	loops   *netio.Group
	log     *recorder
	addr    string // of the first listener
}

// everyPoller runs a test on each poller of this machine.
func everyPoller(t *testing.T, f func(t *testing.T, poller string)) {
	for _, poller := range []string{"rings", "epoll"} {
		t.Run(poller, func(t *testing.T) { f(t, poller) })
	}
}

const rigDefaults = `
defaults
  mode http
  timeout connect 30s
  timeout client 60s
  timeout server 60s
  default-server pool-purge-delay 60s
`

// compiling keeps tests that run at once from compiling at once, which no process does.
var compiling sync.Mutex

// newRig starts a gateway. The text follows the defaults of rigs; a first frontend without default_backend is
// not wanted.
func newRig(t *testing.T, poller, text string) *rig {
	t.Helper()
	return newRigWith(t, poller, text, &recorder{})
}

// newRigWith is newRig whose proxies without log lines of their own write to log, nil for nothing.
func newRigWith(t *testing.T, poller, text string, log *recorder) *rig {
	t.Helper()
	file, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(rigDefaults + text)}}, conf.NewEnv(nil))
	loops, err := netio.Start(netio.Config{Loops: Threads(file, 2), Poller: poller, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Skipf("cannot run on %s: %v", poller, err)
	}
	r := &rig{t: t, loops: loops, log: log}
	t.Cleanup(r.stop)
	compiling.Lock()
	g := Compile(file, loops.N(), CompileOptions{}, d)
	compiling.Unlock()
	r.check(d)
	for _, p := range g.Proxies() {
		if p.Log == nil && log != nil {
			p.Log = r.log
		}
		if p.Front != nil {
			p.Front.Listeners[0].Addr.Port = 0 // of the kernel's choice, which the language does not offer
		}
	}
	g.Start(loops, netio.NewPool(2))
	g.Bind(d, func(string, string) int { return -1 })
	if err := g.Serve(); err != nil {
		t.Fatal(err)
	}
	r.check(d)
	r.gateway = g
	for _, p := range g.Proxies() {
		if p.Front != nil {
			r.addr = p.Front.Listeners[0].Socket().Addr().String()
			break
		}
	}
	return r
}

func (r *rig) check(d *conf.Diagnostics) {
	r.t.Helper()
	if d.Failed() {
		r.t.Fatalf("configuration: %s", d.Append(nil, conf.Banner{}, false))
	}
}

func (r *rig) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := r.loops.Close(ctx); err != nil {
		r.t.Errorf("loops do not end: %v", err)
	}
}

// startOrigin starts an origin that ends with the test.
func startOrigin(t *testing.T) *origin.Server {
	t.Helper()
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	return o
}

// oneServer is a gateway with a frontend f and a backend b of one server; more stands in the backend.
func oneServer(t *testing.T, poller string, o *origin.Server, more ...string) *rig {
	return newRig(t, poller, fmt.Sprintf("frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 %s\n %s\n",
		o.Addr(), strings.Join(more, "\n ")))
}

// A record is what a log line is made of.
type record struct {
	line    string // method and target
	status  int
	flags   string
	retries int
	server  string
	times   [5]int64 // TR Tw Tc Tr Ta
}

// recorder keeps the log of a rig.
type recorder struct {
	mu      sync.Mutex
	records []record
	events  []string
}

func (l *recorder) Access(s *Stream) {
	rec := record{
		line: string(s.line), status: s.status, flags: string([]byte{byte(s.ending.Cause), byte(s.ending.Phase)}),
		retries: s.retries,
		times:   [5]int64{s.times.TR(), s.times.Tw(), s.times.Tc(), s.times.Tr(), s.times.Ta()},
	}
	if s.server != nil {
		rec.server = s.server.Name
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.records = append(l.records, rec)
}

func (l *recorder) Event(_ int, line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, line)
}

func (l *recorder) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.records)
}

// wait returns the first n records, once there are that many.
func (l *recorder) wait(t *testing.T, n int) []record {
	t.Helper()
	eventually(t, fmt.Sprintf("%d log lines", n), func() bool { return l.len() >= n })
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]record(nil), l.records...)
}

// grace bounds waits for what happens at once, on a machine that is busy with other things too.
const grace = 30 * time.Second

func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(grace); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no %s after %v", what, grace)
		}
	}
}

// A client is a raw connection to the gateway.
type client struct {
	t *testing.T
	net.Conn
	r *bufio.Reader
}

func (r *rig) dial() *client {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(2 * grace))
	return &client{r.t, c, bufio.NewReader(c)}
}

func (c *client) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Fatalf("cannot send: %v", err)
	}
}

// get sends a request and returns status and body of the response.
func (c *client) get(method, target, fields, body string) (*http.Response, string) {
	c.t.Helper()
	c.send(method + " " + target + " HTTP/1.1\r\nhost: x\r\n" + fields + "\r\n" + body)
	return c.read(method)
}

func (c *client) read(method string) (*http.Response, string) {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, &http.Request{Method: method})
	if err != nil {
		c.t.Fatalf("cannot read a response: %v", err)
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatalf("cannot read the body: %v", err)
	}
	return res, string(text)
}

// rest returns all that comes until the connection ends.
func (c *client) rest() string {
	var b bytes.Buffer
	io.Copy(&b, c.r)
	return b.String()
}

// exact fails the test unless a counter has that value at rest.
func (r *rig) exact(what string, read func() uint64, want uint64) {
	r.t.Helper()
	end := time.Now().Add(grace)
	for read() != want && time.Now().Before(end) {
		time.Sleep(time.Millisecond)
	}
	if got := read(); got != want {
		r.t.Errorf("%s = %d, want %d", what, got, want)
	}
}

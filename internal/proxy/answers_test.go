package proxy

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"net"
	"strings"
	"testing"
	"time"

	"metergate/internal/http1"
	"metergate/internal/metric"
)

// countdown is a service that answers with pieces of 50,000 bytes.
type countdown struct {
	name   string
	pieces int
	length int64
	fails  bool
}

func (c countdown) Name() string { return "<" + strings.ToUpper(c.name) + ">" }

func (c countdown) Answer(rq *ServiceRequest) *ServiceAnswer {
	left := c.pieces
	a := &ServiceAnswer{Status: 200, Fields: [][2]string{{"content-type", "text/plain"}}, Length: c.length}
	if rq.Method == http1.MethodPost {
		a.Length = int64(len(rq.Body))
		a.Next = func(dst []byte) ([]byte, error) { return append(dst, rq.Body...), io.EOF }
		return a
	}
	a.Next = func(dst []byte) ([]byte, error) {
		if left--; left < 0 {
			if c.fails {
				return dst, errors.New("cannot go on")
			}
			return dst, io.EOF
		}
		return append(dst, bytes.Repeat([]byte{'x'}, 50000)...), nil
	}
	return a
}

func init() {
	RegisterService("test-chunks", countdown{"chunks", 40, -1, false})
	RegisterService("test-length", countdown{"length", 4, 200000, false})
	RegisterService("test-fails", countdown{"fails", 4, -1, true})
	RegisterService("test-pulls", pulling{})
	RegisterService("test-panics", panicking{})
}

// pulling is a service whose answer is a coroutine, which must never run, nor be ended, on the thread of a loop.
type pulling struct{}

func (pulling) Name() string { return "<PULLS>" }

func (pulling) Answer(*ServiceRequest) *ServiceAnswer {
	next, stop := iter.Pull(func(yield func(string) bool) {
		for yield(strings.Repeat("y", 100000)) {
		}
	})
	left := 10
	return &ServiceAnswer{Status: 200, Length: -1, Close: stop, Next: func(dst []byte) ([]byte, error) {
		if left--; left < 0 {
			return dst, io.EOF
		}
		text, _ := next()
		return append(dst, text...), nil
	}}
}

// panicking is a service that panics.
type panicking struct{}

func (panicking) Name() string                          { return "<PANICS>" }
func (panicking) Answer(*ServiceRequest) *ServiceAnswer { panic("of a test") }

const answersConfig = `frontend f
  bind 127.0.0.1:1
  monitor-uri /alive
  timeout tarpit 200ms
  http-request use-service test-chunks if { path /chunks }
  http-request use-service test-length if { path /length }
  http-request use-service test-fails if { path /fails }
  http-request use-service test-pulls if { path /pulls }
  http-request use-service test-panics if { path /panics }
  http-request deny if { path /deny }
  http-request deny status 429 if { path /deny429 }
  http-request return status 200 content-type text/plain string hi if { path /return }
  http-request tarpit if { path /tarpit }
  default_backend b
backend b
  timeout tarpit 200ms
  http-request deny if { path /bdeny }
  http-request return status 200 if { path /breturn }
  http-response deny if { path /rdeny }
  server s1 ORIGIN
`

// The gateway's own answers: what the client gets, and what is logged and counted.
var answers = []struct {
	target       string
	status, size int
	flags        string
	front, back  string // counters besides req_tot, stot and the class
}{
	{"/alive", 200, 58, "LR", "hrsp_2xx=1 intercepted=1", ""},
	{"/chunks", 200, 2000000, "LR", "hrsp_2xx=1 intercepted=1", ""},
	{"/length", 200, 200000, "LR", "hrsp_2xx=1 intercepted=1", ""},
	{"/pulls", 200, 1000000, "LR", "hrsp_2xx=1 intercepted=1", ""},
	{"/deny", 403, 93, "PR", "dreq=1 hrsp_4xx=1", ""},
	{"/deny429", 429, 117, "PR", "dreq=1 hrsp_4xx=1", ""},
	{"/return", 200, 2, "LR", "hrsp_2xx=1 intercepted=1", ""},
	{"/tarpit", 500, 97, "PT", "dreq=1 hrsp_5xx=1", ""},
	{"/bdeny", 403, 93, "PR", "dreq=1 hrsp_4xx=1", "dreq=1 hrsp_4xx=1"},
	{"/breturn", 200, 0, "LR", "hrsp_2xx=1", "hrsp_2xx=1"},
	{"/rdeny", 502, 107, "PH", "dresp=1 hrsp_5xx=1", "connect=1 dresp=1 hrsp_5xx=1 lbtot=1"},
	{"/", 200, 3, "--", "hrsp_2xx=1", "connect=1 hrsp_2xx=1 lbtot=1"},
}

func TestAnswers(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		for _, a := range answers {
			t.Run(a.target, func(t *testing.T) {
				o := startOrigin(t)
				r := newRig(t, poller, strings.ReplaceAll(answersConfig, "ORIGIN", o.Addr()))
				c := r.dial()
				res, body := c.get("GET", a.target, "", "")
				if res.StatusCode != a.status || len(body) != a.size {
					t.Errorf("status %d, %d bytes", res.StatusCode, len(body))
				}
				if res, body := c.get("HEAD", a.target, "", ""); res.StatusCode != a.status || body != "" {
					t.Errorf("HEAD: status %d, %d bytes", res.StatusCode, len(body))
				}
				f, b := r.gateway.Frontend("f"), r.gateway.Backend("b")
				r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 2)
				if a.target == "/alive" {
					if r.log.len() != 0 {
						t.Error("the monitor is logged")
					}
				} else if rec := r.log.wait(t, 2)[0]; rec.status != a.status || rec.flags != a.flags {
					t.Errorf("log %+v", rec)
				}
				r.settles(f, a.front+" stot=1", "req_tot")
				r.settles(b, a.back, "req_tot", "stot", "reuse")
			})
		}
	})
}

// settles waits until an object has counted twice what want says once, of all but some counters.
func (r *rig) settles(o metric.Object, want string, except ...string) {
	r.t.Helper()
	var got string
	for end := time.Now().Add(grace); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if got = leaveOut(strings.ReplaceAll(snapshot(o), "=2", "=1"), except...); got == want {
			return
		}
	}
	r.t.Errorf("got %s, want %s", got, want)
}

// leaveOut leaves counters out of a snapshot.
func leaveOut(snapshot string, names ...string) string {
	var keep []string
	for _, part := range strings.Fields(snapshot) {
		name, _, _ := strings.Cut(part, "=")
		skip := false
		for _, n := range names {
			skip = skip || n == name
		}
		if !skip {
			keep = append(keep, part)
		}
	}
	return strings.Join(keep, " ")
}

// A request with a body that a rule refuses keeps the connection if the body was there, and ends it else.
func TestRefusedBodies(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, strings.ReplaceAll(answersConfig, "ORIGIN", o.Addr()))
		c := r.dial()
		if res, _ := c.get("POST", "/deny", "content-length: 5\r\n", "hello"); res.StatusCode != 403 || res.Close {
			t.Errorf("%+v", res)
		}
		if res, body := c.get("POST", "/length", "content-length: 5\r\n", "hello"); res.StatusCode != 200 || body != "hello" {
			t.Errorf("%+v %q", res, body)
		}
		if res, _ := c.get("POST", "/deny", "content-length: 50\r\n", "hello"); res.StatusCode != 403 || !res.Close {
			t.Errorf("%+v", res)
		}
		if rest := c.rest(); rest != "" {
			t.Errorf("%q behind the last answer", rest)
		}
	})
}

// A service that fails ends the connection, so that its client cannot take a part for the whole.
func TestFailingService(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, strings.ReplaceAll(answersConfig, "ORIGIN", o.Addr()))
		c := r.dial()
		c.send("GET /fails HTTP/1.1\r\nhost: x\r\n\r\n")
		if strings.HasSuffix(c.rest(), "0\r\n\r\n") {
			t.Error("the answer looks complete")
		}
		if res, _ := r.dial().get("GET", "/panics", "", ""); res.StatusCode != 500 || !res.Close {
			t.Errorf("%+v", res)
		}
		f := r.gateway.Frontend("f")
		r.exact("eint", func() uint64 { return eint.Sum(f.Set) }, 2)
		for _, rec := range r.log.wait(t, 2) {
			if rec.flags != "ID" {
				t.Errorf("log %+v", rec)
			}
		}
	})
}

// A client that leaves a large answer, or a tarpit, is let go.
func TestAnswerAborts(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, strings.ReplaceAll(answersConfig, "ORIGIN", o.Addr()))
		f := r.gateway.Frontend("f")
		for i, target := range []string{"/chunks", "/pulls", "/tarpit"} {
			c := r.dial()
			c.send("GET " + target + " HTTP/1.1\r\nhost: x\r\n\r\n")
			eventually(t, "request", func() bool { return h1req.Sum(f.Set) == uint64(i+1) })
			c.Conn.(*net.TCPConn).SetLinger(0)
			c.Close()
		}
		r.log.wait(t, 3)
		r.exact("sessions open", func() uint64 { return sessions.Value(f.Set) }, 0)
		r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 3)
	})
}

package proxy

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"testing"
)

// How many connections a client with two requests, then a second client with one, make in each mode of http-reuse.
var reuseModes = []struct {
	mode           string
	connect, reuse uint64
}{
	{"never", 2, 1},
	{"safe", 2, 1},
	{"aggressive", 1, 2},
	{"always", 1, 2},
}

func TestReuseModes(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		for _, m := range reuseModes {
			t.Run(m.mode, func(t *testing.T) {
				o := startOrigin(t)
				r := newRig(t, poller, "global\n nbthread 1\nfrontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n http-reuse "+
					m.mode+"\n server s1 "+o.Addr()+"\n")
				a, b := r.dial(), r.dial()
				a.get("GET", "/", "", "")
				a.get("GET", "/", "", "")
				b.get("GET", "/", "", "")
				s := r.gateway.Backend("b").Server("s1")
				r.exact("connect", func() uint64 { return connects.Sum(s.Set) }, m.connect)
				r.exact("reuse", func() uint64 { return reuses.Sum(s.Set) }, m.reuse)
			})
		}
	})
}

// A connection that the server closes leaves the pool at once, so that no request is lost on it.
func TestServerClosesIdle(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o, "http-reuse always")
		c := r.dial()
		c.get("GET", "/", "", "")
		s := r.gateway.Backend("b").Server("s1")
		r.exact("idle", func() uint64 { return uint64(s.idle.Load()) }, 1)
		o.Stop()
		r.exact("idle after the server's end", func() uint64 { return uint64(s.idle.Load()) }, 0)
		if err := o.Restart(); err != nil {
			t.Fatal(err)
		}
		if res, _ := c.get("GET", "/", "", ""); res.StatusCode != 200 {
			t.Errorf("status %d", res.StatusCode)
		}
		r.exact("open h1 connections", func() uint64 { return uint64(h1Conns.Sum(r.gateway.Backend("b").Set)) }, 1)
	})
}

// Surplus connections are closed after the delay, and none is kept beyond the limit.
func TestPoolLimits(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		for _, l := range []struct {
			options string
			idle    uint64
		}{{"pool-purge-delay 50ms", 0}, {"pool-max-conn 0", 0}, {"pool-purge-delay 0", 0}, {"max-reuse 0", 0}} {
			o := startOrigin(t)
			r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 "+o.Addr()+" "+l.options+"\n")
			r.dial().get("GET", "/", "", "")
			s := r.gateway.Backend("b").Server("s1")
			r.exact("idle with "+l.options, func() uint64 { return uint64(s.idle.Load()) }, l.idle)
			eventually(t, "end of the connection", func() bool { return o.Ledger().Open == 0 })
		}
	})
}

// A server that closes a connection just when the next request is on its way costs the client nothing, if sending the
// request twice does no harm.
func TestStaleConnection(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		addr := secondTimeLeaves(t)
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 "+addr+"\n")
		c := r.dial()
		for range 3 {
			if res, _ := c.get("GET", "/", "", ""); res.StatusCode != 200 {
				t.Fatalf("status %d", res.StatusCode)
			}
		}
		r.compare(map[string]string{"s1": "connect=3 hrsp_2xx=3 lbtot=3 req_tot=3 reuse=2 stot=5 wretr=2"})
		p := r.dial()
		p.get("GET", "/", "", "")
		if res, _ := p.get("POST", "/", "content-length: 0\r\n", ""); res.StatusCode != 502 {
			t.Errorf("status %d", res.StatusCode)
		}
	})
}

// secondTimeLeaves is an origin that ends each connection on its second request, without a response.
func secondTimeLeaves(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				if _, err := http.ReadRequest(r); err == nil {
					io.WriteString(c, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
					http.ReadRequest(r)
				}
			}()
		}
	}()
	return l.Addr().String()
}

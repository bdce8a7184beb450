package proxy

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// exchanges are requests sent raw and what must come back, to the byte where it matters.
var exchanges = []struct {
	name, send string
	want       []string // pieces of the answer, in order
	not        string   // what must not stand in it
	closed     bool     // the connection ends by itself
}{
	{"HEAD", "HEAD /?size=10 HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n",
		[]string{"HTTP/1.1 200 OK\r\n", "content-length: 10\r\n\r\nHTTP/1.1 200 OK\r\n", "ok\n"}, "", false},
	{"204", "GET /?st=204 HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n",
		[]string{"HTTP/1.1 204 ", "\r\n\r\nHTTP/1.1 200 OK\r\n", "ok\n"}, "", false},
	{"304", "GET /?st=304 HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n",
		[]string{"HTTP/1.1 304 ", "\r\n\r\nHTTP/1.1 200 OK\r\n", "ok\n"}, "", false},
	{"chunked response", "GET /?size=10&chunked=3 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
		[]string{"transfer-encoding: chunked\r\n", "connection: close\r\n", "\r\n0\r\n\r\n"}, "content-length", true},
	{"trailers", "GET /?size=10&chunked=3&trailer=x-sum:7 HTTP/1.1\r\nhost: x\r\nte: trailers\r\nconnection: te\r\n\r\n",
		[]string{"transfer-encoding: chunked\r\n", "0\r\n", "x-sum: 7\r\n\r\n"}, "", false},
	{"chunked to 1.0", "GET /?size=10&chunked=3 HTTP/1.0\r\nhost: x\r\n\r\n",
		[]string{"HTTP/1.1 200 OK\r\n", "\r\n\r\n"}, "chunked", true},
	{"keep-alive of 1.0", "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
		[]string{"connection: keep-alive\r\n", "ok\n", "HTTP/1.1 200 OK\r\n", "ok\n"}, "", true},
	{"until close", "GET /?until&size=5 HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n",
		[]string{"HTTP/1.1 200 OK\r\n", "connection: close\r\n\r\nxxxxx"}, "chunked", true},
	{"1.0 origin", "GET /?http10&size=5 HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n",
		[]string{"HTTP/1.0 200 OK\r\n", "HTTP/1.1 200 OK\r\n", "ok\n"}, "", false},
	{"chunked request", "POST /?echo=body HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nx-t: 1\r\n\r\n",
		[]string{"content-length: 5\r\n\r\nabcde"}, "", false},
	{"100-continue", "POST /?echo=body HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\nabc",
		[]string{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", "abc"}, "", false},
	{"pipelined", strings.Repeat("GET / HTTP/1.1\r\nhost: x\r\n\r\n", 5),
		[]string{"ok\nHTTP", "ok\nHTTP", "ok\nHTTP", "ok\nHTTP", "ok\n"}, "", false},
	{"early answer", "POST /?early&st=413 HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\nabc",
		[]string{"HTTP/1.1 413 ", "connection: close\r\n"}, "", true},
	{"CL with TE", "POST /?echo=head HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n",
		[]string{"connection: close\r\n", "transfer-encoding: chunked\r\n"}, "smuggled", true},
	{"TE in 1.0", "POST /?echo=head HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
		[]string{"HTTP/1.1 200 OK\r\n", "transfer-encoding: chunked\r\n"}, "smuggled", true},
	{"gzip, chunked", "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		[]string{"HTTP/1.1 422 ", "connection: close\r\n"}, "", true},
	{"no host", "GET / HTTP/1.1\r\n\r\n", []string{"HTTP/1.1 400 Bad request\r\ncontent-length: 90\r\ncache-control: no-cache\r\nconnection: close\r\ncontent-type: text/html\r\n\r\n<html>"}, "", true},
	{"bad chunk", "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", []string{"HTTP/1.1 400 Bad request\r\n"}, "", true},
	{"bad chunk of a response", "GET /?raw=HTTP/1.1+200+OK%0d%0atransfer-encoding:+chunked%0d%0a%0d%0azz%0d%0a HTTP/1.1\r\nhost: x\r\n\r\n",
		[]string{"HTTP/1.1 502 "}, "200", false},
	{"bare LF in a chunk", "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", []string{"HTTP/1.1 400 Bad request\r\n"}, "", true},
	{"CONNECT", "CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n", []string{"HTTP/1.1 405 "}, "", false},
	{"forwarded for", "GET /?echo HTTP/1.1\r\nhost: x\r\n\r\n", []string{"x-forwarded-for: 127.0.0.1\r\n"}, "", false},
	{"hop by hop", "GET /?echo HTTP/1.1\r\nhost: x\r\nconnection: x-secret, keep-alive\r\nx-secret: 1\r\n\r\n",
		[]string{"HTTP/1.1 200 OK"}, "x-secret", false},
	{"unasked switch", "GET /?raw=HTTP/1.1+101+x%0d%0aconnection:+upgrade%0d%0aupgrade:+a%0d%0a%0d%0a HTTP/1.1\r\nhost: x\r\n\r\n", []string{"HTTP/1.1 502 "}, "101", false},
}

func TestExchanges(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o, "option forwardfor", "option accept-unsafe-violations-in-http-response")
		for _, x := range exchanges {
			t.Run(x.name, func(t *testing.T) {
				c := r.dial()
				c.send(x.send)
				got := c.until(x.want, x.closed)
				at := 0
				for _, piece := range x.want {
					i := strings.Index(got[at:], piece)
					if i < 0 {
						t.Fatalf("no %q in order in\n%s", piece, got)
					}
					at += i + len(piece)
				}
				if x.not != "" && strings.Contains(got, x.not) {
					t.Errorf("%q in\n%s", x.not, got)
				}
			})
		}
	})
}

// until reads until the last piece came or, with closed, until the connection ends.
func (c *client) until(pieces []string, closed bool) string {
	if closed {
		return c.rest()
	}
	var got strings.Builder
	buf := make([]byte, 64<<10)
	for {
		at, found := 0, true
		for _, p := range pieces {
			i := strings.Index(got.String()[at:], p)
			if found = i >= 0; !found {
				break
			}
			at += i + len(p)
		}
		if found {
			return got.String()
		}
		n, err := c.r.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			return got.String()
		}
	}
}

// A tunnel carries bytes both ways after a 101, and ends when one side ends.
func TestTunnel(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		c := r.dial()
		c.send("GET /?upgrade HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n")
		res, err := http.ReadResponse(c.r, nil)
		if err != nil || res.StatusCode != 101 {
			t.Fatalf("%v %v", res, err)
		}
		for i := range 100 {
			text := strings.Repeat(fmt.Sprint(i), i+1)
			c.send(text)
			buf := make([]byte, len(text))
			if _, err := io.ReadFull(c.r, buf); err != nil || string(buf) != text {
				t.Fatalf("%q %v", buf, err)
			}
		}
		c.Close()
		rec := r.log.wait(t, 1)[0]
		if rec.status != 101 || rec.flags != "--" {
			t.Errorf("log %+v", rec)
		}
	})
}

// TestEarlyAnswerWhole: an answer that is over before its request gets to the client whole, which a reset for what the
// client still sends would cut.
func TestEarlyAnswerWhole(t *testing.T) {
	const size = 3_000_000
	everyPoller(t, func(t *testing.T, poller string) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ln.Close() })
		go func() {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s", size, strings.Repeat("a", size))
			io.Copy(io.Discard, c)
			c.Close()
		}()
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 "+ln.Addr().String()+"\n")
		c := r.dial()
		c.send("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000000\r\n\r\n")
		go func() {
			for err := error(nil); err == nil; {
				_, err = c.Write(make([]byte, 1<<16))
			}
		}()
		time.Sleep(50 * time.Millisecond)
		if _, body := c.read("POST"); len(body) != size {
			t.Errorf("%d bytes of the answer", len(body))
		}
		c.Close()
	})
}

// TestSwitchByName: a name made from the request chooses the backend; one that no backend has leaves the default.
func TestSwitchByName(t *testing.T) {
	r := newRig(t, "", `frontend f
 bind 127.0.0.1:1
 use_backend %[hdr(x)] if { hdr(x) -m found }
 use_backend other
 default_backend b
backend b
 http-request return status 202
backend other
 http-request return status 203
`)
	c := r.dial()
	for _, x := range []struct {
		fields string
		status int
	}{{"x: b\r\n", 202}, {"x: other\r\n", 203}, {"x: none\r\n", 202}, {"", 203}} {
		if res, _ := c.get("GET", "/", x.fields, ""); res.StatusCode != x.status {
			t.Errorf("%q: %d, want %d", x.fields, res.StatusCode, x.status)
		}
	}
}

// TestPretendKeepalive: the server does not hear that its connection will be closed.
func TestPretendKeepalive(t *testing.T) {
	for _, more := range []string{"", "option http-pretend-keepalive"} {
		r := oneServer(t, "", startOrigin(t), "option http-server-close", more)
		_, head := r.dial().get("GET", "/?echo=head", "", "")
		if told := strings.Contains(head, "connection: close"); told != (more == "") {
			t.Errorf("%q: the server was sent\n%s", more, head)
		}
		r.exact("idle connections", func() uint64 { return uint64(r.gateway.Backend("b").Servers()[0].idle.Load()) }, 0)
	}
}

// A response that streams while its request still does is relayed at once.
func TestBothWaysAtOnce(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		c := r.dial()
		c.send("POST /?early&size=100000 HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc")
		if res, body := c.read("POST"); res.StatusCode != 200 || len(body) != 100000 {
			t.Errorf("%d %d bytes", res.StatusCode, len(body))
		}
	})
}

// A client that reads slowly holds back the server, not the memory of the gateway.
func TestBackPressure(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		c := r.dial()
		c.send("GET /?size=30000000 HTTP/1.1\r\nhost: x\r\n\r\n")
		time.Sleep(300 * time.Millisecond)
		if out := o.Ledger().Out; out > 20000000 {
			t.Errorf("the server has sent %d bytes that nobody read", out)
		}
		if _, body := c.read("GET"); len(body) != 30000000 {
			t.Errorf("%d bytes", len(body))
		}
	})
}

// The rest of a body may be there before the task that relays it first runs.
func TestUploadInTwoPieces(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := oneServer(t, poller, startOrigin(t))
		c := r.dial()
		rest := strings.Repeat("x", 9000)
		for range 200 {
			c.send("POST /?echo=body HTTP/1.1\r\nhost: x\r\ncontent-length: 10000\r\n\r\n" + strings.Repeat("y", 1000))
			c.send(rest)
			if _, body := c.read("POST"); len(body) != 10000 {
				t.Fatalf("%d bytes", len(body))
			}
		}
	})
}

// A body without a length ends with its connection. When the server's connection breaks instead, the client's does too: a
// part must not look like the whole.
func TestBrokenBodyLooksBroken(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ln.Close() })
		seen := make(chan bool)
		go func() {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			http.ReadRequest(bufio.NewReader(c))
			io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\nhalf")
			<-seen
			c.(*net.TCPConn).SetLinger(0)
			c.Close()
		}()
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 "+ln.Addr().String()+"\n")
		c := r.dial()
		c.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		if got := c.until([]string{"\r\n\r\nhalf"}, false); !strings.Contains(got, "connection: close\r\n") {
			t.Errorf("%q", got)
		}
		close(seen)
		if _, err := io.ReadAll(c.r); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%v, want a reset", err)
		}
		if rec := r.log.wait(t, 1)[0]; rec.flags != "SD" {
			t.Errorf("log %+v", rec)
		}
	})
}

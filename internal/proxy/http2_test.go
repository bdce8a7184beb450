package proxy

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"metergate/test/h2"
)

// The tests of this file have servers that speak HTTP/2: one that keeps the rules, of another implementation, and one that
// breaks them all.

// h2Rig is a gateway of one loop before one server: its clients share the connections to that.
func h2Rig(t *testing.T, poller, addr, server string, more ...string) *rig {
	return newRig(t, poller, fmt.Sprintf("global\n nbthread 1\nfrontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 %s %s\n %s\n",
		addr, server, strings.Join(more, "\n ")))
}

func h2Server(t *testing.T, secure *tls.Config) *h2.Server {
	t.Helper()
	s, err := h2.Start(secure)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// TestHTTP2Messages: requests and responses of all shapes pass, on one connection.
func TestHTTP2Messages(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 1<<16)
	for _, tc := range []struct{ name, method, target, fields, body, want string }{
		{"get", "GET", "/", "", "", "200 ok\n"},
		{"head", "HEAD", "/size/5", "", "", "200 "},
		{"large answer", "GET", "/size/3000000", "", "", "200 3000000 bytes"},
		{"large request", "POST", "/sum", fmt.Sprintf("content-length: %d\r\n", len(big)), big, "200 1048576 bytes\n"},
		{"chunks", "POST", "/echo", "transfer-encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n", "200 hello"},
		{"trailers", "POST", "/echo", "transfer-encoding: chunked\r\ntrailer: x-sum\r\n", "5\r\nhello\r\n0\r\nx-sum: 9\r\n\r\n", "200 hello X-Sum=9"},
		{"grpc", "POST", "/grpc", "te: trailers\r\nconnection: te\r\ncontent-length: 2\r\n", "hi", "200 hi"},
		{"grpc that refuses", "POST", "/refuse", "content-length: 2\r\n", "hi", "200  status=7"},
		{"no body", "GET", "/status/204", "", "", "204 "},
		{"not modified", "GET", "/status/304", "", "", "304 "},
		{"fields", "GET", "/head", "x-a: b\r\nupgrade: h2c\r\nconnection: upgrade\r\n", "", "200 GET /head HTTP/2.0 host=x length=0\nX-A: b\r\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			everyPoller(t, func(t *testing.T, poller string) {
				t.Parallel()
				o := h2Server(t, nil)
				r := h2Rig(t, poller, o.Addr(), "proto h2", "http-reuse always")
				for range 3 {
					c := r.dial() // an answer that begins before the end of the request ends the client's connection
					if got := told(c.get(tc.method, tc.target, tc.fields, tc.body)); got != tc.want {
						t.Fatalf("got %q, want %q", got, tc.want)
					}
				}
				if n := o.Conns.Load(); n != 1 {
					t.Errorf("%d connections were made", n)
				}
				set := r.gateway.Backend("b").Set
				r.exact("HTTP/2 streams", func() uint64 { return uint64(h2StreamTot.Sum(set)) }, 3)
				r.exact("HTTP/2 streams at work", func() uint64 { return uint64(h2Streams.Sum(set)) }, 0)
				r.exact("HTTP/2 connections", func() uint64 { return uint64(h2Conns.Sum(set)) }, 1)
				r.exact("HTTP/1 connections", func() uint64 { return h1ConnTot.Sum(set) }, 0)
			})
		})
	}
}

// told puts a response in one word.
func told(res *http.Response, body string) string {
	if len(body) > 1000 {
		body = fmt.Sprintf("%d bytes", len(body))
	}
	s := fmt.Sprintf("%d %s", res.StatusCode, body)
	for name, values := range res.Trailer {
		s += fmt.Sprintf(" %s=%s", name, strings.Join(values, ","))
	}
	if v := res.Header.Get("Grpc-Status"); v != "" {
		s += " status=" + v
	}
	return s
}

// TestHTTP2Early: a server that answers before it has read the request is heard, and its connection not used again.
func TestHTTP2Early(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := h2Server(t, nil)
		r := h2Rig(t, poller, o.Addr(), "proto h2", "http-reuse always")
		for range 2 {
			c := r.dial()
			c.send("POST /early HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\nsome")
			if res, _ := c.read("POST"); res.StatusCode != 413 {
				t.Errorf("answered %d", res.StatusCode)
			}
		}
		if n := o.Conns.Load(); n != 2 {
			t.Errorf("%d connections were made", n)
		}
	})
}

// TestHTTP2Bytes: what is counted is what was on the wire, and both sides of an idle connection are heard.
func TestHTTP2Bytes(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := h2Server(t, nil)
		r := h2Rig(t, poller, o.Addr(), "proto h2", "http-reuse always")
		c := r.dial()
		for range 4 {
			c.get("GET", "/size/100000", "", "")
		}
		set := r.gateway.Backend("b").Set
		eventually(t, "count", func() bool { return resbin.Sum(set) > 400000 && resbin.Sum(set) < 404000 })
		if n := reqbout.Sum(set); n < 150 || n > 1000 {
			t.Errorf("%d bytes were sent", n)
		}
	})
}

// TestHTTP2Tricks: whatever a server does, the client is told something true, and the next request is served.
func TestHTTP2Tricks(t *testing.T) {
	usable := map[string]string{"/refused-once": "200 ok\n", "/goaway-once": "200 ok\n", "/goaway-answered": "200 ok\n", "/enough": "200 ok\n"}
	everyPoller(t, func(t *testing.T, poller string) {
		o, err := h2.StartRogue()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(o.Stop)
		r := h2Rig(t, poller, o.Addr(), "proto h2", "http-reuse always")
		for path := range h2.Tricks {
			want := "502"
			if w, ok := usable[path]; ok {
				want = w
			} else if strings.HasPrefix(path, "/cut/") || path == "/empty-data" {
				want = "200 cut"
			}
			if got := tricked(t, r.addr, path); got != want {
				t.Errorf("%s: the client sees %q, want %q", path, got, want)
			}
			if got := tricked(t, r.addr, "/next"); got != "200 ok\n" {
				t.Fatalf("%s: the next request is answered %q", path, got)
			}
		}
		set := r.gateway.Backend("b").Set
		r.exact("HTTP/2 streams at work", func() uint64 { return uint64(h2Streams.Sum(set)) }, 0)
		for _, c := range []struct {
			what  string
			count uint64
		}{{"protocol errors", h2ConnErrors.Sum(set)}, {"malformed answers", h2StreamErrors.Sum(set)}, {"resets received", h2Resets.Sum(set)},
			{"resets sent", h2ResetsSent.Sum(set)}, {"farewells received", h2GoAways.Sum(set)}, {"farewells sent", h2GoAwaysSent.Sum(set)}} {
			if c.count == 0 {
				t.Errorf("no %s were counted", c.what)
			}
		}
		f := r.gateway.Frontend("f").Set
		eventually(t, "end of all requests", func() bool { n := h1req.Sum(f); return n >= uint64(2*len(h2.Tricks)) && n == classes(f) })
	})
}

// tricked asks for a path on a connection of its own, and puts what came in one word.
func tricked(t *testing.T, addr, path string) string {
	t.Helper()
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: grace}
	res, err := c.Get("http://" + addr + path)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	switch {
	case bytes.Contains(body, []byte("POISON")) || res.Header.Get("Set-Cookie") != "":
		return "poison"
	case err != nil:
		return fmt.Sprint(res.StatusCode, " cut")
	case res.StatusCode == 502:
		return "502"
	}
	return fmt.Sprint(res.StatusCode, " ", string(body))
}

// TestHTTP2Retries: a request that a server has not looked at goes to another one, a body not sent yet included.
func TestHTTP2Retries(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		for _, path := range []string{"/refused", "/goaway"} {
			o, err := h2.StartRogue()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(o.Stop)
			r := h2Rig(t, poller, o.Addr(), "proto h2", "retries 2")
			if got := tricked(t, r.addr, path); got != "502" {
				t.Errorf("%s: got %q", path, got)
			}
			if n := o.Asked(path); n != 3 {
				t.Errorf("%s: asked for %d times", path, n)
			}
			if rec := r.log.wait(t, 1)[0]; rec.flags != "SH" || rec.retries != 2 {
				t.Errorf("%s: logged as %+v", path, rec)
			}
		}
	})
}

// secured makes the TLS of a server at 127.0.0.1 that offers these protocols.
func secured(t *testing.T, protocols ...string) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: protocols}
}

// TestHTTP2Secure: what TLS settles is spoken, unless the line says otherwise.
func TestHTTP2Secure(t *testing.T) {
	for _, tc := range []struct {
		line  string
		offer []string
		want  string
	}{
		{"alpn h2", []string{"h2"}, "HTTP/2.0"},
		{"alpn h2,http/1.1", []string{"h2", "http/1.1"}, "HTTP/2.0"},
		{"alpn h2,http/1.1", []string{"http/1.1"}, "HTTP/1.1"},
		{"alpn http/1.1", []string{"h2", "http/1.1"}, "HTTP/1.1"},
		{"", []string{"h2", "http/1.1"}, "HTTP/1.1"},
		{"proto h2", []string{"h2"}, "HTTP/2.0"},
	} {
		t.Run(tc.line+" "+strings.Join(tc.offer, ","), func(t *testing.T) {
			everyPoller(t, func(t *testing.T, poller string) {
				o := h2Server(t, secured(t, tc.offer...))
				r := h2Rig(t, poller, o.Addr(), "ssl verify none "+tc.line, "http-reuse always")
				c := r.dial()
				for range 2 {
					if res, body := c.get("GET", "/size/300000", "", ""); res.Header.Get("X-Protocol") != tc.want || len(body) != 300000 {
						t.Fatalf("%s, %d bytes", res.Header.Get("X-Protocol"), len(body))
					}
					if _, body := c.get("POST", "/echo", "content-length: 5\r\n", "hello"); body != "hello" {
						t.Fatalf("echoed %q", body)
					}
				}
				if n := o.Conns.Load(); n != 1 {
					t.Errorf("%d connections were made", n)
				}
			})
		})
	}
}

// TestHTTP2Upgrades: a request that wants another protocol travels in HTTP/1 where that can be negotiated.
func TestHTTP2Upgrades(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := h2Server(t, secured(t, "h2", "http/1.1"))
		r := h2Rig(t, poller, o.Addr(), "ssl verify none alpn h2,http/1.1", "http-reuse always")
		c := r.dial()
		for _, tc := range []struct{ fields, want string }{
			{"", "HTTP/2.0"}, {"connection: upgrade\r\nupgrade: talk\r\n", "HTTP/1.1"}, {"", "HTTP/2.0"},
		} {
			if res, _ := c.get("GET", "/", tc.fields, ""); res.Header.Get("X-Protocol") != tc.want {
				t.Errorf("%q travelled in %s", tc.fields, res.Header.Get("X-Protocol"))
			}
		}
	})
}

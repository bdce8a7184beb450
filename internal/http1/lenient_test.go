package http1

import (
	"errors"
	"strings"
	"testing"
)

// What the options accept-unsafe-violations-in-http-* restore, and what they do not.
func TestLenientRequests(t *testing.T) {
	const line, sent = "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\n"
	tests := []struct {
		name, in, want string // no want: refused all the same
	}{
		{"bytes above 127 in the target", "GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\xe9 HTTP/1.1\r\nhost: a\r\n\r\n"},
		{"fragment", "GET http://a/x#f HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://a/x#f HTTP/1.1\r\nhost: a\r\n\r\n"},
		{"fragment behind the authority", "GET http://a#f HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://a#f HTTP/1.1\r\nhost: a\r\n\r\n"},
		{"runs of blanks", "GET \t /  HTTP/1.1\r\nHost: a\r\n\r\n", sent + "host: a\r\n\r\n"},
		{"blank in a name drops the field", line + "A b: c\r\nA : c\r\nHost: a\r\n\r\n", sent + "host: a\r\n\r\n"},
		{"NUL in a name drops the field", line + "A\x00: c\r\nHost: a\r\n\r\n", sent + "host: a\r\n\r\n"},
		{"control bytes in a value", line + "Host: a\r\nA: \x01b\x7f\x00\r\n\r\n", sent + "host: a\r\na: \x01b\x7f\x00\r\n\r\n"},
		{"folded value", line + "Host: a\r\nA: b\r\n \tc\r\nD: e\r\n\r\n", sent + "host: a\r\na: b    c\r\nd: e\r\n\r\n"},
		{"no host", line + "\r\n", sent + "\r\n"},
		{"the same host twice", line + "Host: a\r\nHost: A\r\n\r\n", sent + "host: a\r\n\r\n"},
		{"host unlike the authority", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", "GET http://a/ HTTP/1.1\r\nhost: b\r\n\r\n"},
		{"CONNECT without a port", "CONNECT a HTTP/1.1\r\nHost: b\r\n\r\n", "CONNECT a HTTP/1.1\r\nhost: b\r\n\r\n"},
		{"version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", sent + "host: a\r\n\r\n"},
		{"version 0.9 as a word", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\nhost: a\r\nconnection: keep-alive\r\n\r\n"},
		{"version of many digits", "GET / HTTP/01.10\r\nHost: a\r\n\r\n", sent + "host: a\r\n\r\n"},
		{"another protocol", "GET / RTSP/1.0\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\nhost: a\r\nconnection: keep-alive\r\n\r\n"},
		{"no version at all", "GET /x\r\n", "GET /x HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"},
		{"websocket without a key", line + "Host: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", sent + "host: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"},

		{"POST without a version", "POST /x\r\n", ""},
		{"different hosts", line + "Host: a\r\nHost: b\r\n\r\n", ""},
		{"DEL in the target", "GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n", ""},
		{"bare CR", line + "Host: a\r\nA: b\rc\r\n\r\n", ""},
		{"no colon", line + "Host: a\r\nA\r\n\r\n", ""},
		{"empty name", line + "Host: a\r\n: b\r\n\r\n", ""},
		{"blank before the colon of a length", line + "Host: a\r\nContent-Length : 3\r\n\r\n", ""},
		{"NUL in the name of a coding", line + "Host: a\r\nTransfer-Encoding\x00: chunked\r\n\r\n", ""},
		{"chunked twice", line + "Host: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", ""},
		{"differing lengths", line + "Host: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", ""},
		{"version without digits", "GET / HTTP/x.y\r\nHost: a\r\n\r\n", ""},
		{"method that is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
	}
	o := &Options{Lenient: true}
	for _, tt := range tests {
		var r Request
		n, err := r.Parse([]byte(tt.in), o)
		if tt.want == "" {
			if err == nil {
				t.Errorf("%s: accepted", tt.name)
			}
			continue
		}
		if err != nil || n != len(tt.in) {
			t.Errorf("%s: %d, %v", tt.name, n, err)
			continue
		}
		if got := string(r.Append(nil, true)); got != tt.want {
			t.Errorf("%s: sent %q", tt.name, got)
		}
		if _, err := new(Request).Parse([]byte(tt.in), nil); err == nil && r.Violation >= 0 {
			t.Errorf("%s: strict mode finds nothing, yet a violation at %d", tt.name, r.Violation)
		} else if n, _ := new(Request).Parse([]byte(tt.in), nil); n > 0 {
			t.Errorf("%s: strict mode accepts it", tt.name)
		}
	}
}

func TestLenientResponses(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"long code", "HTTP/1.1 12345 x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 12345 x\r\ncontent-length: 0\r\n\r\n"},
		{"another protocol", "ICY/2.1 200 x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n"},
		{"bad name is dropped", "HTTP/1.1 200 x\r\nA b: c\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n"},
		{"chunked twice", "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked,,chunked\r\n\r\n", "HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n"},
		{"empty coding", "HTTP/1.1 200 x\r\nTransfer-Encoding:\r\nA: b\r\n\r\n", "HTTP/1.1 200 x\r\na: b\r\n\r\n"},

		{"code beyond 16 bits", "HTTP/1.1 65536 x\r\n\r\n", ""},
		{"code 999", "HTTP/1.1 999 x\r\n\r\n", ""},
		{"code 99", "HTTP/1.1 099 x\r\n\r\n", ""},
		{"chunked not last", "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", ""},
	}
	for _, tt := range tests {
		var r Response
		n, err := r.Parse([]byte(tt.in), nil, &Options{Lenient: true})
		if tt.want == "" {
			if err == nil {
				t.Errorf("%s: accepted", tt.name)
			}
			continue
		}
		if err != nil || n != len(tt.in) {
			t.Errorf("%s: %d, %v", tt.name, n, err)
			continue
		}
		if got := string(r.Append(nil, true, Version11)); got != tt.want {
			t.Errorf("%s: sent %q", tt.name, got)
		}
	}
}

func TestSwitchingProtocols(t *testing.T) {
	ask := func(upgrade string) *Request {
		return parseRequest(t, "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: "+upgrade+"\r\nSec-WebSocket-Key: k\r\n\r\n", nil)
	}
	const h101 = "HTTP/1.1 101 Sw\r\n"
	tests := []struct {
		name string
		req  *Request
		in   string
		ok   bool
	}{
		{"asked and answered", ask("foo"), h101 + "Connection: upgrade\r\nUpgrade: FOO\r\n\r\n", true},
		{"one of two", ask("bar, foo"), h101 + "Connection: upgrade\r\nUpgrade: foo\r\n\r\n", true},
		{"another protocol", ask("foo"), h101 + "Connection: upgrade\r\nUpgrade: bar\r\n\r\n", false},
		{"more layers than offered protocols could be", ask("foo"), h101 + "Connection: upgrade\r\nUpgrade: foo" + strings.Repeat(", foo", 8) + "\r\n\r\n", false},
		{"no protocol", ask("foo"), h101 + "Connection: upgrade\r\n\r\n", false},
		{"no token", ask("foo"), h101 + "Upgrade: foo\r\n\r\n", false},
		{"h2c, which was not passed on", ask("foo, h2c"), h101 + "Connection: upgrade\r\nUpgrade: h2c\r\n\r\n", false},
		{"not asked", parseRequest(t, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", nil), h101 + "Connection: upgrade\r\nUpgrade: foo\r\n\r\n", false},
		{"health check", nil, h101 + "Connection: upgrade\r\nUpgrade: foo\r\n\r\n", false},
		{"websocket", ask("websocket"), h101 + "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s\r\n\r\n", true},
		{"websocket without accept", ask("websocket"), h101 + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n", false},
	}
	for _, tt := range tests {
		var r Response
		_, err := r.Parse([]byte(tt.in), tt.req, nil)
		if (err == nil) != tt.ok || tt.ok && (r.Framing != FramingTunnel || r.Interim()) {
			t.Errorf("%s: %v, framing %v", tt.name, err, r.Framing)
		}
	}
	connect := parseRequest(t, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", nil)
	if r := parseResponse(t, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", connect); r.Framing != FramingTunnel {
		t.Errorf("CONNECT: framing %v", r.Framing)
	}
	if r := parseResponse(t, "HTTP/1.1 403 No\r\nContent-Length: 5\r\n\r\n", connect); r.Framing != FramingLength {
		t.Errorf("refused CONNECT: framing %v", r.Framing)
	}
}

func TestErrorTellsWhere(t *testing.T) {
	var r Request
	_, err := r.Parse([]byte("GET / HTTP/1.1\r\nHost: a\r\nBad Header : x\r\n\r\n"), nil)
	var e *Error
	if !errors.As(err, &e) || e.Pos != 28 || e.State.String() != "MSG_HDR_NAME(17)" {
		t.Errorf("got %v %v", err, e.State)
	}
	var p Response
	_, err = p.Parse([]byte("not http at all\r\n\r\n"), nil, nil)
	if !errors.As(err, &e) || e.Pos != 0 || e.State.String() != "MSG_RPVER(10)" {
		t.Errorf("got %v %v", err, e.State)
	}
}

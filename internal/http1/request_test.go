package http1

import (
	"testing"
)

// parseRequest parses text whole and fails the test on an error or a rest.
func parseRequest(t testing.TB, text string, o *Options) *Request {
	t.Helper()
	r := new(Request)
	n, err := r.Parse([]byte(text), o)
	if err != nil {
		t.Fatalf("Parse(%q) = %v", text, err)
	}
	if n != len(text) {
		t.Fatalf("Parse(%q) consumed %d of %d bytes", text, n, len(text))
	}
	return r
}

// The expected lines are what HAProxy 2.6 and 3.5 send to a server for the same
// request, but where a comment names the rule that makes ours differ.
func TestRequestOnTheWire(t *testing.T) {
	const g, p, h = "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\n", "host: a\r\n"
	const get, post = "GET / HTTP/1.1\r\n" + h, "POST / HTTP/1.1\r\n" + h
	tests := []struct {
		name, in  string
		keepAlive bool
		want      string
	}{
		{"lower case names", g + "X-Y: Z\r\n\r\n", true, get + "x-y: Z\r\n\r\n"},
		{"close asked of the server", g + "X: y\r\n\r\n", false, get + "x: y\r\nconnection: close\r\n\r\n"},
		{"client's close stays here", g + "Connection: close\r\n\r\n", true, get + "\r\n"},
		{"empty lines before", "\r\n\r\n" + g + "\r\n", true, get + "\r\n"},
		{"lone line feeds", "GET / HTTP/1.1\nHost: a\nX:y\n\n", true, get + "x: y\r\n\r\n"},
		{"blanks around values", g + "X: \t y z \t\r\nY:\r\nZ:  z\r\n\r\n", true, get + "x: y z\r\ny: \r\nz: z\r\n\r\n"},
		{"nominated fields (9110 7.6.1)", g + "Connection: keep-alive, X-Foo\r\nX-Foo: 1\r\nX-Bar: 2\r\n\r\n", true, get + "x-bar: 2\r\n\r\n"},
		{"keep-alive and proxy-connection (9110 7.6.1)", g + "Keep-Alive: 5\r\nProxy-Connection: close\r\nA: b\r\n\r\n", true, get + "a: b\r\n\r\n"},
		{"host is never nominated", g + "Connection: host, content-length\r\nContent-Length: 0\r\n\r\n", true, get + "content-length: 0\r\n\r\n"},
		{"te trailers", g + "TE: trailers, deflate\r\n\r\n", true, get + "te: trailers\r\n\r\n"},
		{"te with its token", g + "TE: trailers\r\nConnection: TE\r\n\r\n", true, get + "te: trailers\r\nconnection: TE\r\n\r\n"},
		{"te gzip", g + "TE: gzip\r\n\r\n", true, get + "\r\n"},
		{"te trailers with a weight", g + "TE: trailers;q=0.5\r\n\r\n", true, get + "\r\n"},
		{"1.0 to a living connection", "GET / HTTP/1.0\r\n\r\n", true, "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"},
		{"1.0 to a closing connection", "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", false, "GET / HTTP/1.0\r\n" + h + "\r\n"},
		{"1.2 is spoken as 1.1", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", true, get + "\r\n"},
		{"chunked keeps its place", p + "Transfer-Encoding: Chunked\r\nX: 1\r\n\r\n", true, post + "transfer-encoding: chunked\r\nx: 1\r\n\r\n"},
		{"length with chunked", p + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\nX: 1\r\n\r\n", true, post + "transfer-encoding: chunked\r\nx: 1\r\n\r\n"},
		{"chunked in 1.0 (issue: re-framed as 1.1)", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", true, post + "transfer-encoding: chunked\r\n\r\n"},
		{"chunked in 1.0 without host (9112 3.2)", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", true, "POST / HTTP/1.1\r\nhost: \r\ntransfer-encoding: chunked\r\n\r\n"},
		{"repeated length", p + "X: 1\r\nContent-Length: 3\r\nContent-Length: 3, 3\r\nY: 2\r\n\r\n", true, post + "x: 1\r\ncontent-length: 3\r\ny: 2\r\n\r\n"},
		{"length is rewritten", p + "Content-Length: 0003\r\n\r\n", true, post + "content-length: 3\r\n\r\n"},
		{"expect goes on", p + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", true, post + "content-length: 3\r\nexpect: 100-continue\r\n\r\n"},
		{"websocket", g + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n", false, get + "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: k\r\n\r\n"},
		{"upgrade without its token (9110 7.8)", g + "Upgrade: websocket\r\n\r\n", true, get + "\r\n"},
		{"token without upgrade", g + "Connection: upgrade\r\n\r\n", true, get + "\r\n"},
		{"upgrade in 1.0 (9110 7.8)", "GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n", false, "GET / HTTP/1.0\r\n" + h + "\r\n"},
		{"h2c is not passed on", g + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n\r\n", true, get + "\r\n"},
		{"h2c among others", g + "Connection: Upgrade\r\nUpgrade: h2c, foo/2\r\n\r\n", true, get + "connection: Upgrade\r\nupgrade: foo/2\r\n\r\n"},
		{"unknown method", "get /a?b HTTP/1.1\r\nHost: a\r\n\r\n", true, "get /a?b HTTP/1.1\r\n" + h + "\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := parseRequest(t, tt.in, nil)
			if got := string(r.Append(nil, tt.keepAlive)); got != tt.want {
				t.Errorf("sent\n%q, want\n%q", got, tt.want)
			}
		})
	}
}

func TestRequestFraming(t *testing.T) {
	const v11, v10 = " / HTTP/1.1\r\nHost: a\r\n", " / HTTP/1.0\r\n"
	tests := []struct {
		in        string
		framing   Framing
		length    int64
		mustClose bool
		keepAlive bool
	}{
		{"GET" + v11 + "\r\n", FramingNone, -1, false, true},
		{"GET" + v11 + "Connection: Close\r\n\r\n", FramingNone, -1, false, false},
		{"GET" + v11 + "Connection: keep-alive, close\r\n\r\n", FramingNone, -1, false, false},
		{"GET" + v10 + "\r\n", FramingNone, -1, false, false},
		{"GET" + v10 + "Connection: Keep-Alive\r\n\r\n", FramingNone, -1, false, true},
		{"POST" + v11 + "Content-Length: 12\r\n\r\n", FramingLength, 12, false, true},
		{"POST" + v11 + "Content-Length: 9223372036854775807\r\n\r\n", FramingLength, 1<<63 - 1, false, true},
		{"POST" + v11 + "Content-Length: 0\r\n\r\n", FramingLength, 0, false, true},
		{"POST" + v11 + "Transfer-Encoding: CHUNKED\r\n\r\n", FramingChunked, -1, false, true},
		{"POST" + v11 + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", FramingChunked, -1, true, false},
		{"POST" + v11 + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", FramingChunked, -1, true, false},
		{"POST" + v10 + "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n", FramingChunked, -1, true, false},
		{"GET" + v11 + "Content-Length: 5\r\n\r\n", FramingLength, 5, false, true},
	}
	for _, tt := range tests {
		r := parseRequest(t, tt.in, nil)
		if r.Framing != tt.framing || r.Length != tt.length || r.MustClose != tt.mustClose || r.KeepAlive() != tt.keepAlive {
			t.Errorf("%q: %v %d mustClose=%v keepAlive=%v", tt.in, r.Framing, r.Length, r.MustClose, r.KeepAlive())
		}
	}
}

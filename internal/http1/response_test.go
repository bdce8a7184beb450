package http1

import "testing"

func parseResponse(t testing.TB, text string, req *Request) *Response {
	t.Helper()
	r := new(Response)
	n, err := r.Parse([]byte(text), req, nil)
	if err != nil || n != len(text) {
		t.Fatalf("Parse(%q) = %d, %v", text, n, err)
	}
	return r
}

// The expected lines are what HAProxy 2.6 and 3.5 send to a client for the same
// response, but where a comment names the rule that makes ours differ.
func TestResponseOnTheWire(t *testing.T) {
	const ok, out = "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n"
	get, head := "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
	get10 := "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
	ws := "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n"
	tests := []struct {
		name, req, in string
		keepAlive     bool
		framing       Framing
		want          string
	}{
		{"plain", get, ok + "Content-Length: 2\r\nX-A: b\r\n\r\n", true, FramingLength, out + "content-length: 2\r\nx-a: b\r\n\r\n"},
		{"closing", get, ok + "Content-Length: 2\r\nX-A: b\r\n\r\n", false, FramingLength, out + "content-length: 2\r\nx-a: b\r\nconnection: close\r\n\r\n"},
		{"until close", get, ok + "A: 1\r\n\r\n", false, FramingUntilClose, out + "a: 1\r\nconnection: close\r\n\r\n"},
		{"chunked", get, ok + "Transfer-Encoding: chunked\r\nB: c\r\n\r\n", true, FramingChunked, out + "transfer-encoding: chunked\r\nb: c\r\n\r\n"},
		{"chunked for 1.0 (9112 6.1)", get10, ok + "Transfer-Encoding: chunked\r\nB: c\r\n\r\n", false, FramingUntilClose, out + "b: c\r\nconnection: close\r\n\r\n"},
		{"server's close stays here", get, ok + "Connection: close\r\nContent-Length: 2\r\n\r\n", true, FramingLength, out + "content-length: 2\r\n\r\n"},
		{"keep-alive told to 1.0", get10, ok + "Content-Length: 2\r\n\r\n", true, FramingLength, out + "content-length: 2\r\nconnection: keep-alive\r\n\r\n"},
		{"1.0 server", get, "HTTP/1.0 200 Fine\r\nContent-Length: 2\r\n\r\n", true, FramingLength, "HTTP/1.0 200 Fine\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\n"},
		{"1.0 server, closing", get, "HTTP/1.0 200 Fine\r\nContent-Length: 2\r\n\r\n", false, FramingLength, "HTTP/1.0 200 Fine\r\ncontent-length: 2\r\n\r\n"},
		{"chunked from a 1.0 server", get, "HTTP/1.0 200 Ok\r\nTransfer-Encoding: chunked\r\n\r\n", false, FramingChunked, "HTTP/1.1 200 Ok\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"},
		{"nominated fields (9110 7.6.1)", get, ok + "Connection: X-Q, keep-alive\r\nX-Q: 1\r\nKeep-Alive: x\r\nContent-Length: 2\r\nZ: 1\r\n\r\n", true, FramingLength, out + "content-length: 2\r\nz: 1\r\n\r\n"},
		{"204 with a length", get, "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", true, FramingNone, "HTTP/1.1 204 No\r\n\r\n"},
		{"204 with chunked", get, "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", true, FramingNone, "HTTP/1.1 204 No\r\n\r\n"},
		{"304 tells its length", get, "HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n", true, FramingNone, "HTTP/1.1 304 No\r\ncontent-length: 5\r\n\r\n"},
		{"HEAD tells its length", head, ok + "Content-Length: 5\r\n\r\n", true, FramingNone, out + "content-length: 5\r\n\r\n"},
		{"HEAD tells chunked", head, ok + "Transfer-Encoding: chunked\r\n\r\n", true, FramingNone, out + "transfer-encoding: chunked\r\n\r\n"},
		{"HEAD tells nothing", head, ok + "A: b\r\n\r\n", true, FramingNone, out + "a: b\r\n\r\n"},
		{"interim", get, "HTTP/1.1 103 Early\r\nLink: y\r\n\r\n", false, FramingNone, "HTTP/1.1 103 Early\r\nlink: y\r\n\r\n"},
		{"no reason", get, "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", true, FramingLength, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"},
		{"switch", ws, "HTTP/1.1 101 Sw\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s\r\n\r\n", false, FramingTunnel, "HTTP/1.1 101 Sw\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: s\r\n\r\n"},
		{"upgrade advertised", get, ok + "Connection: upgrade\r\nUpgrade: h2c,foo\r\nContent-Length: 0\r\n\r\n", true, FramingLength, out + "connection: upgrade\r\nupgrade: foo\r\ncontent-length: 0\r\n\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := parseRequest(t, tt.req, nil)
			r := parseResponse(t, tt.in, req)
			r.FitClient(req.Version)
			if r.Framing != tt.framing {
				t.Errorf("framing %v, want %v", r.Framing, tt.framing)
			}
			if got := string(r.Append(nil, tt.keepAlive, req.Version)); got != tt.want {
				t.Errorf("sent\n%q, want\n%q", got, tt.want)
			}
		})
	}
}

func TestServerKeepAlive(t *testing.T) {
	tests := []struct {
		in              string
		keep, mustClose bool
	}{
		{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true, false},
		{"HTTP/1.1 200 OK\r\n\r\n", false, false},
		{"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false, false},
		{"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", true, false},
		{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n", false, true},
		{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false, false},
	}
	for _, tt := range tests {
		r := parseResponse(t, tt.in, nil)
		if r.KeepAlive() != tt.keep || r.MustClose != tt.mustClose {
			t.Errorf("%q: keep %v mustClose %v", tt.in, r.KeepAlive(), r.MustClose)
		}
	}
}

func TestSetStatus(t *testing.T) {
	const in = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\n"
	tests := []struct {
		code   int
		reason string
		want   string
	}{
		{503, "", "HTTP/1.1 503 Service Unavailable\r\na: b\r\ncontent-length: 5\r\n\r\n"},
		{200, "Fine", "HTTP/1.1 200 Fine\r\na: b\r\ncontent-length: 5\r\n\r\n"},
		{204, "", "HTTP/1.1 204 No Content\r\na: b\r\n\r\n"},
		{304, "", "HTTP/1.1 304 Not Modified\r\na: b\r\ncontent-length: 5\r\n\r\n"},
		{299, "", "HTTP/1.1 299 Success\r\na: b\r\ncontent-length: 5\r\n\r\n"},
	}
	for _, tt := range tests {
		r := parseResponse(t, in, nil)
		r.SetStatus(tt.code, tt.reason)
		if got := string(r.Append(nil, true, Version11)); got != tt.want {
			t.Errorf("%d: sent %q", tt.code, got)
		}
		if (tt.code == 204 || tt.code == 304) == r.HasBody() {
			t.Errorf("%d: HasBody = %v", tt.code, r.HasBody())
		}
	}
	var r Response
	r.Start(204)
	r.SetLength(0)
	if got := string(r.Append(nil, true, Version11)); got != "HTTP/1.1 204 No Content\r\n\r\n" {
		t.Errorf("sent %q", got)
	}
}

func TestStatusText(t *testing.T) {
	tests := []struct {
		code int
		want string
	}{{100, "Continue"}, {199, "Informational"}, {299, "Success"}, {399, "Redirection"}, {499, "client has closed connection"}, {498, "Client Error"}, {599, "Server Error"}, {600, "Other"}}
	for _, tt := range tests {
		if got := StatusText(tt.code); got != tt.want {
			t.Errorf("%d: %q", tt.code, got)
		}
	}
}

func TestReleaseAbandonsAHalfHead(t *testing.T) {
	var r Request
	if n, err := r.Parse([]byte("GET /first HTTP/1.1\r\nHost"), nil); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	r.Release(1 << 16)
	in := "PUT /second HTTP/1.1\r\nHost: a\r\n\r\n"
	if n, err := r.Parse([]byte(in), nil); n != len(in) || err != nil || r.Method != MethodPut || string(r.Target()) != "/second" {
		t.Errorf("%d, %v, %v %q", n, err, r.Method, r.Target())
	}
	var p Response
	if n, err := p.Parse([]byte("HTTP/1.1 200 OK\r\nA"), nil, nil); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	p.Release(0)
	if p.Status != 0 || p.Len() != 0 || p.Reason() == nil && len(p.Reason()) != 0 {
		t.Error("release left something")
	}
}

package check

import (
	"net"
	"strings"
	"testing"

	"metergate/internal/netio"
)

// TestRequests compares what is sent with what HAProxy 2.6.12 sends for the same lines.
func TestRequests(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"option httpchk", "OPTIONS / HTTP/1.0\r\n\r\n"},
		{"option httpchk /x", "OPTIONS /x HTTP/1.0\r\n\r\n"},
		{"option httpchk GET /x", "GET /x HTTP/1.0\r\n\r\n"},
		{"option httpchk GET /x HTTP/1.1", "GET /x HTTP/1.1\r\nconnection: close\r\n\r\n"},
		{"option httpchk GET /x HTTP/1.1 www.x", "GET /x HTTP/1.1\r\nhost: www.x\r\nconnection: close\r\n\r\n"},
		{`option httpchk GET /x HTTP/1.1\r\nHost:\ www.x\r\nUser-Agent:\ t`, "GET /x HTTP/1.1\r\nhost: www.x\r\nuser-agent: t\r\nconnection: close\r\n\r\n"},
		{`option httpchk POST /x HTTP/1.0\r\nA:\ b\r\n\r\nbody`, "POST /x HTTP/1.0\r\na: b\r\ncontent-length: 4\r\n\r\nbody"},
		{"option httpchk PUT /x", "PUT /x HTTP/1.0\r\ncontent-length: 0\r\n\r\n"},
		{"option httpchk OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1\r\nconnection: close\r\n\r\n"},
		{"option httpchk;http-check send hdr X-A b", "OPTIONS / HTTP/1.0\r\nx-a: b\r\n\r\n"},
		{"option httpchk;http-check send meth POST uri /y ver HTTP/1.1 hdr Host h hdr X-A \"b c\" body hello", "POST /y HTTP/1.1\r\nhost: h\r\nx-a: b c\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"},
		{"option httpchk HEAD /z;http-check send hdr X-A b body hi", "HEAD /z HTTP/1.0\r\nx-a: b\r\ncontent-length: 2\r\n\r\nhi"},
		{"option httpchk HEAD /z;http-check send-state;http-check send hdr X-A b", "HEAD /z HTTP/1.0\r\nx-a: b\r\nx-haproxy-server-state: UP; name=b/s\r\n\r\n"},
		{"option httpchk;http-check connect;http-check send uri /a;http-check expect status 200", "OPTIONS /a HTTP/1.0\r\n\r\n"},
		{"option httpchk;http-check send meth GET ver HTTP/1.1 hdr connection upgrade hdr upgrade raw", "GET / HTTP/1.1\r\nconnection: upgrade\r\nupgrade: raw\r\n\r\n"},
		{"option httpchk GET /d;--;http-check expect status 200", "OPTIONS / HTTP/1.0\r\n\r\n"},
		{"option httpchk GET /d;http-check send hdr X-A b;--", "GET /d HTTP/1.0\r\nx-a: b\r\n\r\n"},
		{"option httpchk GET /d;http-check send hdr X-A b;--;option httpchk", "OPTIONS / HTTP/1.0\r\n\r\n"},
		{"option tcp-check;--;option httpchk", "OPTIONS / HTTP/1.0\r\n\r\n"},
		{"option httpchk;option tcp-check;tcp-check send hi", "hi"},
		{"option httpchk;http-check set-var(check.x) str(ab);http-check send meth POST uri-lf /%[int(7)] hdr X-A %[var(check.x)] body-lf %[int(5),add(1)]", "POST /7 HTTP/1.0\r\nx-a: ab\r\ncontent-length: 1\r\n\r\n6"},
		{"option tcp-check;tcp-check set-var-fmt(check.x) %[int(3)]x;tcp-check send-lf %[var(check.x)]hi", "3xhi"},
		{"option tcp-check;tcp-check send-binary-lf 41%[int(42)]", "AB"},
		{"option tcp-check;option httpchk", "OPTIONS / HTTP/1.0\r\n\r\n"},
		{"option httpchk;--;no option httpchk;option tcp-check;tcp-check send hi", "hi"},
	} {
		t.Run(c.lines, func(t *testing.T) {
			g, err := netio.Start(netio.Config{Loops: 1, Poller: "epoll"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { g.Close(t.Context()) })
			got := make(chan string, 1)
			addr := origin(t, func(c *net.TCPConn) {
				buf := make([]byte, 4096)
				n, _ := c.Read(buf)
				got <- string(buf[:n])
				c.Write([]byte("HTTP/1.0 200 OK\r\n\r\n"))
			})
			probeOnce(t, g.Loop(0), plan(t, strings.Split(c.lines, ";")...), addr, patient)
			if sent := <-got; sent != c.want {
				t.Errorf("sent %q\nwant %q", sent, c.want)
			}
		})
	}
}

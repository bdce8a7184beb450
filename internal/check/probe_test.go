package check

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"metergate/internal/netio"
	"metergate/test/port"
)

var patient = Intervals{Inter: time.Minute}

var hasty = Intervals{Inter: 500 * time.Millisecond}

func TestProbes(t *testing.T) {
	reset := func(c *net.TCPConn) {
		c.Read(make([]byte, 4096))
		c.SetLinger(0)
	}
	for _, c := range []struct {
		name   string
		lines  string
		script func(*net.TCPConn) // nil: nobody listens
		times  Intervals
		want   Result
	}{
		{"connects", "", stay(""), patient, Result{Status: L4OK}},
		{"refused", "", nil, patient, Result{Status: L4Failed, Info: "ECONNREFUSED returned by OS (Connection refused)"}},

		{"200", "option httpchk", reply("HTTP/1.1 200 Fine\r\n\r\n"), patient, Result{Status: L7OK, Code: 200}},
		{"302", "option httpchk", reply("HTTP/1.1 302 Moved\r\n\r\n"), patient, Result{Status: L7OK, Code: 302}},
		{"500", "option httpchk", reply("HTTP/1.1 500 Oh no\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 500, Info: "Oh no"}},
		{"500 without a reason", "option httpchk", reply("HTTP/1.1 500\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 500}},
		{"escapes", "option httpchk", reply("HTTP/1.1 500 \xff\xc2\x9bx\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 500, Info: "<FF><C2><9B>x"}},
		{"404", "option httpchk", reply("HTTP/1.1 404 X\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 404, Info: "X"}},
		{"404 disables", "option httpchk;http-check disable-on-404", reply("HTTP/1.1 404 X\r\n\r\n"), patient, Result{Status: L7OKCond, Code: 404}},
		{"404 disables before it is judged", "option httpchk;http-check disable-on-404;http-check expect status 200", reply("HTTP/1.1 404 X\r\n\r\n"), patient, Result{Status: L7OKCond, Code: 404}},
		{"interim", "option httpchk", reply("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 204 N\r\n\r\n"), patient, Result{Status: L7OK, Code: 204}},
		{"hangs", "option httpchk", stay(""), hasty, Result{Status: L7Timeout}},
		{"empty", "option httpchk", reply(""), patient, Result{Status: SocketErr}},
		{"junk", "option httpchk", reply("junk\r\n\r\n"), patient, Result{Status: SocketErr}},
		{"cut head", "option httpchk", reply("HTTP/1.1 200 OK\r\nA: b"), patient, Result{Status: SocketErr}},
		{"reset", "option httpchk", reset, patient, Result{Status: SocketErr, Info: "ECONNRESET returned by OS (Connection reset by peer)"}},
		{"http refused", "option httpchk", nil, patient, Result{Status: L4Failed, Info: "ECONNREFUSED returned by OS (Connection refused)"}},

		{"status list", "option httpchk;http-check expect status 200,300-310,404", reply("HTTP/1.1 404 N\r\n\r\n"), patient, Result{Status: L7OK, Code: 404}},
		{"status not in list", "option httpchk;http-check expect status 200", reply("HTTP/1.1 201 N\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 201, Info: "N"}},
		{"rstatus", "option httpchk;http-check expect ! rstatus ^5", reply("HTTP/1.1 403 N\r\n\r\n"), patient, Result{Status: L7OK, Code: 403}},
		{"not rstatus", "option httpchk;http-check expect !rstatus ^5", reply("HTTP/1.1 503 N\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 503, Info: "N"}},
		{"body", "option httpchk;http-check expect string hello", reply("HTTP/1.1 403 N\r\n\r\nxx hello yy"), patient, Result{Status: L7OK, Code: 403}},
		{"body in chunks", "option httpchk;http-check expect string abc", reply("HTTP/1.1 200 N\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxab\r\n3\r\ncde\r\n0\r\n\r\n"), patient, Result{Status: L7OK, Code: 200}},
		{"body without end", "option httpchk;http-check expect string abc", stay("HTTP/1.1 200 N\r\nContent-Length: 9\r\n\r\nabc"), patient, Result{Status: L7OK, Code: 200}},
		{"another body", "option httpchk;http-check expect string hello", reply("HTTP/1.1 200 N\r\n\r\nxx"), patient, Result{Status: L7Invalid, Info: "HTTP content check did not match"}},
		{"no body", "option httpchk;http-check expect string hello", reply("HTTP/1.1 200 N\r\nContent-Length: 0\r\n\r\n"), patient, Result{Status: L7Invalid, Info: "HTTP content check could not find a response body"}},
		{"unwanted body", "option httpchk;http-check expect ! rstring h[el]+o", reply("HTTP/1.1 200 N\r\n\r\nhello"), patient, Result{Status: L7Invalid, Info: "HTTP check matched unwanted content"}},
		{"comment", "option httpchk;http-check comment why;http-check expect status 200", reply("HTTP/1.1 404 N\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 404, Info: "N comment: why"}},
		{"hdr", "option httpchk;http-check expect hdr name x-a value b", reply("HTTP/1.1 200 N\r\nX-A: c, b\r\n\r\n"), patient, Result{Status: L7OK, Code: 200}},
		{"fhdr", "option httpchk;http-check expect fhdr name x-a value b", reply("HTTP/1.1 200 N\r\nX-A: c, b\r\n\r\n"), patient, Result{Status: L7Wrong, Code: 200, Info: "N"}},
		{"hdr patterns", "option httpchk;http-check expect hdr name -m beg X- value -m reg ^b+$", reply("HTTP/1.1 200 N\r\nX-A: bbb\r\n\r\n"), patient, Result{Status: L7OK, Code: 200}},
		{"statuses of one's own", "option httpchk;http-check expect ok-status L6OK error-status L7OKC status 200", reply("HTTP/1.1 404 N\r\n\r\n"), patient, Result{Status: L7OKCond, Code: 404, Info: "N"}},
		{"ok-status", "option httpchk;http-check expect ok-status L6OK status 200", reply("HTTP/1.1 200 N\r\n\r\n"), patient, Result{Status: L6OK, Code: 200}},
		{"upgrade", "option httpchk;http-check send meth GET uri / ver HTTP/1.1 hdr connection upgrade hdr upgrade raw;http-check expect status 101", reply("HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: raw\r\n\r\n"), patient, Result{Status: L7OK, Code: 101}},

		{"tcp-check alone", "option tcp-check", stay(""), patient, Result{Status: L4OK}},
		{"tcp-check refused", "option tcp-check", nil, patient, Result{Status: L4Failed, Info: "ECONNREFUSED returned by OS (Connection refused) at initial connection step of tcp-check"}},
		{"string", "option tcp-check;tcp-check expect string +PONG", stay("+PONG\r\n"), patient, Result{Status: L7OK, Info: "(tcp-check)"}},
		{"another string", "option tcp-check;tcp-check send a;tcp-check expect string +PONG", reply("-ERR\r\n"), patient, Result{Status: L7Invalid, Info: "TCPCHK did not match content '+PONG' at step 2"}},
		{"unwanted string", "option tcp-check;tcp-check send a;tcp-check expect ! string ERR", reply("-ERR\r\n"), patient, Result{Status: L7Invalid, Info: "TCPCHK matched unwanted content 'ERR' at step 2"}},
		{"rstring", "option tcp-check;tcp-check expect rstring ^x", greet("-ERR\r\n"), patient, Result{Status: L7Invalid, Info: "TCPCHK did not match content (regex) at step 1"}},
		{"binary", "option tcp-check;tcp-check send-binary 5049;tcp-check expect binary 2d45", reply("-ERR\r\n"), patient, Result{Status: L7OK, Info: "(tcp-check)"}},
		{"rbinary", "option tcp-check;tcp-check expect rbinary ^2D45", greet("-ERR\r\n"), patient, Result{Status: L7OK, Info: "(tcp-check)"}},
		{"nothing", "option tcp-check;tcp-check expect string x", greet(""), patient, Result{Status: L7Invalid, Info: "TCPCHK got an empty response at step 1"}},
		{"tcp comment", "option tcp-check;tcp-check comment why;tcp-check expect string x", greet("y"), patient, Result{Status: L7Invalid, Info: "TCPCHK did not match content 'x' at step 2 comment: why"}},
		{"waits for more", "option tcp-check;tcp-check expect string x", stay("y"), hasty, Result{Status: L7Timeout, Info: " at step 1 of tcp-check (expect string 'x')"}},
		{"tout-status", "option tcp-check;tcp-check expect tout-status L7OKC string x", stay("y"), hasty, Result{Status: L7OKCond, Info: " at step 1 of tcp-check (expect string 'x')"}},
		{"min-recv", "option tcp-check;tcp-check expect min-recv 5 !rstring ^error;tcp-check expect string valid", stay("valid"), patient, Result{Status: L7OK, Info: "(tcp-check)"}},
		{"no min-recv", "option tcp-check;tcp-check expect !rstring ^error", stay("valid"), hasty, Result{Status: L7Timeout, Info: " at step 1 of tcp-check (expect regex)"}},
		{"same bytes twice", "option tcp-check;tcp-check expect string ab;tcp-check expect string ab", stay("ab"), patient, Result{Status: L7OK, Info: "(tcp-check)"}},
		{"two connections", "option tcp-check;tcp-check connect;tcp-check expect string a;tcp-check connect linger;tcp-check expect string a", stay("a"), patient, Result{Status: L7OK, Info: "(tcp-check)"}},
		{"a closed port", "option tcp-check;tcp-check connect port 1 comment x", stay(""), patient, Result{Status: L4Failed, Info: "ECONNREFUSED returned by OS (Connection refused) at step 1 of tcp-check (connect port 1) comment: 'x'"}},
		{"sends to the last", "option tcp-check;tcp-check connect;tcp-check send bye", stay(""), patient, Result{Status: L7OK, Info: "(tcp-check)"}},
		{"a port that is computed", "option tcp-check;tcp-check set-var(check.p) int(1);tcp-check connect port var(check.p)", stay(""), patient, Result{Status: L4Failed, Info: "ECONNREFUSED returned by OS (Connection refused) at step 2 of tcp-check (connect)"}},
		{"min-recv 0", "option tcp-check;tcp-check send a;tcp-check expect min-recv 0 string x", stay("y"), patient, Result{Status: L7Invalid, Info: "TCPCHK did not match content 'x' at step 2"}},
		{"on-success", "option tcp-check;tcp-check expect on-success well status-code int(7) ok-status L7OKC string a", stay("a"), patient, Result{Status: L7OKCond, Code: 7, Info: "well"}},
		{"on-success of an earlier one", "option tcp-check;tcp-check expect on-success well string a;tcp-check expect status-code int(9) string a", stay("a"), patient, Result{Status: L7OK, Code: 9, Info: "(tcp-check)"}},
		{"on-error", "option tcp-check;tcp-check expect comment why on-error ill status-code int(7) error-status L7STS ! string a", stay("a"), patient, Result{Status: L7Wrong, Code: 7, Info: "ill comment: why"}},

		{"redis", "option redis-check", reply("+PONG\r\n"), patient, Result{Status: L7OK, Info: "Redis server is ok"}},
		{"redis breaks", "option redis-check", reset, patient, Result{Status: L7Wrong}},
		{"redis hangs", "option redis-check", stay("-ERR\r\n"), hasty, Result{Status: L7Timeout}},
		{"mysql", "option mysql-check", stay(string(unhex(t, greeting))), patient, Result{Status: L7OK, Info: "8.0.19"}},
		{"mysql with a login", "option mysql-check user u", greetings("", string(unhex(t, greeting))+"\x01\x00\x00\x02\x00"), patient, Result{Status: L7OK, Info: "8.0.19"}},
		{"mysql says nothing", "option mysql-check", greet(""), patient, Result{Status: L7Invalid, Info: "TCPCHK got an empty response at step 2"}},
		{"mysql says nothing to a user", "option mysql-check user u", greet(""), patient, Result{Status: L7Invalid, Info: "TCPCHK got an empty response at step 3"}},
		{"smtp", "option smtpchk", greetings("220 a\r\n", "250 b\r\n", "221 bye\r\n"), patient, Result{Status: L7OK, Code: 221, Info: "bye"}},
		{"ssl hello", "option ssl-hello-chk", reply("\x15\x03\x00\x00\x02\x02\x28"), patient, Result{Status: L6OK}},
		{"ssl hello unanswered", "option ssl-hello-chk", reply(""), patient, Result{Status: L6Invalid, Info: "TCPCHK got an empty response at step 2"}},
		{"ssl hello hangs", "option ssl-hello-chk", stay(""), hasty, Result{Status: L6Timeout}},
		{"check-timeout", "option tcp-check;tcp-check expect string x", stay(""), Intervals{Inter: time.Hour, Check: 50 * time.Millisecond}, Result{Status: L7Timeout, Info: " at step 1 of tcp-check (expect string 'x')"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pollers(t, func(t *testing.T, l *netio.Loop) {
				addr := port.Dead(t)
				if c.script != nil {
					addr = origin(t, c.script)
				}
				got := probeOnce(t, l, plan(t, strings.Split(c.lines, ";")...), addr, c.times)
				got.Duration = 0
				if !got.Status.HasCode() {
					c.want.Code, got.Code = 0, 0
				}
				if got != c.want {
					t.Errorf("%+v\nwant %+v", got, c.want)
				}
			})
		})
	}
}

func TestProbesThatAreEncrypted(t *testing.T) {
	for _, c := range []struct {
		name   string
		lines  string
		secure func(*netio.Task, *netio.Conn, string, []string, int64) (*netio.Conn, error)
		want   Result
	}{
		{"handshake", "", secured("", nil), Result{Status: L6OK}},
		{"failed", "", secured("", errors.New("bad certificate")), Result{Status: L6Invalid, Info: "bad certificate"}},
		{"late", "", secured("", netio.ErrDeadline), Result{Status: L6Timeout}},
		{"missing", "", nil, Result{Status: L6Invalid, Info: "SSL handshake failure"}},
		{"then HTTP", "option httpchk", secured("", nil), Result{Status: L7OK, Code: 200}},
		{"of a step", "option tcp-check;tcp-check connect ssl sni x;tcp-check expect string HTTP", secured("x", nil), Result{Status: L7OK, Info: "(tcp-check)"}},
		{"not of a plain step", "option tcp-check;tcp-check connect", secured("", errors.New("unused")), Result{Status: L4OK}},
		{"of the server", "option tcp-check;tcp-check connect default", secured("", nil), Result{Status: L6OK}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pollers(t, func(t *testing.T, l *netio.Loop) {
				target := Target{Name: "b/s", Addr: netio.IPAddr(origin(t, stay("HTTP/1.1 200 OK\r\n\r\n"))), SSL: true, Secure: c.secure}
				got := probeTarget(t, l, plan(t, strings.Split(c.lines, ";")...), target, patient)
				got.Duration = 0
				if got != c.want {
					t.Errorf("%+v\nwant %+v", got, c.want)
				}
			})
		})
	}
}

// secured plays encryption: a handshake that asks for a name and ends with err.
func secured(sni string, err error) func(*netio.Task, *netio.Conn, string, []string, int64) (*netio.Conn, error) {
	return func(_ *netio.Task, c *netio.Conn, name string, _ []string, _ int64) (*netio.Conn, error) {
		if name != sni {
			return nil, errors.New("asked for " + name)
		}
		return c, err
	}
}

package proxy

import (
	"net"
	"strings"
	"testing"
)

// Clients and servers that leave at every point, and what is logged and counted then.
var aborts = []struct {
	name, backend, send string
	end                 string // how the client leaves: fin, rst, or wait for the end
	status              int
	flags               string
	back                string // counters of the backend, "" when it has none
}{
	{"request cut", "", "GET / HTTP/1.1\r\nho", "fin", 400, "CR", ""},
	{"request reset", "", "GET / HTTP/1.1\r\nho", "rst", 400, "CR", ""},
	{"request late", "", "GET / HTTP/1.1\r\nho", "wait", 408, "cR", ""},
	{"nothing sent", "", "", "fin", 400, "CR", ""},
	{"nothing sent, late", "", "", "wait", 408, "cR", ""},
	{"bad request", "", "bad request\r\n\r\n", "wait", 400, "PR", ""},
	{"half-closed while the server works", "", "GET /?hang HTTP/1.1\r\nhost: x\r\n\r\n", "fin", 400, "CH",
		"cli_abrt=1 connect=1 hrsp_4xx=1 lbtot=1 req_tot=1 stot=1"},
	{"half-closed, and served", "no option abortonclose", "GET /?hold HTTP/1.1\r\nhost: x\r\n\r\n", "fin", 200, "--",
		"connect=1 hrsp_2xx=1 lbtot=1 req_tot=1 stot=1"},
	{"reset while the server works", "", "GET /?hang HTTP/1.1\r\nhost: x\r\n\r\n", "rst", 400, "CD",
		"cli_abrt=1 connect=1 hrsp_4xx=1 lbtot=1 req_tot=1 stot=1"},
	{"body cut", "", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc", "fin", 400, "CH",
		"cli_abrt=1 connect=1 hrsp_4xx=1 lbtot=1 req_tot=1 stot=1"},
	{"body late", "", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc", "wait", 400, "cH",
		"cli_abrt=1 connect=1 hrsp_4xx=1 lbtot=1 req_tot=1 stot=1"},
	{"server cuts the body", "", "GET /?cut&size=100000 HTTP/1.1\r\nhost: x\r\n\r\n", "wait", 200, "SD",
		"connect=1 eresp=1 hrsp_2xx=1 lbtot=1 req_tot=1 srv_abrt=1 stot=1"},
	{"server resets", "", "GET /?reset HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "wait", 502, "SH",
		"connect=1 eresp=1 hrsp_5xx=1 lbtot=1 req_tot=1 stot=1"},
	{"server is silent in the body", "timeout server 2s", "GET /?size=1000&pause=60000 HTTP/1.1\r\nhost: x\r\n\r\n", "wait", 200, "sD",
		"connect=1 hrsp_2xx=1 lbtot=1 req_tot=1 srv_abrt=1 stot=1"},
}

func TestAborts(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		for _, a := range aborts {
			t.Run(a.name, func(t *testing.T) {
				t.Parallel()
				o := startOrigin(t)
				patience := "60s"
				if a.flags[0] == byte(ClientTimeout) {
					patience = "400ms"
				}
				r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n timeout client "+patience+"\n default_backend b\nbackend b\n option abortonclose\n "+
					a.backend+"\n server s1 "+o.Addr()+"\n")
				c := r.dial()
				c.send(a.send)
				f := r.gateway.Frontend("f")
				eventually(t, "session", func() bool { return stot.Sum(f.Set) == 1 || a.end == "wait" })
				if a.back != "" {
					eventually(t, "request of the server", func() bool {
						l := o.Ledger()
						return l.Requests == 1 && l.Held == strings.Count(a.send, "?hold") // a release before would miss it
					})
				}
				switch a.end {
				case "fin":
					c.Conn.(*net.TCPConn).CloseWrite()
					o.Release()
				case "rst":
					c.Conn.(*net.TCPConn).SetLinger(0)
					c.Close()
				}
				got := ""
				if a.end != "rst" {
					got = c.rest()
				}
				rec := r.log.wait(t, 1)[0]
				if rec.status != a.status || rec.flags != a.flags {
					t.Errorf("log %+v, want status %d flags %s; the client got %.80q", rec, a.status, a.flags, got)
				}
				if a.end == "wait" && !strings.HasPrefix(got, "HTTP/1.1 ") {
					t.Errorf("the client got %.80q", got)
				}
				if a.back != "" {
					r.compare(map[string]string{"b": a.back})
				}
				r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 1)
				errors := uint64(0)
				if a.back == "" {
					errors = 1
				}
				r.exact("ereq", func() uint64 { return ereq.Sum(f.Set) }, errors)
				r.exact("sessions open", func() uint64 { return sessions.Value(f.Set) }, 0)
			})
		}
	})
}

// A connection that ends between two requests is no request.
func TestQuietEnd(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		c := r.dial()
		c.get("GET", "/", "", "")
		c.Close()
		f := r.gateway.Frontend("f")
		r.exact("sessions open", func() uint64 { return sessions.Value(f.Set) }, 0)
		r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 1)
		r.exact("ereq", func() uint64 { return ereq.Sum(f.Set) }, 0)
	})
}

// Probes that send nothing are not heard of when the option says so.
func TestIgnoreProbes(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n option http-ignore-probes\n default_backend b\nbackend b\n")
		r.dial().Close()
		f := r.gateway.Frontend("f")
		r.exact("connections", func() uint64 { return connTot.Sum(f.Set) }, 1)
		r.exact("sessions open", func() uint64 { return sessions.Value(f.Set) }, 0)
		r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 0)
	})
}

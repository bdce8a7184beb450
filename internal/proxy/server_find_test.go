package proxy

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"

	"metergate/internal/conf"
)

// A zone is a name server: all names have the same addresses, or the same error.
type zone struct {
	mu    sync.Mutex
	addrs []string
	rcode int
}

func (z *zone) set(rcode int, addrs ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.rcode, z.addrs = rcode, addrs
}

func (z *zone) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	z.mu.Lock()
	defer z.mu.Unlock()
	m := new(dns.Msg)
	m.SetRcode(q, z.rcode)
	for _, ip := range z.addrs {
		if q.Question[0].Qtype == dns.TypeA {
			m.Answer = append(m.Answer, &dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.ParseIP(ip)})
		}
	}
	w.WriteMsg(m)
}

// startZone serves a zone, and returns the section resolvers of that server.
func startZone(t *testing.T, z *zone, more string) string {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	s := &dns.Server{PacketConn: c, Handler: z, NotifyStartedFunc: func() { close(ready) }}
	go s.ActivateAndServe()
	<-ready
	t.Cleanup(func() { s.Shutdown() })
	return fmt.Sprintf("resolvers r\n nameserver ns %s\n timeout resolve 10ms\n timeout retry 10s\n resolve_retries 1\n %s\n", c.LocalAddr(), more)
}

// says waits for a log line with a text.
func (d *syslogd) says(text string) {
	d.t.Helper()
	for {
		if strings.Contains(d.next(), text) {
			return
		}
	}
}

// TestServerIsFound follows a server whose name gets an address, another one, none, and one again.
func TestServerIsFound(t *testing.T) {
	o, z, d := startOrigin(t), &zone{}, newSyslogd(t, "udp", "127.0.0.1:0")
	_, port, _ := net.SplitHostPort(o.Addr())
	z.set(dns.RcodeNameError)
	r := newLoggedRig(t, "epoll", startZone(t, z, "hold nx 0")+fmt.Sprintf(
		"frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n log %s local0\n server s a.test:%s resolvers r init-addr none resolve-prefer ipv4\n", d.LocalAddr(), port))
	t.Cleanup(r.gateway.StopResolvers)
	s := r.gateway.Backend("b").Server("s")
	if got := s.Status(); got != "MAINT (resolution)" {
		t.Errorf("a server without an address is %s", got)
	}
	z.set(dns.RcodeSuccess, "127.0.0.1")
	d.says("b/s: IP changed from '(none)' to '127.0.0.1' by 'r/ns'.")
	d.says("Server b/s ('a.test') is UP/READY (resolves again).")
	if res, _ := r.dial().get("GET", "/", "", ""); res.StatusCode != 200 {
		t.Errorf("status %d from the server that was found", res.StatusCode)
	}
	z.set(dns.RcodeSuccess, "127.0.0.2", "127.0.0.3")
	d.says("b/s: IP changed from '127.0.0.1' to '127.0.0.2' by 'r/ns'.")
	z.set(dns.RcodeNameError)
	d.says("Server b/s is going DOWN for maintenance (DNS NX status).")
	z.set(dns.RcodeSuccess)
	z.set(dns.RcodeSuccess, "127.0.0.1")
	d.says("(resolves again)")
	if before := s.SetHost("other.test"); before != "a.test" || s.Host() != "other.test" || s.Admin()&AdminRenamed == 0 {
		t.Errorf("the name was %s and is %s", before, s.Host())
	}
	n := r.gateway.Resolver("r").Nameserver("ns")
	if n.Update.Load() < 3 || n.NX.Load() == 0 || n.Valid.Load() == 0 {
		t.Errorf("update %d, nx %d, valid %d", n.Update.Load(), n.NX.Load(), n.Valid.Load())
	}
}

// TestServerTemplate: servers of one name have an address each, or wait for one; with allow-dup-ip they share.
func TestServerTemplate(t *testing.T) {
	z := &zone{}
	z.set(dns.RcodeSuccess, "127.0.0.1", "127.0.0.2")
	r := newRig(t, "epoll", startZone(t, z, "")+`
frontend f
  bind 127.0.0.1:1
  default_backend b
backend b
  server-template s 3 a.test:80 resolvers r init-addr none resolve-prefer ipv4
backend c
  server-template s 2-3 a.test:80 resolvers r init-addr none resolve-prefer ipv4 resolve-opts allow-dup-ip resolve-net 127.0.0.2
`)
	t.Cleanup(r.gateway.StopResolvers)
	b, c := r.gateway.Backend("b"), r.gateway.Backend("c")
	eventually(t, "two servers with different addresses", func() bool {
		var found []string
		for _, s := range b.Servers() {
			if s.Admin()&AdminNoAddress == 0 {
				found = append(found, s.Addr().Addr().String())
			}
		}
		return len(found) == 2 && found[0] != found[1]
	})
	eventually(t, "two servers with the preferred address", func() bool {
		return len(c.Servers()) == 2 && c.Server("s2").Addr().String() == "127.0.0.2:80" && c.Server("s3").Addr().String() == "127.0.0.2:80"
	})
}

func TestDoResolve(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		z := &zone{}
		z.set(dns.RcodeSuccess, "192.0.2.7")
		r := newRig(t, poller, startZone(t, z, "hold valid 1h")+`
frontend f
  bind 127.0.0.1:1
  http-request do-resolve(txn.ip,r,ipv4) req.hdr(x)
  http-request return status 200 content-type text/plain lf-string "ip=%[var(txn.ip)]"
  default_backend b
backend b
  server s 127.0.0.1:1
`)
		t.Cleanup(r.gateway.StopResolvers)
		for _, c := range []struct{ header, want string }{
			{"x: a.test\r\n", "ip=192.0.2.7"}, {"x: a.test\r\n", "ip=192.0.2.7"}, {"", "ip="}, {"x: " + strings.Repeat("a", 300) + "\r\n", "ip="},
		} {
			if res, body := r.dial().get("GET", "/", c.header, ""); res.StatusCode != 200 || body != c.want {
				t.Errorf("%q: %d %s, want %s", c.header, res.StatusCode, body, c.want)
			}
		}
		if n := r.gateway.Resolver("r").Nameserver("ns").Sent.Load(); n != 1 {
			t.Errorf("%d questions, want 1", n)
		}
	})
}

func TestResolversErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"resolvers r\n nameserver\n", "<name> and <addr>"},
		{"resolvers r\n nameserver a nowhere\n", "is no IP address"},
		{"resolvers r\n nameserver a 127.0.0.1:53 maxconn 1\n", "'maxconn' is not supported"},
		{"resolvers r\n nameserver a 127.0.0.1\n nameserver a 127.0.0.2\n", "same name"},
		{"resolvers r\n hold never 1s\n", "unknown event 'never'"},
		{"resolvers r\n accepted_payload_size 511\n", "512"},
		{"backend b\n server s 127.0.0.1:1 resolvers none\n", "unable to find required resolvers 'none'"},
		{"backend b\n server s 127.0.0.1:1 resolve-opts x\n", "'x' is no option"},
		{"backend b\n server s 127.0.0.1:1 resolve-net x\n", "'x' is no network"},
		{"backend b\n server s _http._tcp.test\n", "SRV records"},
		{"backend b\n server-template s 0 a.test:80\n", "Wrong server number (0)"},
		{"backend b\n server-template s 2 a.test:80 init-addr none\n server s2 127.0.0.1:1\n", "already defined"},
		{"frontend f\n bind 127.0.0.1:1\n http-request do-resolve(txn.x,none) src\n", "unable to find resolvers 'none'"},
		{"frontend f\n bind 127.0.0.1:1\n http-request do-resolve(txn.x,default,ipv5) src\n", "not 'ipv5'"},
	} {
		file, d := conf.Load([]conf.Source{{Name: "t", Text: []byte(rigDefaults + c.text)}}, conf.NewEnv(nil))
		Compile(file, 1, CompileOptions{}, d)
		if text := string(d.Append(nil, conf.Banner{}, false)); !strings.Contains(text, c.want) {
			t.Errorf("%q: no %q in\n%s", c.text, c.want, text)
		}
	}
}

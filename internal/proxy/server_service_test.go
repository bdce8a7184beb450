package proxy

import (
	"fmt"
	"net"
	"sync"
	"testing"

	"github.com/miekg/dns"
)

// records is a name server that answers by name and type; records of other types than the one asked for come along.
type records struct {
	mu  sync.Mutex
	all map[string][]string
}

func (z *records) set(question string, texts ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.all[question] = texts
}

func (z *records) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg)
	m.SetReply(q)
	asked := q.Question[0]
	z.mu.Lock()
	texts := z.all[asked.Name+" "+dns.TypeToString[asked.Qtype]]
	z.mu.Unlock()
	for _, text := range texts {
		r, err := dns.NewRR(text)
		if err != nil {
			panic(err)
		}
		if r.Header().Rrtype == asked.Qtype {
			m.Answer = append(m.Answer, r)
		} else {
			m.Extra = append(m.Extra, r)
		}
	}
	w.WriteMsg(m)
}

// startRecords serves records, and returns the section resolvers of that server.
func startRecords(t *testing.T, z *records) string {
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
	return fmt.Sprintf("resolvers r\n nameserver ns %s\n timeout resolve 10ms\n timeout retry 10s\n hold nx 0\n", c.LocalAddr())
}

func srv(weight, port int, target string) string {
	return fmt.Sprintf("_x._tcp.a. 1 IN SRV 0 %d %d %s.", weight, port, target)
}

// TestServices: each record has a server, which keeps it while it is told of; addresses come along or are asked for.
func TestServices(t *testing.T) {
	z := &records{all: map[string][]string{}}
	z.set("h2. A", "h2. 1 IN A 127.0.0.2")
	z.set("_x._tcp.a. SRV", srv(1, 81, "h1"), srv(512, 82, "h2"), "h1. 1 IN A 127.0.0.1")
	r := newRig(t, "epoll", startRecords(t, z)+`
frontend f
  bind 127.0.0.1:1
  default_backend b
backend b
  server-template s 3 _x._tcp.a resolvers r resolve-prefer ipv4
`)
	t.Cleanup(r.gateway.StopResolvers)
	b := r.gateway.Backend("b")
	are := func(want ...string) {
		t.Helper()
		eventually(t, fmt.Sprint(want), func() bool {
			for i, s := range b.Servers() {
				got := "none"
				if s.Admin()&AdminNoAddress == 0 {
					got = fmt.Sprintf("%s %v %d", s.Host(), s.Addr(), s.UserWeight())
				}
				if got != want[i] {
					return false
				}
			}
			return true
		})
	}
	are("h1 127.0.0.1:81 1", "h2 127.0.0.2:82 2", "none")
	z.set("h2. A", "h2. 1 IN A 127.0.0.3")
	are("h1 127.0.0.1:81 1", "h2 127.0.0.3:82 2", "none")
	z.set("_x._tcp.a. SRV", srv(0, 82, "h2"), srv(65535, 83, "h2"), srv(256, 84, "h3"), srv(1, 85, "h4"), "h3. 1 IN A 127.0.0.4")
	are("h2 127.0.0.3:83 256", "h2 127.0.0.3:82 0", "h3 127.0.0.4:84 1")
	z.set("_x._tcp.a. SRV", srv(9, 82, "h2"), "h2. 1 IN A 127.0.0.9")
	are("none", "h2 127.0.0.9:82 1", "none")
	z.set("_x._tcp.a. SRV", srv(9, 82, "h2"))
	are("none", "h2 127.0.0.3:82 1", "none")
}

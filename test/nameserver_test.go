package test

import (
	"net"
	"strconv"
	"strings"
	"sync"

	"github.com/miekg/dns"
	"github.com/rogpeppe/go-internal/testscript"
)

// nameserver answers questions with the records that it was given, over UDP and TCP.
type nameserver struct {
	servers []*dns.Server
	port    int

	mu      sync.Mutex
	records map[string][]dns.RR // by name and type of the question
	rcode   int
}

func startNameserver() (*nameserver, error) {
	n := &nameserver{records: map[string][]dns.RR{}}
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	n.port = packets.LocalAddr().(*net.UDPAddr).Port
	streams, err := net.Listen("tcp", packets.LocalAddr().String())
	if err != nil {
		packets.Close()
		return nil, err
	}
	for _, s := range []*dns.Server{{PacketConn: packets, Handler: n}, {Listener: streams, Handler: n}} {
		ready := make(chan struct{})
		s.NotifyStartedFunc = func() { close(ready) }
		go s.ActivateAndServe()
		<-ready
		n.servers = append(n.servers, s)
	}
	return n, nil
}

// ServeDNS answers with what is known; records of other types than the one asked for are additional ones.
func (n *nameserver) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg)
	m.SetReply(q)
	asked := q.Question[0]
	n.mu.Lock()
	m.Rcode = n.rcode
	records := n.records[strings.ToLower(asked.Name)+" "+dns.TypeToString[asked.Qtype]]
	n.mu.Unlock()
	for _, r := range records {
		if kind := r.Header().Rrtype; kind == asked.Qtype || kind == dns.TypeCNAME {
			m.Answer = append(m.Answer, r)
		} else {
			m.Extra = append(m.Extra, r)
		}
	}
	w.WriteMsg(m)
}

// Close ends the server.
func (n *nameserver) Close() error {
	for _, s := range n.servers {
		s.Shutdown()
	}
	return nil
}

var cmdNameserver = verbs("dns", map[string]verb{
	"start": {"NAME", 1, false, dnsStart},
	"set":   {"NAME QUESTION TYPE [RECORD...]", 3, true, dnsSet},
	"fail":  {"NAME RCODE", 2, false, dnsFail},
})

func dnsStart(ts *testscript.TestScript, _ bool, args []string) {
	n, err := startNameserver()
	ts.Check(err)
	of(ts).nameservers[args[0]] = n
	of(ts).define(ts, args[0], strconv.Itoa(n.port))
}

func dnsSet(ts *testscript.TestScript, _ bool, args []string) {
	n := nameserverOf(ts, args[0])
	var records []dns.RR
	for _, text := range args[3:] {
		r, err := dns.NewRR(text)
		ts.Check(err)
		records = append(records, r)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.records[dns.Fqdn(strings.ToLower(args[1]))+" "+args[2]] = records
}

func dnsFail(ts *testscript.TestScript, _ bool, args []string) {
	n := nameserverOf(ts, args[0])
	rcode, ok := dns.StringToRcode[args[1]]
	if !ok {
		ts.Fatalf("no rcode %s", args[1])
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rcode = rcode
}

func nameserverOf(ts *testscript.TestScript, name string) *nameserver {
	n := of(ts).nameservers[name]
	if n == nil {
		ts.Fatalf("no name server %s", name)
	}
	return n
}

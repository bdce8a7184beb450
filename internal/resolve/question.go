package resolve

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// A Kind is what is asked about a name.
type Kind uint8

// The kinds. An address is asked for in one family, and in the other when that has none.
const (
	IPv4First Kind = iota
	IPv6First
	Services
)

// types are the record types to ask for, in order.
func (k Kind) types() []uint16 {
	switch k {
	case IPv4First:
		return []uint16{dns.TypeA, dns.TypeAAAA}
	case IPv6First:
		return []uint16{dns.TypeAAAA, dns.TypeA}
	}
	return []uint16{dns.TypeSRV}
}

// An Answer is what is known of a name.
type Answer struct {
	Status   Status
	Addrs    []netip.Addr // sorted, each once
	Services []Service
	By       string // the name server
}

// A Service is a record SRV, with the addresses of its target that came along.
type Service struct {
	Target           string
	Port             uint16
	Priority, Weight uint16
	Addrs            []netip.Addr
}

// maxRecords bounds the records of an answer that are looked at.
const maxRecords = 512

// query returns a question with a number of its own.
func query(name string, kind uint16, payload int) *dns.Msg {
	q := new(dns.Msg)
	q.SetQuestion(dns.Fqdn(name), kind)
	if payload > 512 {
		q.SetEdns0(uint16(payload), false)
	}
	return q
}

// A verdict is what a name server's packet turned out to be; most are counters of the name server too.
type verdict uint8

const (
	answered verdict = iota
	foreign          // an answer to another question, or a forged one
	broken
	truncated
	nxdomain
	refusal
	cnameLoop
	nothing // no record of the kind
	failure // another error of the server
)

// status is what a verdict says of the name.
func (v verdict) status() Status {
	switch v {
	case answered:
		return Valid
	case nxdomain:
		return NX
	case refusal:
		return Refused
	}
	return Other
}

// read takes a packet for the answer to q.
func read(q *dns.Msg, packet []byte) (a Answer, v verdict, aliased bool) {
	var m dns.Msg
	if err := m.Unpack(packet); err != nil {
		return a, broken, false
	}
	asked := q.Question[0]
	if m.Id != q.Id || !m.Response || len(m.Question) != 1 || m.Question[0].Qtype != asked.Qtype ||
		m.Question[0].Qclass != asked.Qclass || !strings.EqualFold(m.Question[0].Name, asked.Name) {
		return a, foreign, false
	}
	switch {
	case m.Truncated:
		return a, truncated, false
	case m.Rcode == dns.RcodeNameError:
		return a, nxdomain, false
	case m.Rcode == dns.RcodeRefused:
		return a, refusal, false
	case m.Rcode != dns.RcodeSuccess:
		return a, failure, false
	}
	records := m.Answer[:min(len(m.Answer), maxRecords)]
	name, hops := follow(asked.Name, records)
	aliased = hops > 0
	if hops > len(records) {
		return a, cnameLoop, aliased
	}
	a.take(name, asked.Qtype, records, m.Extra[:min(len(m.Extra), maxRecords)])
	if len(a.Addrs)+len(a.Services) == 0 {
		return a, nothing, aliased
	}
	return a, answered, aliased
}

// follow returns the name at the end of a chain of aliases, and how many they are: more than there are records in a chain
// that has no end.
func follow(name string, records []dns.RR) (string, int) {
	for hops := range len(records) + 1 {
		i := slices.IndexFunc(records, func(r dns.RR) bool {
			c, ok := r.(*dns.CNAME)
			return ok && strings.EqualFold(c.Hdr.Name, name)
		})
		if i < 0 {
			return name, hops
		}
		name = records[i].(*dns.CNAME).Target
	}
	return name, len(records) + 1
}

// take takes over the records of a name that are of the kind asked for.
func (a *Answer) take(name string, kind uint16, records, extra []dns.RR) {
	for _, r := range records {
		if !strings.EqualFold(r.Header().Name, name) || r.Header().Rrtype != kind {
			continue
		}
		if s, ok := r.(*dns.SRV); ok {
			a.Services = append(a.Services, Service{
				Target: strings.TrimSuffix(strings.ToLower(s.Target), "."), Port: s.Port, Priority: s.Priority, Weight: s.Weight,
				Addrs: addrsOf(s.Target, extra),
			})
		}
	}
	if kind != dns.TypeSRV {
		a.Addrs = addrsOf(name, records)
	}
}

// addrsOf returns the addresses of a name among records, sorted, each once.
func addrsOf(name string, records []dns.RR) (all []netip.Addr) {
	for _, r := range records {
		if !strings.EqualFold(r.Header().Name, name) {
			continue
		}
		var ip netip.Addr
		switch r := r.(type) {
		case *dns.A:
			ip, _ = netip.AddrFromSlice(r.A.To4())
		case *dns.AAAA:
			ip, _ = netip.AddrFromSlice(r.AAAA.To16())
		}
		if ip.IsValid() {
			all = append(all, ip)
		}
	}
	slices.SortFunc(all, netip.Addr.Compare)
	return slices.Compact(all)
}

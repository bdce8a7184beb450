package sample

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strings"

	"github.com/gaissmai/bart"
)

// addrSet matches addresses (ip). An IPv4 address is also looked for in its IPv6 form, and the other way round.
type addrSet struct{ table bart.Table[*Pattern] }

// newAddrSet reads addresses, networks with a prefix length or a mask, and names of hosts.
func newAddrSet(list []*Pattern, o patternOpts) (matcher, error) {
	s := &addrSet{}
	for _, p := range list {
		if n, ok := parseNetwork(p.Text); ok {
			s.add(n, p)
			continue
		}
		var hosts []string
		if !o.noDNS && !strings.ContainsAny(p.Text, "/:") && p.Text != "" {
			hosts, _ = o.env.lookupHost(p.Text)
		}
		if len(hosts) == 0 {
			return nil, fmt.Errorf("'%s' is not a valid IPv4 or IPv6 address", p.Text)
		}
		for _, h := range hosts {
			if n, ok := parseNetwork(h); ok {
				s.add(n, p)
			}
		}
	}
	return s, nil
}

// add puts a network in, unless an earlier pattern is the same.
func (s *addrSet) add(n netip.Prefix, p *Pattern) {
	if old, ok := s.table.Get(n); !ok || old.gone.Load() {
		s.table.Insert(n, p)
	}
}

// parseNetwork reads an address or network; bits behind the prefix are dropped.
func parseNetwork(w string) (netip.Prefix, bool) {
	host, mask, masked := strings.Cut(w, "/")
	a, err := netip.ParseAddr(host)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	size := a.BitLen()
	if masked {
		m, err := parseMask(mask, size)
		if err != nil {
			return netip.Prefix{}, false
		}
		size = leadingOnes(m.AsSlice())
		if p, _ := m.Prefix(size); p.Addr() != m {
			return netip.Prefix{}, false // networks are prefixes
		}
	}
	p, err := a.Prefix(size)
	return p, err == nil
}

func (s *addrSet) find(cx *Ctx, v Value) *Pattern {
	if p := s.lookup(v.Addr()); p != nil {
		return p
	}
	if v.typ == IPv4 {
		six, _ := v.toAddr(IPv6)
		return s.lookup(six.Addr())
	}
	if four, ok := v.unmap(); ok {
		return s.lookup(four.Addr())
	}
	return nil
}

// lookup gives the longest network that holds the address.
func (s *addrSet) lookup(a netip.Addr) *Pattern {
	p, ok := s.table.Lookup(a)
	if !ok || !p.gone.Load() {
		return p
	}
	for _, p := range s.table.Supernets(netip.PrefixFrom(a, a.BitLen())) { // the longest first
		if !p.gone.Load() {
			return p
		}
	}
	return nil
}

func leadingOnes(b []byte) (n int) {
	for _, c := range b {
		ones := bits.LeadingZeros8(^c)
		if n += ones; ones < 8 {
			break
		}
	}
	return n
}

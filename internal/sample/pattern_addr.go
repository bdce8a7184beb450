package sample

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/gaissmai/bart"
)

// addrSet matches addresses (ip). An IPv4 address is also looked for in its IPv6 form, and the other way round.
type addrSet struct{ table bart.Lite }

// newAddrSet reads addresses, networks with a prefix length or a mask, and names of hosts.
func newAddrSet(words []string, o patternOpts) (matcher, error) {
	s := &addrSet{}
	for _, w := range words {
		if p, ok := parseNetwork(w); ok {
			s.table.Insert(p)
			continue
		}
		var hosts []string
		if !o.noDNS && !strings.ContainsAny(w, "/:") && w != "" {
			hosts, _ = o.env.lookupHost(w)
		}
		if len(hosts) == 0 {
			return nil, fmt.Errorf("'%s' is not a valid IPv4 or IPv6 address", w)
		}
		for _, h := range hosts {
			if p, ok := parseNetwork(h); ok {
				s.table.Insert(p)
			}
		}
	}
	return s, nil
}

// parseNetwork reads an address or network; bits behind the prefix are dropped.
func parseNetwork(w string) (netip.Prefix, bool) {
	host, mask, masked := strings.Cut(w, "/")
	a, err := netip.ParseAddr(host)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	bits := a.BitLen()
	if masked {
		m, err := parseMask(mask, bits)
		if err != nil {
			return netip.Prefix{}, false
		}
		bits = leadingOnes(m.AsSlice())
	}
	p, err := a.Prefix(bits)
	return p, err == nil
}

func (s *addrSet) match(cx *Ctx, v Value) bool {
	if s.table.Contains(v.Addr()) {
		return true
	}
	if v.typ == IPv4 {
		six, _ := v.toAddr(IPv6)
		return s.table.Contains(six.Addr())
	}
	four, ok := v.unmap()
	return ok && s.table.Contains(four.Addr())
}

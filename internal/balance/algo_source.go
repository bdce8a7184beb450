package balance

import (
	"encoding/binary"
	"net/netip"
)

var _ = register(Algorithm{
	Name:   "source",
	Usage:  "source",
	Help:   "The hash of the client's address; the function of hash-type has no say in it.",
	Hashes: true,
	parse:  plain(hashed{sourceKey}),
})

// sourceKey folds the address into 32 bits; an IPv4 address is its own hash.
func sourceKey(p Parts, _ *HashType) (uint32, bool) {
	a := p.Source().Unmap()
	if !a.IsValid() {
		return 0, false
	}
	return fold(a), true
}

func fold(a netip.Addr) uint32 {
	if a.Is4() {
		b := a.As4()
		return binary.BigEndian.Uint32(b[:])
	}
	b := a.As16()
	return binary.BigEndian.Uint32(b[:]) ^ binary.BigEndian.Uint32(b[4:]) ^
		binary.BigEndian.Uint32(b[8:]) ^ binary.BigEndian.Uint32(b[12:])
}

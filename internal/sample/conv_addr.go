package sample

import (
	"encoding/binary"
	"net/netip"
)

func init() {
	RegisterConverter(Converter{
		Name: "ipmask", In: Addr, Out: Addr,
		Args: []Arg{{Name: "mask4", Kind: ArgMask4}, {Name: "mask6", Kind: ArgMask6, Optional: true}},
		Help: "The network of an address: the first mask is for IPv4 and what holds an IPv4 address, the second for other IPv6 addresses, " +
			"which have no network without it.",
		Apply: applyIPMask,
	})
}

func applyIPMask(_ *Ctx, v Value, a Args) (Value, bool) {
	if v.typ == IPv6 {
		four, ok := v.unmap()
		switch {
		case ok:
			v = four
		case !a.Has(1):
			return v, false
		default:
			m := AddrOf(a[1].IP)
			return Value{typ: IPv6, hi: v.hi & m.hi, lo: v.lo & m.lo}, true
		}
	}
	return Value{typ: IPv4, lo: v.lo & maskBits(a[0].IP)}, true
}

// maskBits returns an IPv4 mask as a number.
func maskBits(a netip.Addr) uint64 {
	b := a.As4()
	return uint64(binary.BigEndian.Uint32(b[:]))
}

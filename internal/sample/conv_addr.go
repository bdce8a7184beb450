package sample

import (
	"encoding/binary"
	"net/netip"
)

func init() {
	RegisterConverter(Converter{
		Name: "ipmask", In: Addr, Out: Addr,
		Args: []Arg{{Name: "mask4", Kind: ArgMask4}, {Name: "mask6", Kind: ArgMask6, Optional: true}},
		Help: "The network of an address: the first mask is for IPv4, the second for IPv6. Without the second, " +
			"only IPv6 addresses that hold an IPv4 address have a network.",
		Apply: applyIPMask,
	})
}

func applyIPMask(_ *Ctx, v Value, a Args) (Value, bool) {
	if v.typ == IPv6 && a.Has(1) {
		m := AddrOf(a[1].IP)
		return Value{typ: IPv6, hi: v.hi & m.hi, lo: v.lo & m.lo}, true
	}
	if v.typ == IPv6 {
		var ok bool
		if v, ok = v.unmap(); !ok {
			return v, false
		}
	}
	return Value{typ: IPv4, lo: v.lo & maskBits(a[0].IP)}, true
}

// maskBits returns an IPv4 mask as a number.
func maskBits(a netip.Addr) uint64 {
	b := a.As4()
	return uint64(binary.BigEndian.Uint32(b[:]))
}

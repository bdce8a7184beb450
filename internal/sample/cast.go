package sample

import (
	"bytes"
	"encoding/binary"
	"math"
	"net/netip"
	"strconv"
)

// casts is the manual's table of conversions between types: casts[from] lists what a value can be turned into. Any
// is castable to everything, because only the value decides.
var casts = [numTypes]uint16{
	Any:  1<<numTypes - 1,
	Bool: typeSet(Bool, Int, Str, Bin),
	Int:  typeSet(Bool, Int, Addr, IPv4, IPv6, Str, Bin),
	Addr: typeSet(Addr, IPv4, IPv6, Str, Bin),
	IPv4: typeSet(Addr, IPv4, IPv6, Int, Str, Bin),
	IPv6: typeSet(Addr, IPv4, IPv6, Str, Bin),
	Str:  typeSet(Bool, Int, Addr, IPv4, IPv6, Str, Bin, Meth),
	Bin:  typeSet(Str, Bin, Meth),
	Meth: typeSet(Str, Bin, Meth),
}

func typeSet(types ...Type) (set uint16) {
	for _, t := range types {
		set |= 1 << t
	}
	return set
}

// CanCast reports whether values of type from may be used where to is wanted; a single value may still fail.
func CanCast(from, to Type) bool { return to == Any || to == Same || casts[from]&(1<<to) != 0 }

// Cast returns the value as type t. Text made on the way lives in the arena of cx.
func (v Value) Cast(cx *Ctx, t Type) (Value, bool) {
	if t == v.typ || t == Any || t == Same {
		return v, true
	}
	if !CanCast(v.typ, t) {
		return Value{}, false
	}
	switch t {
	case Bool, Int:
		return v.toNumber(t)
	case Addr, IPv4, IPv6:
		return v.toAddr(t)
	case Str:
		return v.toStr(cx)
	case Bin:
		return v.toBin(cx)
	default: // Meth
		return MethOf(v.b), true
	}
}

func (v Value) toNumber(t Type) (Value, bool) {
	switch v.typ {
	case Bool, Int, IPv4:
		return Value{typ: t, lo: v.lo}, true
	case Str:
		n, ok := leadingInt(v.b)
		return Value{typ: t, lo: uint64(n)}, ok
	}
	return Value{}, false // an IPv6 that was declared as Addr
}

func (v Value) toAddr(t Type) (Value, bool) {
	switch v.typ {
	case Int:
		v = Value{typ: IPv4, lo: v.lo & math.MaxUint32}
	case Str:
		a, err := netip.ParseAddr(text(withoutPort(v.b)))
		if err != nil || a.Zone() != "" {
			return Value{}, false
		}
		v = AddrOf(a)
	}
	switch {
	case t == IPv6 && v.typ == IPv4:
		return Value{typ: IPv6, lo: 0xffff<<32 | v.lo}, true
	case t == IPv4 && v.typ == IPv6:
		return v.unmap()
	}
	return v, true
}

// withoutPort returns an IPv4 address as fields like X-Forwarded-For have it, without a port behind it.
func withoutPort(b []byte) []byte {
	if host, port, ok := bytes.Cut(b, []byte(":")); ok && bytes.IndexByte(host, '.') > 0 && bytes.IndexByte(port, ':') < 0 {
		return host
	}
	return b
}

// unmap returns the IPv4 address inside an IPv4-mapped, IPv4-compatible or 6to4 address.
func (v Value) unmap() (Value, bool) {
	switch {
	case v.hi == 0 && (v.lo>>32 == 0xffff || v.lo>>32 == 0):
		return Value{typ: IPv4, lo: v.lo & math.MaxUint32}, true
	case v.hi>>48 == 0x2002:
		return Value{typ: IPv4, lo: v.hi >> 16 & math.MaxUint32}, true
	}
	return Value{}, false
}

func (v Value) toStr(cx *Ctx) (Value, bool) {
	switch v.typ {
	case Str, Meth:
		return StrOf(v.b), true
	case Bin: // a text ends at its first NUL, as in the reference
		if i := bytes.IndexByte(v.b, 0); i >= 0 {
			return StrOf(v.b[:i]), true
		}
		return StrOf(v.b), true
	}
	return cx.Str(v.AppendText(cx.Temp(48)))
}

func (v Value) toBin(cx *Ctx) (Value, bool) {
	switch v.typ {
	case Bool, Int:
		return cx.Bin(binary.BigEndian.AppendUint64(cx.Temp(8), v.lo))
	case IPv4:
		return cx.Bin(binary.BigEndian.AppendUint32(cx.Temp(4), uint32(v.lo)))
	case IPv6:
		b := binary.BigEndian.AppendUint64(cx.Temp(16), v.hi)
		return cx.Bin(binary.BigEndian.AppendUint64(b, v.lo))
	}
	return BinOf(v.b), true
}

// AppendText appends the value as text: numbers in decimal, booleans as 1 and 0, addresses in their usual form,
// everything else as it is.
func (v Value) AppendText(dst []byte) []byte {
	switch v.typ {
	case Bool, Int:
		return strconv.AppendInt(dst, int64(v.lo), 10)
	case IPv4, IPv6:
		return v.Addr().AppendTo(dst)
	}
	return append(dst, v.b...)
}

// leadingInt returns the signed number at the beginning of b, saturated to 64 bits; what follows it is ignored, as in
// the reference. An empty b is no number; one without digits is 0.
func leadingInt(b []byte) (int64, bool) {
	if len(b) == 0 {
		return 0, false
	}
	neg := b[0] == '-'
	if neg || b[0] == '+' {
		b = b[1:]
	}
	var n uint64
	for _, c := range b {
		d := uint64(c - '0')
		if d > 9 {
			break
		}
		if n = n*10 + d; n > math.MaxInt64 {
			if neg {
				return math.MinInt64, true
			}
			return math.MaxInt64, true
		}
	}
	if neg {
		return -int64(n), true
	}
	return int64(n), true
}

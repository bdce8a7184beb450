package sample

import (
	"encoding/binary"
	"net/netip"
	"unsafe"
)

// Value is one sample: a type and its content. It is copied freely and owns no memory (see the package
// invariants). The zero Value has type Any and means nothing.
type Value struct {
	b      []byte // Str, Bin, Meth
	hi, lo uint64 // Bool and Int in lo; IPv4 in the low half of lo; IPv6 in both
	typ    Type
}

// BoolOf returns a boolean.
func BoolOf(b bool) Value {
	v := Value{typ: Bool}
	if b {
		v.lo = 1
	}
	return v
}

// IntOf returns a signed 64-bit integer.
func IntOf(n int64) Value { return Value{typ: Int, lo: uint64(n)} }

// StrOf returns a text that views b.
func StrOf(b []byte) Value { return Value{typ: Str, b: b} }

// StringOf returns a text that views s.
func StringOf(s string) Value { return Value{typ: Str, b: view(s)} }

// BinOf returns a block of bytes that views b.
func BinOf(b []byte) Value { return Value{typ: Bin, b: b} }

// MethOf returns an HTTP method; its name is compared case-sensitively (RFC 9110 section 9.1).
func MethOf(name []byte) Value { return Value{typ: Meth, b: name} }

// AddrOf returns an address, of type IPv4 or IPv6. Zones are dropped; an IPv4-mapped address stays IPv6 as
// long as nobody casts it.
func AddrOf(a netip.Addr) Value {
	if a.Is4() {
		b := a.As4()
		return Value{typ: IPv4, lo: uint64(binary.BigEndian.Uint32(b[:]))}
	}
	b := a.As16()
	return Value{typ: IPv6, hi: binary.BigEndian.Uint64(b[:8]), lo: binary.BigEndian.Uint64(b[8:])}
}

// Type returns the type of the content.
func (v Value) Type() Type { return v.typ }

// Bool returns the truth of a Bool or Int.
func (v Value) Bool() bool { return v.lo != 0 }

// Int returns the number of an Int, or 0 and 1 of a Bool.
func (v Value) Int() int64 { return int64(v.lo) }

// Bytes returns the bytes of a Str, Bin or Meth: read-only, valid as long as their owner.
func (v Value) Bytes() []byte { return v.b }

// Addr returns the address of an IPv4 or IPv6 value.
func (v Value) Addr() netip.Addr {
	if v.typ == IPv4 {
		return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(make([]byte, 0, 4), uint32(v.lo))))
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], v.hi)
	binary.BigEndian.PutUint64(b[8:], v.lo)
	return netip.AddrFrom16(b)
}

// view returns the bytes of s without copying; they must never be written.
func view(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// text returns b as a string without copying; it must not outlive b.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

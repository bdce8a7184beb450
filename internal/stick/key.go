package stick

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
)

// KeyType is what the keys of a table are.
type KeyType uint8

// The types of keys. An Integer is kept as 4 bytes, most significant first; a Binary has always the full length.
const (
	IP KeyType = iota
	IPv6
	Integer
	String
	Binary
)

var keyTypes = [...]struct {
	name   string
	length int // in bytes; what a length can be given for has its default here
}{IP: {"ip", 4}, IPv6: {"ipv6", 16}, Integer: {"integer", 4}, String: {"string", 32}, Binary: {"binary", 32}}

// String gives the name that configurations use.
func (t KeyType) String() string { return keyTypes[t].name }

// Length is how long a key of the type is, in bytes: for String and Binary, at most, unless the configuration says so.
func (t KeyType) Length() int { return keyTypes[t].length }

// Sized tells whether a configuration can give the length.
func (t KeyType) Sized() bool { return t == String || t == Binary }

// KeyTypeByName finds a type by the name that configurations use. "ipv4" is another word for "ip".
func KeyTypeByName(name string) (KeyType, bool) {
	if name == "ipv4" {
		return IP, true
	}
	for t := range keyTypes {
		if keyTypes[t].name == name {
			return KeyType(t), true
		}
	}
	return 0, false
}

// Key brings b into the form in which the table keeps it, in the memory of dst: cut to the longest key, a Binary filled up with
// zeros. It is false for a key without bytes where the type needs some.
func (t *Table) Key(dst, b []byte) ([]byte, bool) {
	n := t.cfg.KeyLen
	dst = append(dst[:0], b[:min(len(b), n)]...)
	if t.cfg.Type == Binary {
		for len(dst) < n {
			dst = append(dst, 0)
		}
	}
	return dst, len(dst) > 0 && (t.cfg.Type.Sized() || len(dst) == n)
}

// ParseKey reads a key as the Runtime API writes it.
func (t *Table) ParseKey(s string) ([]byte, error) {
	switch t.cfg.Type {
	case IP, IPv6:
		a, err := netip.ParseAddr(s)
		if err != nil || a.Unmap().Is4() != (t.cfg.Type == IP) {
			return nil, fmt.Errorf("cannot read key %q: not an address of type %v", s, t.cfg.Type)
		}
		return a.Unmap().AsSlice(), nil
	case Integer:
		n, err := strconv.ParseInt(s, 0, 64)
		if err != nil {
			return nil, fmt.Errorf("cannot read key %q: not an integer", s)
		}
		return binary.BigEndian.AppendUint32(nil, uint32(n)), nil
	}
	k, ok := t.Key(nil, []byte(s))
	if !ok {
		return nil, fmt.Errorf("cannot read key %q: it is empty", s)
	}
	return k, nil
}

// AppendKey writes a key as dumps show it: what is not printable, blanks and backslashes are escaped.
func (t *Table) AppendKey(dst, key []byte) []byte {
	switch t.cfg.Type {
	case IP, IPv6:
		a, _ := netip.AddrFromSlice(key)
		return a.AppendTo(dst)
	case Integer:
		return strconv.AppendUint(dst, uint64(binary.BigEndian.Uint32(key)), 10)
	case Binary:
		const digits = "0123456789ABCDEF"
		for _, c := range key {
			dst = append(dst, digits[c>>4], digits[c&15])
		}
		return dst
	}
	return appendEscaped(dst, key)
}

func appendEscaped(dst, key []byte) []byte {
	for _, c := range key {
		switch {
		case c == ' ' || c == '\\' || c == '=':
			dst = append(dst, '\\', c)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == 0x1b:
			dst = append(dst, `\e`...)
		case c < 0x20 || c >= 0x7f:
			dst = append(dst, `\x`...)
			var h [2]byte
			hex.Encode(h[:], []byte{c})
			dst = append(dst, upper(h[0]), upper(h[1]))
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func upper(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 'A'
	}
	return c
}

package http1

import (
	"encoding/binary"
	"math/bits"
)

// class says in which elements of a message a byte may stand.
type class uint8

const (
	classToken  class = 1 << iota // RFC 9110 section 5.6.2
	classTarget                   // a request target: visible ASCII but '#'
	classReason                   // reason phrases and field values: HTAB, SP, visible, obs-text
	className                     // the reg-name of a host (RFC 3986 section 3.2.2)
	classDigit
)

var classes = func() (t [256]class) {
	for c := range 256 {
		b := byte(c)
		alnum := b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
		if alnum || indexOf("!#$%&'*+-.^_`|~", b) {
			t[c] |= classToken
		}
		if b > ' ' && b < 0x7f && b != '#' {
			t[c] |= classTarget
		}
		if b == '\t' || b >= ' ' && b != 0x7f {
			t[c] |= classReason
		}
		if alnum || indexOf("-._~%!$&'()*+,;=", b) {
			t[c] |= className
		}
		if b >= '0' && b <= '9' {
			t[c] |= classDigit
		}
	}
	return t
}()

func indexOf(set string, b byte) bool {
	for i := range len(set) {
		if set[i] == b {
			return true
		}
	}
	return false
}

// spanOf returns the first position at or after p whose byte is not of class c.
func spanOf(b []byte, p int, c class) int {
	for p < len(b) && classes[b[p]]&c != 0 {
		p++
	}
	return p
}

// isClass reports whether every byte of b is of class c.
func isClass(b []byte, c class) bool { return spanOf(b, 0, c) == len(b) }

const (
	swarOnes = 0x0101010101010101
	swarHigh = 0x8080808080808080
)

// controlAt returns the position of the first control byte (below SP, or DEL)
// at or after p, HTAB included, or len(b). It looks at eight bytes at a time.
func controlAt(b []byte, p int) int {
	for p+8 <= len(b) {
		w := binary.LittleEndian.Uint64(b[p:])
		del := w ^ 0x7f*swarOnes
		hit := ((w-0x20*swarOnes)&^w | (del-swarOnes)&^del) & swarHigh
		if hit != 0 {
			return p + bits.TrailingZeros64(hit)>>3
		}
		p += 8
	}
	for p < len(b) && b[p] >= 0x20 && b[p] != 0x7f {
		p++
	}
	return p
}

// lowerASCII turns the letters of b[:n] to lower case. The bytes behind them
// are read, never changed, to work on eight bytes at a time.
func lowerASCII(b []byte, n int) {
	for n > 0 && len(b) >= 8 {
		w := binary.LittleEndian.Uint64(b)
		low := w & (0x7f * swarOnes)
		upper := (low + (0x80-'A')*swarOnes) &^ (low + (0x7f-'Z')*swarOnes) &^ w & swarHigh
		if n < 8 {
			upper &= 1<<(8*n) - 1
		}
		binary.LittleEndian.PutUint64(b, w|upper>>2)
		b, n = b[8:], n-8
	}
	for i := 0; i < n; i++ {
		b[i] = lowerByte(b[i])
	}
}

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// equalFold reports whether a equals b without regard to the case of ASCII letters.
func equalFold[T, U []byte | string](a T, b U) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && lowerByte(a[i]) != lowerByte(b[i]) {
			return false
		}
	}
	return true
}

// isBlank reports whether c is optional whitespace (RFC 9110 section 5.6.3).
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// trim returns the bounds of b[from:to] without blanks around it.
func trim(b []byte, from, to int) (int, int) {
	for from < to && isBlank(b[from]) {
		from++
	}
	for to > from && isBlank(b[to-1]) {
		to--
	}
	return from, to
}

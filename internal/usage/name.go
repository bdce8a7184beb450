package usage

import (
	"crypto/sha256"
	"encoding/hex"
	"unicode"
	"unicode/utf8"
)

// The longest names, in bytes.
const (
	MaxOperation = 128
	MaxConsumer  = 64
)

// The names of rows that stand for more than one.
const (
	Other     = "other"
	Anonymous = "anonymous"
)

// AppendName appends a name that came from outside as it may be kept and shown: printable UTF-8 without blanks at its
// ends, with a question mark for each byte that is not, and at most limit bytes. One that is longer ends in a part of its
// SHA-256, so that different names stay different.
func AppendName(dst, name []byte, limit int) []byte {
	for len(name) > 0 && name[0] == ' ' {
		name = name[1:]
	}
	for len(name) > 0 && name[len(name)-1] == ' ' {
		name = name[:len(name)-1]
	}
	if string(name) == Other {
		return append(dst, Other+"?"...) // the row of the rest has that name
	}
	if plain(name) && len(name) <= limit {
		return append(dst, name...)
	}
	start, whole := len(dst), name
	for len(name) > 0 && len(dst)-start <= limit {
		r, n := utf8.DecodeRune(name)
		if r == utf8.RuneError && n <= 1 || !unicode.IsPrint(r) {
			dst = append(dst, '?')
		} else {
			dst = append(dst, name[:n]...)
		}
		name = name[n:]
	}
	if len(dst)-start <= limit && len(name) == 0 {
		return dst
	}
	sum := sha256.Sum256(whole)
	cut := start + limit - suffix
	for cut > start && !utf8.RuneStart(dst[cut]) {
		cut--
	}
	return hex.AppendEncode(append(dst[:cut], '~'), sum[:(suffix-1)/2])
}

// suffix is how much of a cut name tells it from others: a tilde and twelve hexadecimal digits.
const suffix = 13

// plain reports whether a name consists of printable ASCII.
func plain(name []byte) bool {
	for _, c := range name {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

package sample

import (
	"unicode/utf16"
	"unicode/utf8"
)

// unescapeJSON appends the text between the quotes of a JSON string; it fails on an escape that does not exist.
func unescapeJSON(dst, b []byte) ([]byte, bool) {
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			dst = append(dst, b[i])
			continue
		}
		if i++; i == len(b) {
			return nil, false
		}
		if b[i] == 'u' {
			r, n := jsonRune(b[i-1:])
			if n == 0 {
				return nil, false
			}
			dst = utf8.AppendRune(dst, r)
			i += n - 2
			continue
		}
		c := jsonEscapes[b[i]&127]
		if c == 0 || b[i] > 127 {
			return nil, false
		}
		dst = append(dst, c)
	}
	return dst, true
}

var jsonEscapes = [128]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// jsonRune reads \uXXXX, or two of them that make a surrogate pair, and returns how many bytes that took.
func jsonRune(b []byte) (r rune, n int) {
	first, ok := jsonUnit(b)
	if !ok {
		return 0, 0
	}
	if second, ok := jsonUnit(b[6:]); ok && utf16.IsSurrogate(first) {
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return r, 12
		}
	}
	return first, 6
}

func jsonUnit(b []byte) (r rune, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		d := digit(c)
		if d > 15 {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	return r, true
}

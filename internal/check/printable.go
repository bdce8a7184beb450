package check

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxInfo bounds what is kept of a server's words, in bytes.
const maxInfo = 127

// printable makes the bytes of a server harmless to terminals, logs and pages: what is no printable character is
// written as <1B>, and the whole is cut at maxInfo.
func printable(b []byte) string {
	var s strings.Builder
	for len(b) > 0 && s.Len() < maxInfo {
		c, n := utf8.DecodeRune(b)
		if unicode.IsPrint(c) && (c != utf8.RuneError || n > 1) {
			s.Write(b[:n])
		} else {
			for _, x := range b[:n] {
				s.WriteByte('<')
				s.WriteByte(hexDigits[x>>4])
				s.WriteByte(hexDigits[x&15])
				s.WriteByte('>')
			}
		}
		b = b[n:]
	}
	return clip(s.String())
}

const hexDigits = "0123456789ABCDEF"

// clip cuts a text at maxInfo bytes, between characters.
func clip(s string) string {
	if len(s) <= maxInfo {
		return s
	}
	end := maxInfo
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

package export

import (
	"strings"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// appendCSV appends a field: quoted, with its quotes doubled, when it holds a comma, a quote or a line break. Other
// control bytes appear as \xHH, so that a terminal does not obey them.
func appendCSV(dst []byte, s string) []byte {
	quoted := strings.ContainsAny(s, ",\"\n\r")
	if quoted {
		dst = append(dst, '"')
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			dst = append(dst, '"', '"')
		case c == '\n' || c == '\r':
			dst = append(dst, c)
		default:
			dst = appendByte(dst, c)
		}
	}
	if quoted {
		dst = append(dst, '"')
	}
	return dst
}

// appendLine appends a text that ends with its line: control bytes, line breaks among them, appear as \xHH.
func appendLine(dst []byte, s string) []byte {
	for i := range len(s) {
		dst = appendByte(dst, s[i])
	}
	return dst
}

func appendByte(dst []byte, c byte) []byte {
	if c < ' ' || c == 0x7f {
		return append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(dst, c)
}

// AppendString appends a string of JSON with its quotes, whatever bytes it is of.
func AppendString(dst []byte, s string) []byte { return appendJSON(dst, s) }

// appendJSON appends a string of JSON with its quotes. Bytes that are not UTF-8 become the replacement character.
func appendJSON(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r < ' ' || r == 0x7f:
			dst = append(dst, `\u00`...)
			dst = append(dst, hexDigits[r>>4], hexDigits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// appendLabel appends name="value" as the exposition format writes it: backslash, quote and line feed are escaped;
// bytes that are not UTF-8, which it forbids, become the replacement character.
func appendLabel(dst []byte, name, value string) []byte {
	dst = append(dst, name...)
	dst = append(dst, '=', '"')
	for _, r := range value {
		switch r {
		case '\\', '"':
			dst = append(dst, '\\', byte(r))
		case '\n':
			dst = append(dst, '\\', 'n')
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// appendHelp appends the text of a HELP line, where only backslash and line feed are escaped.
func appendHelp(dst []byte, s string) []byte {
	for i := range len(s) {
		switch s[i] {
		case '\\':
			dst = append(dst, '\\', '\\')
		case '\n':
			dst = append(dst, '\\', 'n')
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}

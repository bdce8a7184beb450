package usage

import "strings"

// A shape is what a segment of a path looks like. The parameters of learned templates are named after it.
type shape uint8

const (
	shapeWord shape = iota // may be a part of the API or a value: how many different ones there are tells
	shapeSlug              // most likely a value: words with hyphens between
	shapeID                // surely values, as all that follow
	shapeNumber
	shapeUUID
	shapeDate
	shapeHex
)

var shapeNames = [...]string{"{name}", "{slug}", "{id}", "{number}", "{uuid}", "{date}", "{hex}"}

// sure reports whether a segment of this shape is a value whatever else there is.
func (s shape) sure() bool { return s >= shapeID }

// shapeOf tells the shape of a segment.
func shapeOf(s string) shape {
	digits, letters, hexes, hyphens, others, upper := census(s)
	n := len(s)
	switch {
	case n == 0:
		return shapeWord
	case n > MaxOperation/2, !plain([]byte(s)), strings.ContainsAny(s, "{}\" #?"):
		return shapeID // no template holds it as a text
	case isVersion(s):
		return shapeWord
	case digits == n || digits > 0 && digits+strings.Count(s, ".")+strings.Count(s, ",") == n && s[0] != '.':
		return shapeNumber
	case isUUID(s):
		return shapeUUID
	case isDate(s):
		return shapeDate
	case hexes == n && n >= 8 && digits > 0:
		return shapeHex
	case strings.ContainsAny(s, "@%~!$&'()*+,;="):
		return shapeID
	case digits > 1 && letters > 0 && others == 0 && hyphens < 2 && n >= 5 && (digits*3 >= n || upper > 0 && n >= 10 || hyphens == 0 && n >= 16):
		return shapeID
	case n >= 20 && upper > 1 && letters > upper:
		return shapeID // base64 and the like
	case hyphens >= 2, hyphens == 1 && (digits > 0 || n >= 16):
		return shapeSlug
	}
	return shapeWord
}

func census(s string) (digits, letters, hexes, hyphens, others, upper int) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
			hexes++
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
			if c|0x20 <= 'f' {
				hexes++
			}
			if c < 'a' {
				upper++
			}
		case c == '-' || c == '_':
			hyphens++
		default:
			others++
		}
	}
	return digits, letters, hexes, hyphens, others, upper
}

// isVersion reports a version of an API, such as v1 or v2.1.
func isVersion(s string) bool {
	if len(s) < 2 || len(s) > 5 || s[0]|0x20 != 'v' {
		return false
	}
	return strings.Trim(s[1:], "0123456789.") == ""
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return false
			}
		} else if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// isDate reports a date, perhaps with a time: 2026-11-22, 2026-11, 20261122T14:00:00Z, 22.11.2026.
func isDate(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c != '-' && c != ':' && c != 'T' && c != 'Z' && c != '.' && c != '+':
			return false
		}
	}
	return digits >= 6 && len(s) >= 7 && (s[0] == '1' || s[0] == '2' || strings.Count(s, "-")+strings.Count(s, ".") == 2)
}

package proxy

import (
	"bytes"
	"slices"
)

// The normalizers of RFC 3986 section 6. Each appends what it makes of a text to dst; ok is false when the text is broken and
// strict asks for a whole one.

func encodeFragment(dst, text []byte) []byte {
	return append(dst, bytes.ReplaceAll(text, []byte("#"), []byte("%23"))...)
}

func stripFragment(dst, text []byte) []byte {
	before, _, _ := bytes.Cut(text, []byte("#"))
	return append(dst, before...)
}

func mergeSlashes(dst, path []byte) []byte {
	for i, c := range path {
		if c != '/' || i == 0 || path[i-1] != '/' {
			dst = append(dst, c)
		}
	}
	return dst
}

// stripDot takes the segments out that are a single dot.
func stripDot(dst, path []byte) []byte {
	for i := 0; i < len(path); i++ {
		if path[i] == '/' && i+1 < len(path) && path[i+1] == '.' && (i+2 == len(path) || path[i+2] == '/') {
			if i+2 == len(path) {
				dst = append(dst, '/')
			}
			i++
			continue
		}
		dst = append(dst, path[i])
	}
	return dst
}

// stripDotDot takes each segment of two dots out, with the one before it; full takes out those that have none before them too.
func stripDotDot(dst, path []byte, full bool) []byte {
	start := len(dst)
	floor := start // nothing before it may be taken out
	for seg, rest, more := nextSegment(path); ; seg, rest, more = nextSegment(rest) {
		switch {
		case string(seg) != "/..":
			dst = append(dst, seg...)
		case len(dst) > floor:
			dst = dst[:start+max(bytes.LastIndexByte(dst[start:], '/'), 0)]
			if !more {
				dst = append(dst, '/')
			}
		case full:
			if !more {
				dst = append(dst, '/')
			}
		default:
			dst = append(dst, seg...)
			floor = len(dst)
		}
		if !more {
			return dst
		}
	}
}

// nextSegment takes the first segment off a path, with the slash before it.
func nextSegment(path []byte) (seg, rest []byte, more bool) {
	if len(path) == 0 {
		return nil, nil, false
	}
	if i := bytes.IndexByte(path[1:], '/'); i >= 0 {
		return path[:i+1], path[i+1:], true
	}
	return path, nil, false
}

// eachPercent appends text, with each sequence of a percent sign and two digits replaced by what put appends.
func eachPercent(dst, text []byte, strict bool, put func(dst []byte, seq []byte, value byte) []byte) ([]byte, bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			dst = append(dst, text[i])
			continue
		}
		if i+2 < len(text) && hexValue(text[i+1]) >= 0 && hexValue(text[i+2]) >= 0 {
			dst = put(dst, text[i:i+3], byte(hexValue(text[i+1])<<4|hexValue(text[i+2])))
			i += 2
			continue
		}
		if strict {
			return dst, false
		}
		dst = append(dst, '%')
	}
	return dst, true
}

func hexValue(c byte) int { return bytes.IndexByte([]byte("0123456789abcdef"), c|0x20) }

// decodeUnreserved decodes what needs no encoding (RFC 3986 section 2.3).
func decodeUnreserved(dst, text []byte, strict bool) ([]byte, bool) {
	return eachPercent(dst, text, strict, func(dst, seq []byte, v byte) []byte {
		if isAlnum(v) || v == '-' || v == '.' || v == '_' || v == '~' {
			return append(dst, v)
		}
		return append(dst, seq...)
	})
}

// upperPercent writes the digits of encoded bytes in capitals.
func upperPercent(dst, text []byte, strict bool) ([]byte, bool) {
	return eachPercent(dst, text, strict, func(dst, seq []byte, _ byte) []byte {
		return append(append(dst, '%'), bytes.ToUpper(seq[1:])...)
	})
}

// sortQuery sorts parameters by name; those of one name keep their order.
func sortQuery(dst, query []byte) []byte {
	params := bytes.Split(query, []byte("&"))
	slices.SortStableFunc(params, func(a, b []byte) int { return bytes.Compare(paramName(a), paramName(b)) })
	for i, p := range params {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(dst, p...)
	}
	return dst
}

func paramName(p []byte) []byte {
	name, _, _ := bytes.Cut(p, []byte("="))
	return name
}

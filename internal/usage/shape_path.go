package usage

import (
	"bytes"
	"unsafe"
)

// AppendShape appends method and path of a request as reports show requests that nobody declared: segments that are surely
// values are replaced by what they look like, such as {number}.
func AppendShape(dst, method, path []byte) []byte {
	start := len(dst)
	dst = append(append(dst, method...), ' ')
	if len(path) == 0 || path[0] != '/' {
		return clipped(append(dst, path...), start)
	}
	for rest, more := path[1:], true; more && len(dst)-start <= MaxOperation; {
		var segment []byte
		segment, rest, more = bytes.Cut(rest, slash)
		dst = append(dst, '/')
		if sh := shapeOf(text(segment)); sh.sure() {
			dst = append(dst, shapeNames[sh]...)
		} else {
			dst = append(dst, segment...)
		}
	}
	return clipped(dst, start)
}

// text returns b as a string without copying; it must not outlive b.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// clipped bounds what was appended, and leaves out what cannot be shown.
func clipped(dst []byte, start int) []byte {
	if len(dst)-start > MaxOperation {
		dst = append(dst[:start+MaxOperation-3], "..."...)
	}
	for i := start; i < len(dst); i++ {
		if dst[i] < ' ' || dst[i] > '~' {
			dst[i] = '?'
		}
	}
	return dst
}

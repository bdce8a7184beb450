package http1

import "slices"

// Trailer holds the trailer fields of a chunked body in wire form, names in
// lower case, without those that a trailer must not carry (RFC 9110 section
// 6.5.1): framing, routing, authentication and what concerns one connection.
type Trailer struct {
	lines []byte
	count int
	taken int // bytes of the section consumed
}

// maxTrailers bounds the number of trailer fields as that of a head's fields.
const maxTrailers = defaultMaxFields - 1

// Lines returns the fields as `name: value CRLF` lines, perhaps none.
func (t *Trailer) Lines() []byte { return t.lines }

func (t *Trailer) reset() { t.lines, t.count, t.taken = t.lines[:0], 0, 0 }

// take reads one line, its line feed included, and returns the position and
// reason of an error, or no reason.
func (t *Trailer) take(line []byte) (at int, reason string) {
	end := len(line) - 2
	if end < 0 || line[end] != '\r' {
		return len(line) - 1, "trailer line without CRLF"
	}
	colon := spanOf(line, 0, classToken)
	if colon == 0 || line[colon] != ':' {
		return colon, "malformed trailer name"
	}
	if p := spanOf(line, colon+1, classReason); p != end {
		return p, "control byte in a trailer value"
	}
	if t.count++; t.count > maxTrailers {
		return 0, "too many trailers"
	}
	t.taken += len(line)
	start := len(t.lines)
	t.lines = append(t.lines, line[:colon]...)
	lowerASCII(t.lines[start:], colon)
	if _, bad := slices.BinarySearch(forbiddenTrailers, string(t.lines[start:])); bad {
		t.lines = t.lines[:start]
		return 0, ""
	}
	from, to := trim(line, colon+1, end)
	t.lines = append(append(t.lines, ": "...), line[from:to]...)
	t.lines = append(t.lines, "\r\n"...)
	return 0, ""
}

// forbiddenTrailers are dropped, in order for the search.
var forbiddenTrailers = []string{
	"age", "authorization", "cache-control", "connection", "content-encoding", "content-length", "content-range",
	"content-type", "cookie", "date", "expect", "expires", "forwarded", "host", "if-match", "if-modified-since",
	"if-none-match", "if-range", "if-unmodified-since", "keep-alive", "location", "max-forwards", "pragma",
	"proxy-authenticate", "proxy-authorization", "proxy-connection", "range", "retry-after", "set-cookie", "te",
	"trailer", "transfer-encoding", "upgrade", "vary", "www-authenticate", "x-forwarded-for", "x-forwarded-host",
	"x-forwarded-proto",
}

package http1

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
	if isForbiddenTrailer(t.lines[start:]) {
		t.lines = t.lines[:start]
		return 0, ""
	}
	from, to := trim(line, colon+1, end)
	t.lines = append(append(t.lines, ": "...), line[from:to]...)
	t.lines = append(t.lines, "\r\n"...)
	return 0, ""
}

// isForbiddenTrailer reports the names, in lower case, that a trailer must not
// have: whoever merges it into the head would be told something new too late.
func isForbiddenTrailer(name []byte) bool {
	switch string(name) {
	case "content-length", "transfer-encoding", "trailer", "te", "connection", "keep-alive", "proxy-connection", "upgrade",
		"host", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "max-forwards", "expect",
		"authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate", "cookie", "set-cookie",
		"content-encoding", "content-type", "content-range", "range", "if-range", "if-match", "if-none-match",
		"if-modified-since", "if-unmodified-since", "cache-control", "pragma", "age", "date", "expires", "vary",
		"location", "retry-after":
		return true
	}
	return false
}

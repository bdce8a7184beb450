package http2

import (
	"bytes"
	"strconv"

	"golang.org/x/net/http2/hpack"
)

// fields is a block of fields of a response on its way to become lines of HTTP/1.
type fields struct {
	lines   []byte
	most    int
	trailer bool
	regular bool // one that is no pseudo field came
	status  int
	length  int64  // of content-length; -1 for none
	bad     string // what is wrong with it
}

func (b *fields) reset(most int, trailer bool) {
	*b = fields{lines: b.lines[:0], most: most, trailer: trailer, length: -1}
}

func (b *fields) wrong(reason string) {
	if b.bad == "" {
		b.bad = reason
	}
}

// field takes the next field of the block; the decoder calls it.
func (b *fields) field(f hpack.HeaderField) {
	switch {
	case b.bad != "":
	case len(b.lines)+len(f.Name)+len(f.Value)+len(": \r\n") > b.most:
		b.wrong("a head that is too large")
	case f.IsPseudo():
		b.pseudo(f)
	case !isName(f.Name):
		b.wrong("a field whose name is none")
	case !isValue(f.Value):
		b.wrong("a field whose value is none")
	default:
		b.regular = true
		b.plain(f)
	}
}

// pseudo takes the one pseudo field of a response, which comes first and once, and has no place in trailers.
func (b *fields) pseudo(f hpack.HeaderField) {
	code, err := strconv.Atoi(f.Value)
	if f.Name != ":status" || b.trailer || b.regular || b.status != 0 || len(f.Value) != 3 || err != nil || code < 100 || code > 599 {
		b.wrong("a pseudo field out of place")
		return
	}
	b.status = code
}

// plain takes a field that is no pseudo field. What concerns one connection is forbidden (RFC 9113 section 8.2.2).
func (b *fields) plain(f hpack.HeaderField) {
	switch f.Name {
	case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "te":
		b.wrong("a field that concerns a connection")
		return
	case "content-length":
		if !b.announced(f.Value) {
			return
		}
	}
	b.lines = append(append(append(append(b.lines, f.Name...), ": "...), f.Value...), "\r\n"...)
}

// announced takes the length of the body and reports whether it is said for the first time.
func (b *fields) announced(value string) bool {
	n, err := strconv.ParseUint(value, 10, 63)
	switch {
	case err != nil || value[0] == '+':
		b.wrong("a length that is none")
	case b.length < 0:
		b.length = int64(n)
		return true
	case b.length != int64(n):
		b.wrong("lengths that differ")
	}
	return false
}

// isName reports a field name as HTTP/2 wants it: a token without upper case.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < '!' || c > '~' || 'A' <= c && c <= 'Z' || bytes.IndexByte([]byte(`"(),/:;<=>?@[\]{}`), c) >= 0 {
			return false
		}
	}
	return s != ""
}

// isValue reports a field value that cannot end its line.
func isValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c == '\r' || c == '\n' || c == 0 {
			return false
		}
	}
	return true
}

// eachLine calls f with the fields of lines as HTTP/1 writes them.
func eachLine(lines []byte, f func(name, value string)) {
	for len(lines) > 0 {
		line, rest, _ := bytes.Cut(lines, []byte("\r\n"))
		if name, value, ok := bytes.Cut(line, []byte(":")); ok {
			f(string(name), string(bytes.TrimSpace(value)))
		}
		lines = rest
	}
}

package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// canary follows every hostile message on its connection. Bytes behind an ambiguous message
// must never be read as a request.
const canary = "GET /canary HTTP/1.1\r\nHost: a\r\n\r\n"

// hostile is a raw request; want lists the statuses that are right, "" meaning an end without answer.
type hostile struct {
	name, raw string
	want      []string
}

var (
	refused   = []string{"400", "414", "422", "431", "501", "505", ""}
	tooLarge  = []string{"400", "413", "414", "431"}
	badFrame  = []string{"400", "422", "501"}
	reframed  = []string{"200"}
	badInBody = []string{"400", ""}
)

func TestHostileRequests(t *testing.T) {
	cases := hostileRequests()
	if len(cases) < 250 {
		t.Errorf("only %d kinds of hostile requests", len(cases))
	}
	eachHouse(t, func(t *testing.T, h *house) {
		for _, c := range cases {
			got, err := h.talk(c.raw + canary)
			codes := statuses(got)
			if err != nil || len(codes) > 1 || !slices.Contains(c.want, strings.Join(codes, "")) {
				t.Errorf("%s: answers %v (%q), %v; want one of %q, then the end", c.name, codes, got[:min(len(got), 60)], err, c.want)
			}
			if n := h.origin.Ledger().Path("/canary"); n > 0 {
				t.Fatalf("%s: what follows it reached the server", c.name)
			}
			h.alive(t, c.name)
		}
	})
}

// hostileRequests makes every kind.
func hostileRequests() []hostile {
	return slices.Concat(badRequestLines(), badNames(), badValues(), badHosts(), badLengths(), badEncodings(), badChunks(), bigHeads())
}

func head(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n\r\n" }

func badRequestLines() (cases []hostile) {
	add := func(name, line string) {
		cases = append(cases, hostile{"request line: " + name, head(line, "Host: a"), refused})
	}
	for _, c := range "\"(),/:;<=>?@[\\]{}\x01\x7f\x80" {
		add(fmt.Sprintf("method with %q", c), fmt.Sprintf("G%cT / HTTP/1.1", c))
	}
	for _, v := range []string{"HTTP/1", "HTTP/1.", "HTTP/.1", "http/1.1", "HTTP/1.1x", "xHTTP/1.1", "HTTP/01.1", "HTTP/1.01", "HTTP/11", "HTTP/1,1",
		"HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9", "HTTP/10.1", "HTTPS/1.1", "HTTP 1.1", "HTTP/-1.1", "HTTP/a.b", "HTTP/1.1 x", "ICY/1.1"} {
		add("version "+v, "GET / "+v)
	}
	for c := range 33 {
		if c == '\n' || c == '\r' || c == ' ' {
			continue
		}
		add(fmt.Sprintf("target with byte %#02x", c), fmt.Sprintf("GET /a%cb HTTP/1.1", c))
	}
	for _, target := range []string{"/a\x7fb", "/a\rb", "a", "a/b", "", "?x", ":80", "//\x00", "http//a/", "*a"} {
		add(fmt.Sprintf("target %q", target), "GET "+target+" HTTP/1.1")
	}
	for _, line := range []string{" GET / HTTP/1.1", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ", "GET\t/ HTTP/1.1", "GET /\tHTTP/1.1", "GET", "GET /", "/ HTTP/1.1", "\x00", "GET * HTTP/1.1"} {
		add(fmt.Sprintf("%q", line), line)
	}
	cases = append(cases,
		hostile{"TLS hello on a clear port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", refused},
		hostile{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", refused},
		hostile{"bare CR ends the line", "GET / HTTP/1.1\rHost: a\r\r", refused},
	)
	return cases
}

func badNames() (cases []hostile) {
	add := func(name, line string) {
		cases = append(cases, hostile{"name: " + name, head("GET / HTTP/1.1", "Host: a", line), refused})
	}
	for _, c := range "\"(),/;<=>?@[\\]{} \t\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x80\xff" {
		add(fmt.Sprintf("with %q", c), fmt.Sprintf("X%cY: 1", c))
	}
	for _, line := range []string{": 1", "X : 1", "X\t: 1", "X", "X Y", " : 1", "\x00: 1", "=: 1"} {
		add(fmt.Sprintf("%q", line), line)
	}
	cases = append(cases,
		hostile{"name: blank before the first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", refused},
		hostile{"name: continued line", head("GET / HTTP/1.1", "Host: a", "X: 1", " 2"), refused},
		hostile{"name: continued line by a tab", head("GET / HTTP/1.1", "Host: a", "X: 1", "\t2"), refused},
		hostile{"name: continued framing", head("POST / HTTP/1.1", "Host: a", "Content-Length:", " 5"), refused},
		hostile{"name: blank before the colon of a framing field", head("POST / HTTP/1.1", "Host: a", "Content-Length : 5"), refused},
		hostile{"name: blank before the colon of Transfer-Encoding", head("POST / HTTP/1.1", "Host: a", "Transfer-Encoding : chunked"), refused},
	)
	return cases
}

func badValues() (cases []hostile) {
	for _, v := range []string{"a\x00b", "a\rb", "\r", "a\r\rb", "a\x00", "\x00"} {
		cases = append(cases, hostile{fmt.Sprintf("value %q", v), head("GET / HTTP/1.1", "Host: a", "X: "+v), refused})
	}
	return cases
}

func badHosts() (cases []hostile) {
	for _, lines := range [][]string{
		{}, {"Host: a", "Host: b"}, {"Host: a", "Host: a"}, {"Host: a b"}, {"Host: a\tb"}, {"Host: a/b"}, {"Host: a, b"}, {"Host: a:x"}, {"Host: a:99999"},
		{"Host: a:-1"}, {"Host: [::1"}, {"Host: a\x80"}, {"Host: a?b"}, {"Host: a#b"}, {"Host: <a>"}, {"Host: u@a"}, {"Host: a\\b"},
	} {
		cases = append(cases, hostile{fmt.Sprintf("host %q", lines), head(append([]string{"GET / HTTP/1.1"}, lines...)...), refused})
	}
	return append(cases,
		hostile{"host differs from the target's", head("GET http://b/ HTTP/1.1", "Host: a"), refused},
		hostile{"CONNECT with another host", head("CONNECT b:80 HTTP/1.1", "Host: a:80"), refused},
		hostile{"CONNECT without a port", head("CONNECT a HTTP/1.1", "Host: a"), refused},
		hostile{"CONNECT to a path", head("CONNECT / HTTP/1.1", "Host: a"), refused},
	)
}

func badLengths() (cases []hostile) {
	for _, v := range []string{"+5", "-5", "-0", "5 5", "0x5", "5,", ",5", "5,6", "5, 6", "", " ", "5;", "5a", "a5", "5.0", "1e1", "५", "five",
		"99999999999999999999", "18446744073709551616", "18446744073709551621", "9223372036854775808", "5\x00", "5\x0b", "\x0c5", "5\t6", "\"5\"", "5 ,", "0,5", "5\x85"} {
		cases = append(cases, hostile{fmt.Sprintf("content-length %q", v), head("POST / HTTP/1.1", "Host: a", "Content-Length: "+v) + "hello", badFrame})
	}
	for _, pair := range [][2]string{{"5", "6"}, {"0", "5"}, {"5", "05x"}, {"5", ""}, {"5", "-1"}} {
		raw := head("POST / HTTP/1.1", "Host: a", "Content-Length: "+pair[0], "Content-Length: "+pair[1]) + "hello"
		cases = append(cases, hostile{fmt.Sprintf("content-lengths %q", pair), raw, badFrame})
	}
	return cases
}

func badEncodings() (cases []hostile) {
	add := func(name string, want []string, lines ...string) {
		lines = append(append([]string{"POST / HTTP/1.1", "Host: a"}, lines...), "Connection: keep-alive")
		cases = append(cases, hostile{"transfer-encoding: " + name, head(lines...) + "5\r\nhello\r\n0\r\n\r\n", want})
	}
	for _, v := range []string{"gzip, chunked", "chunked, gzip", "chunked, chunked", "xchunked", "chunkedx", "chunk", "cow", "identity", "chunked, identity", "gzip", "deflate",
		"chunked;q=1", "chunked; x", "\"chunked\"", "chunked\x0b", "\x0bchunked", "chunked\x00", "chun ked", "chunked chunked", "gzip,gzip, chunked", "c\x68unked\x7f", "CHUNKED\x85", "trailers", "chunked/1"} {
		add(fmt.Sprintf("%q", v), badFrame, "Transfer-Encoding: "+v)
		add(fmt.Sprintf("%q and a length", v), badFrame, "Transfer-Encoding: "+v, "Content-Length: 5")
	}
	add("two fields", badFrame, "Transfer-Encoding: gzip", "Transfer-Encoding: chunked")
	add("two fields, last not chunked", badFrame, "Transfer-Encoding: chunked", "Transfer-Encoding: gzip")
	// These are decoded by their chunks, sent on in a framing of our own, answered, and their connection closed.
	add("chunked and a length", reframed, "Transfer-Encoding: chunked", "Content-Length: 5")
	add("a length and chunked", reframed, "Content-Length: 3", "Transfer-Encoding: chunked")
	add("chunked in capitals and a length", reframed, "Content-Length: 100", "Transfer-Encoding: CHUNKED")
	cases = append(cases, hostile{"transfer-encoding: in HTTP/1.0",
		head("POST / HTTP/1.0", "Host: a", "Transfer-Encoding: chunked", "Connection: keep-alive") + "5\r\nhello\r\n0\r\n\r\n", reframed})
	return cases
}

func badChunks() (cases []hostile) {
	start := head("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked")
	for _, body := range []string{
		"g\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n",
		"5\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r0\r\n\r\n", "5\r\nhelloXX0\r\n\r\n", "4\r\nhello\r\n0\r\n\r\n",
		"fffffffffffffffff\r\nhello\r\n", "10000000000000005\r\nhello\r\n0\r\n\r\n", "8000000000000000\r\nhello\r\n", "5;a\nb\r\nhello\r\n0\r\n\r\n", "5;a\rb\r\nhello\r\n0\r\n\r\n",
		"5;\x00\r\nhello\r\n0\r\n\r\n", "5 x\r\nhello\r\n0\r\n\r\n", "5,\r\nhello\r\n0\r\n\r\n", "5\x00\r\nhello\r\n0\r\n\r\n", "five\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\nbad name: x\r\n\r\n",
		"5\r\nhello\r\n0\r\nx\r\n\r\n", "5\r\nhello\r\n0\r\n: x\r\n\r\n", "5\r\nhello\r\n0\r\nx: \x00\r\n\r\n", "5\r\nhello\r\n0\r\n folded\r\n\r\n", "5\r\nhello\r\n0\nx: y\r\n\r\n", "5\r\nhello\r\n0\r\nx: y\rz\r\n\r\n",
		"5\r\nhello\r\n" + strings.Repeat("0", 40) + "g\r\n\r\n", "5;" + strings.Repeat("x", 70000) + "\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\nx: " + strings.Repeat("y", 70000) + "\r\n\r\n",
	} {
		name := fmt.Sprintf("%q", body)
		cases = append(cases, hostile{"chunks " + name[:min(len(name), 60)], start + body, badInBody})
	}
	return cases
}

func bigHeads() (cases []hostile) {
	long := strings.Repeat("x", 200000)
	var many []string
	for i := range 5000 {
		many = append(many, fmt.Sprintf("X-%d: 1", i))
	}
	start := []string{"GET / HTTP/1.1", "Host: a"}
	return []hostile{
		{"long target", head("GET /"+long+" HTTP/1.1", "Host: a"), tooLarge},
		{"long value", head(append(start, "X: "+long)...), tooLarge},
		{"long name", head(append(start, long+": 1")...), tooLarge},
		{"long method", head(long+" / HTTP/1.1", "Host: a"), tooLarge},
		{"many fields", head(append(start, many...)...), tooLarge},
		{"long host", head("GET / HTTP/1.1", "Host: "+long), tooLarge},
		{"long line without an end", "GET /" + long, tooLarge},
	}
}

package test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// After each hostile answer the next request must have an answer of its own: bytes that a server
// sent too many are never taken for it.
const leftover = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON"

// badAnswer is what a server sends to one request; want lists the results that are right
// for the client: 502, a cut body, or, where the answer is usable, its status.
type badAnswer struct {
	name, raw string
	want      []string
}

var (
	is502    = []string{"502"}
	isCut    = []string{"200/cut", "200/reset", "502"}
	isUsable = []string{"200", "502"}
)

func TestHostileResponses(t *testing.T) {
	cases := slices.Concat(badStatusLines(), badAnswerFields(), badAnswerFraming(), badAnswerBodies(), surplus())
	if len(cases) < 80 {
		t.Errorf("only %d kinds of hostile responses", len(cases))
	}
	eachHouse(t, func(t *testing.T, h *house) {
		for i, c := range cases {
			path := fmt.Sprintf("/bad%d", i)
			if err := h.origin.Set(path, "raw="+url.QueryEscape(c.raw)); err != nil {
				t.Fatal(err)
			}
			if got := h.ask(t, path); !slices.Contains(c.want, got.result) {
				t.Errorf("%s: the client sees %s, want one of %q", c.name, got.result, c.want)
			} else if got.head != nil && strings.Contains(got.head.Raw+got.body.String(), "POISON") {
				t.Errorf("%s: the client sees what the server sent beyond the answer", c.name)
			}
			if next := h.ask(t, "/next"); next.result != "200" || next.body.String() != "ok\n" {
				t.Fatalf("%s: the next request is answered %s %q", c.name, next.result, next.body.String())
			}
		}
	})
}

// ask sends one request on a connection of its own.
func (h *house) ask(t *testing.T, path string) *answer {
	t.Helper()
	c := client{addr: h.addr, target: path, method: "GET", serial: 1, parallel: 1}
	return c.run()[0]
}

func badStatusLines() (cases []badAnswer) {
	for _, line := range []string{
		"HTTP/1.1 000 X", "HTTP/1.1 99 X", "HTTP/1.1 600 X", "HTTP/1.1 999 X", "HTTP/1.1 2000 X", "HTTP/1.1 20 X", "HTTP/1.1 2x0 X", "HTTP/1.1 -200 X", "HTTP/1.1 +200 X", "HTTP/1.1  200 X",
		"HTTP/1.1\t200 X", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1 200 X", "HTTP/2.0 200 X", "HTTP/0.9 200 X", "HTTP/9.9 200 X", "http/1.1 200 X", "HTTPS/1.1 200 X", "ICY 200 OK", "200 OK", "GET / HTTP/1.1",
		"HTTP/1.1 200 a\x00b", "HTTP/1.1 200 a\rb", "\x00HTTP/1.1 200 X", " HTTP/1.1 200 X", "HTTP/1.1 200\x0bX", "xHTTP/1.1 200 X", "HTTP/11 200 X", "HTTP/1.1x 200 X",
	} {
		cases = append(cases, badAnswer{fmt.Sprintf("status line %q", line), head(line, "Content-Length: 0"), is502})
	}
	return append(cases,
		badAnswer{"an answer of nothing but an empty line", "\r\n\r\n", is502},
		badAnswer{"half a status line", "HTTP/1.", is502},
		badAnswer{"half a head", "HTTP/1.1 200 OK\r\nContent-Le", is502},
		badAnswer{"a head without its end", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", is502},
		badAnswer{"HTML", "<html>\r\n<body>\r\n\r\n", is502},
		badAnswer{"a TLS alert", "\x15\x03\x01\x00\x02\x02\x28", is502},
		badAnswer{"101 that nobody asked for", head("HTTP/1.1 101 Switching Protocols", "Upgrade: x", "Connection: upgrade") + leftover, is502},
		badAnswer{"101 without an upgrade", head("HTTP/1.1 101 Switching Protocols") + leftover, is502},
	)
}

func badAnswerFields() (cases []badAnswer) {
	for _, line := range []string{"X Y: 1", "X\t: 1", "X : 1", ": 1", "X", "X\x00: 1", "X: a\x00b", "X: a\rb", " X: 1", "X(: 1", "X\x7f: 1", "\xff: 1", "Content-Length : 0"} {
		cases = append(cases, badAnswer{fmt.Sprintf("field %q", line), head("HTTP/1.1 200 OK", "Content-Length: 0", line), is502})
	}
	var many []string
	for i := range 5000 {
		many = append(many, fmt.Sprintf("X-%d: 1", i))
	}
	return append(cases,
		badAnswer{"a field of 200 kB", head("HTTP/1.1 200 OK", "X: "+strings.Repeat("x", 200000), "Content-Length: 0"), is502},
		badAnswer{"5,000 fields", head(append(append([]string{"HTTP/1.1 200 OK"}, many...), "Content-Length: 0")...), is502},
		badAnswer{"a folded field", head("HTTP/1.1 200 OK", "X: 1", " 2", "Content-Length: 0"), isUsable},
	)
}

func badAnswerFraming() (cases []badAnswer) {
	for _, v := range []string{"+5", "-5", "5 5", "0x5", "5,6", "", "5a", "99999999999999999999", "18446744073709551621", "5.0", "five", "5;"} {
		cases = append(cases, badAnswer{fmt.Sprintf("content-length %q", v), head("HTTP/1.1 200 OK", "Content-Length: "+v) + "hello", is502})
	}
	cases = append(cases,
		badAnswer{"two lengths", head("HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 6") + "hello!", is502},
		badAnswer{"length and chunked", head("HTTP/1.1 200 OK", "Content-Length: 2", "Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n" + leftover, isUsable},
	)
	for _, v := range []string{"chunked, gzip", "xchunked", "chunked, chunked", "cow", "chunked;q=1", "chunked\x00"} {
		cases = append(cases, badAnswer{fmt.Sprintf("transfer-encoding %q", v), head("HTTP/1.1 200 OK", "Transfer-Encoding: "+v) + "5\r\nhello\r\n0\r\n\r\n", is502})
	}
	return cases
}

func badAnswerBodies() (cases []badAnswer) {
	for _, body := range []string{"g\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhelloXX0\r\n\r\n", "5\nhello\r\n0\r\n\r\n",
		"4\r\nhello\r\n0\r\n\r\n", "fffffffffffffffff\r\nhello\r\n", "5\r\nhe", "5\r\nhello\r\n", "5\r\nhello\r\n0\r\n", "5", ""} {
		cases = append(cases, badAnswer{fmt.Sprintf("chunks %q", body), head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + body, isCut})
	}
	return append(cases,
		badAnswer{"a body shorter than its length", head("HTTP/1.1 200 OK", "Content-Length: 100") + "hello", isCut},
		badAnswer{"no body where a length says so", head("HTTP/1.1 200 OK", "Content-Length: 100"), isCut},
	)
}

// surplus are answers that are right in themselves, with more behind them.
func surplus() (cases []badAnswer) {
	ok := head("HTTP/1.1 200 OK", "Content-Length: 5") + "hello"
	return []badAnswer{
		{"a second answer", ok + leftover, isUsable},
		{"junk behind the answer", ok + "\x00\x01\x02", isUsable},
		{"a second answer behind chunks", head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n" + leftover, isUsable},
		{"a body for 204", head("HTTP/1.1 204 No Content") + leftover, []string{"204", "502"}},
		{"a body for 304", head("HTTP/1.1 304 Not Modified", "Content-Length: 5") + leftover, []string{"304", "502"}},
		{"a hundred interim answers", strings.Repeat(head("HTTP/1.1 103 Early Hints"), 100) + ok, isUsable},
		{"interim answers without an end", strings.Repeat(head("HTTP/1.1 100 Continue"), 3), is502},
	}
}

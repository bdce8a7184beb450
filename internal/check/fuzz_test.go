package check

import (
	"bytes"
	"testing"

	"metergate/internal/http1"
)

func FuzzPattern(f *testing.F) {
	for _, s := range [][3]string{
		{"string", "+PONG", "+PONG\r\n"}, {"binary", "2d45", "-ERR"}, {"rstring", "^\\+OK", "+OK"}, {"rbinary", "^2D(45)+", "-EEE"},
		{"binary", "2", ""}, {"rstring", "(", ""}, {"string", "", ""},
	} {
		f.Add(s[0], s[1], []byte(s[2]))
	}
	f.Fuzz(func(t *testing.T, form, text string, input []byte) {
		p, err := parsePattern(form, text)
		if err != nil || form != "string" && form != "binary" && p.re == nil {
			return
		}
		found := p.in(input)
		if p.re == nil && found != bytes.Contains(input, p.data) {
			t.Errorf("%s %q in %q: %t", form, text, input, found)
		}
	})
}

// FuzzAnswer gives a probe an answer that has arrived as a whole.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 204 N\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nabc", "junk",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		p := &probe{in: bytes.Clone(input), ended: true, plan: &Plan{}}
		p.http.request = new(http1.Request)
		p.http.request.Start("GET", "/", http1.Version11)
		step := &httpBodyStep{pattern: pattern{form: "string", data: []byte("abc")}}
		if r := step.run(p); r == nil && !bytes.Contains(p.http.body, []byte("abc")) {
			t.Errorf("%q passes", input)
		}
	})
}

// FuzzReply gives bytes to the readers of all protocols: an answer that is complete stays so whatever follows within the
// first message, every reader decides at the end, and what it tells is harmless.
func FuzzReply(f *testing.F) {
	readers := []reader{readSMTPGreeting, readSMTPHello, readSMTPGoodbye, readPong, readPostgres, readBind, readGreeting, readLogin, readSSLHello}
	for i, s := range []string{
		"220 x\r\n", "250-a\r\n250 b\r\n", "221 \x1b bye\r\n", "+PONG\r\n", "E\x00\x00\x00\x0bSFATAL\x00",
		"0\x84\x00\x00\x00\x10\x02\x01\x01a\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00", "\x03\x00\x00\x00\xff\x15\x04", "\x01\x00\x00\x00\x0a", "\x16\x03\x00\x00\x00",
	} {
		f.Add(i, []byte(s))
	}
	f.Fuzz(func(t *testing.T, n int, in []byte) {
		read := readers[uint(n)%uint(len(readers))]
		done, r := read(in, true)
		if !done {
			t.Fatalf("%q: no decision at the end", in)
		}
		if r != nil && r.Info != printable([]byte(r.Info)) {
			t.Errorf("%q: tells %q", in, r.Info)
		}
		if done, early := read(in, false); done && (early == nil) != (r == nil) {
			t.Errorf("%q: %v early, %v at the end", in, early, r)
		}
	})
}

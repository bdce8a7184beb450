package wire

import (
	"bufio"
	"io"
	"strings"
	"testing"
)

func TestReadMessages(t *testing.T) {
	tests := []struct{ text, body, rest string }{
		{"GET / HTTP/1.1\r\nHost: a\r\n\r\nnext", "", "next"},
		{"POST / HTTP/1.1\r\nContent-LENGTH:  4\r\n\r\nbodynext", "body", "next"},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\nt: v\r\n\r\nnext", "abc", "next"},
	}
	for _, tt := range tests {
		r := bufio.NewReader(strings.NewReader(tt.text))
		h, err := ReadHead(r)
		if err != nil || !strings.HasPrefix(tt.text, h.Raw) {
			t.Errorf("%q: head %+v, %v", tt.text, h, err)
			continue
		}
		var body strings.Builder
		if h.Length != Absent {
			_, err = CopyBody(&body, r, h.Length)
		}
		rest, _ := io.ReadAll(r)
		if err != nil || body.String() != tt.body || string(rest) != tt.rest {
			t.Errorf("%q: body %q, rest %q, %v", tt.text, body.String(), rest, err)
		}
	}
}

func TestCutMessages(t *testing.T) {
	for text, want := range map[string]error{
		"":                                     io.EOF,
		"GET / HTTP/1.1\r\nHo":                 io.ErrUnexpectedEOF,
		"A / C\r\nContent-Length: 4\r\n\r\nab": io.ErrUnexpectedEOF,
		"A / C\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n":      io.ErrUnexpectedEOF,
		"A / C\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n": io.ErrUnexpectedEOF,
	} {
		r := bufio.NewReader(strings.NewReader(text))
		h, err := ReadHead(r)
		if err == nil {
			_, err = CopyBody(io.Discard, r, h.Length)
		}
		if err != want {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

package http1

import (
	"errors"
	"strings"
	"testing"
)

// decode runs a decoder over text in pieces of the given size and returns the
// payload, the bytes consumed and the error. A piece that was not consumed
// whole is offered again with more bytes, as a receive buffer does.
func decode(d *ChunkDecoder, text string, piece int) (payload string, used int, err error) {
	var out []byte
	for have := min(piece, len(text)); ; {
		span, n, err := d.Next([]byte(text[used:have]))
		out = append(out, span...)
		used += n
		switch {
		case err != nil:
			return string(out), used, err
		case d.Done():
			return string(out), used, nil
		case n > 0 && used < have:
		case have == len(text):
			return string(out), used, nil
		default:
			have = min(have+piece, len(text))
		}
	}
}

func TestChunkDecoder(t *testing.T) {
	tests := []struct{ name, in, payload, trailers, rest string }{
		{"empty", "0\r\n\r\n", "", "", ""},
		{"one", "3\r\nabc\r\n0\r\n\r\n", "abc", "", ""},
		{"hexadecimal", "A\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n", "01234567890123456789", "", ""},
		{"extension", "3;a=b;c=\"d e\"\r\nabc\r\n0;x\r\n\r\n", "abc", "", ""},
		{"blank before the semicolon", "3 \t;a\r\nabc\r\n0\r\n\r\n", "abc", "", ""},
		{"leading zeros", "0000000000000003\r\nabc\r\n0\r\n\r\n", "abc", "", ""},
		{"trailers", "1\r\nx\r\n0\r\nX-Sum:  1 \r\nB: c\r\n\r\n", "x", "x-sum: 1\r\nb: c\r\n", ""},
		{"framing in trailers", "0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nHost: x\r\nA: b\r\nCookie: c\r\nX-Forwarded-For: d\r\n\r\n", "", "a: b\r\n", ""},
		{"rest is not touched", "1\r\nx\r\n0\r\n\r\nGET / HTTP/1.1\r\n", "x", "", "GET / HTTP/1.1\r\n"},
	}
	for _, tt := range tests {
		for _, piece := range []int{1, 2, 3, 7, 1000} {
			var d ChunkDecoder
			payload, used, err := decode(&d, tt.in, piece)
			if err != nil || !d.Done() || payload != tt.payload || string(d.Trailer().Lines()) != tt.trailers || tt.in[used:] != tt.rest {
				t.Errorf("%s by %d: %q trailers %q rest %q, %v", tt.name, piece, payload, d.Trailer().Lines(), tt.in[used:], err)
			}
		}
	}
}

func TestChunkDecoderRefuses(t *testing.T) {
	long := strings.Repeat("x", maxExcess+1)
	tests := []struct {
		in     string
		pos    int
		reason string
	}{
		{"\r\n", 0, "chunk size is no hexadecimal number"},
		{"g\r\n", 0, "chunk size is no hexadecimal number"},
		{"-1\r\n", 0, "chunk size is no hexadecimal number"},
		{"+1\r\n", 0, "chunk size is no hexadecimal number"},
		{" 1\r\n", 0, "chunk size is no hexadecimal number"},
		{"0x1\r\n", 1, "chunk size is no hexadecimal number"},
		{"1_0\r\n", 1, "chunk size is no hexadecimal number"},
		{"1\x00\r\n", 1, "chunk size is no hexadecimal number"},
		{";a\r\n", 0, "chunk size is no hexadecimal number"},
		{"3\nabc\r\n", 1, "chunk size line without CRLF"},
		{"\nabc", 0, "chunk size line without CRLF"},
		{"3 \r\nabc\r\n", 2, "bytes behind a chunk size"},
		{"3 3\r\nabc\r\n", 2, "bytes behind a chunk size"},
		{"3\rabc", 2, "chunk size line without CRLF"},
		{"3;a\nabc", 3, "control byte in a chunk extension"},
		{"3;a\rb\n", 4, "chunk size line without CRLF"},
		{"3;\x00\r\n", 2, "control byte in a chunk extension"},
		{"8000000000000000\r\n", 15, "chunk size too large"},
		{"ffffffffffffffff\r\n", 15, "chunk size too large"},
		{"00000000000000001\r\n", 16, "chunk size too large"},
		{"1;" + long, maxExcess + 1, "chunk extensions too large"},
		{"3\r\nabcd\r\n", 6, "chunk longer than its size"},
		{"3\r\nabc\n0\r\n", 6, "chunk longer than its size"},
		{"3\r\nabc\rx", 7, "chunk without CRLF behind it"},
		{"3\r\nab\r\n0\r\n\r\n", 6, "chunk longer than its size"},
		{"0\r\n\n", 3, "trailer line without CRLF"},
		{"0\r\nA: b\n\r\n", 7, "trailer line without CRLF"},
		{"0\r\nA b: c\r\n\r\n", 4, "malformed trailer name"},
		{"0\r\nA : c\r\n\r\n", 4, "malformed trailer name"},
		{"0\r\n: c\r\n\r\n", 3, "malformed trailer name"},
		{"0\r\nA: b\r\n c\r\n\r\n", 9, "malformed trailer name"},
		{"0\r\nA: b\x00\r\n\r\n", 7, "control byte in a trailer value"},
		{"0\r\nA: b\rc\r\n\r\n", 7, "control byte in a trailer value"},
		{"0\r\nGET / HTTP/1.1\r\n\r\n", 6, "malformed trailer name"},
		{"0\r\n" + strings.Repeat("A: b\r\n", 101) + "\r\n", 603, "too many trailers"},
	}
	for _, tt := range tests {
		var d ChunkDecoder
		_, used, err := decode(&d, tt.in, len(tt.in))
		var e *Error
		if !errors.As(err, &e) || e.Reason != tt.reason || used+e.Pos != tt.pos || e.Status != 400 {
			t.Errorf("%.40q: %v (consumed %d), want %q at %d", tt.in, err, used, tt.reason, tt.pos)
		}
	}
}

func TestChunkDecoderBoundsTrailers(t *testing.T) {
	d := ChunkDecoder{MaxTrailer: 64}
	d.Reset(502)
	_, _, err := decode(&d, "0\r\nA: "+strings.Repeat("b", 100), 1)
	var e *Error
	if !errors.As(err, &e) || e.Reason != "trailers too large" || e.Status != 502 {
		t.Errorf("got %v", err)
	}
}

// appendChunk appends a chunk as a sender of bodies does: nothing for an empty
// payload, which would end the body.
func appendChunk(dst, payload []byte) []byte {
	if len(payload) == 0 {
		return dst
	}
	dst = append(AppendChunkHead(dst, len(payload)), payload...)
	return append(dst, ChunkTail...)
}

func TestChunkEncoding(t *testing.T) {
	b := appendChunk(nil, []byte("hello"))
	b = appendChunk(b, make([]byte, 0x1f))
	b = AppendLastChunk(b, []byte("a: b\r\n"))
	want := "5\r\nhello\r\n1f\r\n" + strings.Repeat("\x00", 0x1f) + "\r\n0\r\na: b\r\n\r\n"
	if string(b) != want {
		t.Errorf("got %q", b)
	}
	if n := len(AppendChunkHead(nil, 1<<62)); n > MaxChunkHead {
		t.Errorf("chunk head of %d bytes", n)
	}
}

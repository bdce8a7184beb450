package http1

import (
	"strings"
	"testing"
)

// browserRequest has eight fields, as a typical client sends.
const browserRequest = "GET /api/v1/items/42?page=3&sort=name HTTP/1.1\r\n" +
	"Host: api.example.com\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n" +
	"Accept: application/json, text/plain, */*\r\n" +
	"Accept-Encoding: gzip, deflate, br\r\n" +
	"Accept-Language: en-GB,en;q=0.9\r\n" +
	"Cookie: session=0123456789abcdef0123456789abcdef\r\n" +
	"X-Request-ID: 6f1c1c4e-2f0e-4c53-9d6f-0d6a0f0e7a11\r\n" +
	"Connection: keep-alive\r\n\r\n"

const serverResponse = "HTTP/1.1 200 OK\r\n" +
	"Content-Type: application/json\r\n" +
	"Content-Length: 128\r\n" +
	"Date: Sun, 22 Nov 2026 09:34:13 GMT\r\n" +
	"Server: api\r\n\r\n"

var (
	forwardedFor  = []byte("x-forwarded-for")
	clientAddress = []byte("192.0.2.17")
)

func BenchmarkRequest(b *testing.B) {
	var r Request
	in, out := []byte(browserRequest), make([]byte, 0, 4096)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if n, err := r.Parse(in, nil); n != len(in) {
			b.Fatal(n, err)
		}
		r.Add(forwardedFor, clientAddress)
		out = r.Append(out[:0], true)
	}
}

func BenchmarkRequestParse(b *testing.B) {
	var r Request
	in := []byte(browserRequest)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if n, err := r.Parse(in, nil); n != len(in) {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkResponse(b *testing.B) {
	var r Response
	var req Request
	if _, err := req.Parse([]byte(browserRequest), nil); err != nil {
		b.Fatal(err)
	}
	in, out := []byte(serverResponse), make([]byte, 0, 4096)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if n, err := r.Parse(in, &req, nil); n != len(in) {
			b.Fatal(n, err)
		}
		out = r.Append(out[:0], true, Version11)
	}
}

func BenchmarkChunks(b *testing.B) {
	var d ChunkDecoder
	body := AppendLastChunk([]byte(strings.Repeat("400\r\n"+strings.Repeat("x", 1024)+"\r\n", 15)), nil)
	out := make([]byte, 0, 2*len(body))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		d.Reset(400)
		out = out[:0]
		for at := 0; !d.Done(); {
			payload, n, err := d.Next(body[at:])
			if n == 0 || err != nil {
				b.Fatal(n, err)
			}
			out = appendChunk(out, payload)
			at += n
		}
		out = AppendLastChunk(out, d.Trailer().Lines())
	}
}

package http1_test

import (
	"fmt"
	"strings"

	"metergate/internal/http1"
)

// A request arrives in two pieces, is edited and sent on.
func ExampleRequest_Parse() {
	received := []byte("GET /old?page=2 HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n")
	var r http1.Request
	n, err := r.Parse(received[:30], nil)
	fmt.Println(n, err)
	n, err = r.Parse(received, nil)
	fmt.Println(n, err, r.Method, r.Framing, "keep-alive:", r.KeepAlive())

	r.SetPath([]byte("/new"))
	r.Add([]byte("X-Forwarded-For"), []byte("192.0.2.1"))
	fmt.Println(strings.ReplaceAll(string(r.Append(nil, true)), "\r", ""))
	// Output:
	// 0 <nil>
	// 70 <nil> GET none keep-alive: false
	// GET /new?page=2 HTTP/1.1
	// host: api.example.com
	// x-forwarded-for: 192.0.2.1
}

// A refused request says what to answer and where the error is.
func ExampleError() {
	var r http1.Request
	_, err := r.Parse([]byte("GET / HTTP/1.1\r\nHost: a\r\nBad Header : x\r\n\r\n"), nil)
	e := err.(*http1.Error)
	fmt.Println(e.Status, e.State, e)
	// Output: 400 MSG_HDR_NAME(17) blank in or after a field name at position 28
}

// A chunked body is forwarded span by span, with chunk sizes of our own.
func ExampleChunkDecoder_Next() {
	received := []byte("4;ext=1\r\nWiki\r\n5\r\npedia\r\n0\r\nExpires: never\r\nX-Sum: 9\r\n\r\n")
	var d http1.ChunkDecoder
	var out []byte
	for !d.Done() {
		payload, n, err := d.Next(received)
		if n == 0 || err != nil {
			break // more bytes are needed, or the body is refused
		}
		if len(payload) > 0 {
			out = append(http1.AppendChunkHead(out, len(payload)), payload...)
			out = append(out, http1.ChunkTail...)
		}
		received = received[n:]
	}
	out = http1.AppendLastChunk(out, d.Trailer().Lines())
	fmt.Printf("%q\n", out)
	// Output: "4\r\nWiki\r\n5\r\npedia\r\n0\r\nx-sum: 9\r\n\r\n"
}

func ExampleNextItem() {
	for item, rest, ok := http1.NextItem([]byte(`gzip, "a,b" , br`)); ok; item, rest, ok = http1.NextItem(rest) {
		fmt.Printf("%s\n", item)
	}
	// Output:
	// gzip
	// "a,b"
	// br
}

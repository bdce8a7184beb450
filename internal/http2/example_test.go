package http2_test

import (
	"fmt"
	"strings"

	"metergate/internal/http2"
)

// A request goes in as HTTP/1; what comes out of a server's frames is HTTP/1 again.
func Example() {
	c := http2.NewClient(http2.Options{})
	_ = c.Encode([]byte("GET / HTTP/1.1\r\nhost: example\r\n\r\n"))
	_, frames := c.Output()
	fmt.Println(strings.HasPrefix(string(frames), "PRI * HTTP/2.0"))

	wire := []byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00" + // SETTINGS
		"\x00\x00\x01\x01\x05\x00\x00\x00\x01\x88") // HEADERS of stream 1, its end: :status 200
	for need := 0; len(wire) >= need; {
		var used int
		used, need, _ = c.Decode(wire)
		wire = wire[used:]
	}
	text, _ := c.Output()
	fmt.Printf("%q\n", text)
	// Output:
	// true
	// "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
}

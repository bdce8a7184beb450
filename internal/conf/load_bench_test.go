package conf

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkLoad reads a file of 1,000 backends with 10 servers each.
func BenchmarkLoad(b *testing.B) {
	var text strings.Builder
	text.WriteString("defaults\n mode http\n timeout client 5s\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "backend be%d\n balance roundrobin\n", i)
		for j := range 10 {
			fmt.Fprintf(&text, "  server s%d 127.0.%d.%d:8080 check weight %d maxconn 100\n", j, i%256, j, j+1)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, d := load(text.String()); d.Failed() {
			b.Fatal(d.Messages())
		}
	}
}

package admin

import (
	"strings"
	"testing"
)

func TestDumpBytes(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"empty", "", ""},
		{"lines", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "  00000  GET / HTTP/1.1\\r\\n\n  00016  Host: a\\r\\n\n  00025  \\r\\n\n"},
		{"unended", "abc", "  00000  abc\n"},
		{"terminal", "\x1b[2J\x07\x00\xff\t\\", "  00000  \\e[2J\\x07\\x00\\xFF\\t\\\\\n"},
		{"long", strings.Repeat("x", 75) + "\n", "  00000  " + strings.Repeat("x", 70) + "\n  00070+ xxxxx\\n\n"},
		{"long escapes", strings.Repeat("\x01", 18), "  00000  " + strings.Repeat(`\x01`, 17) + "\n  00017+ \\x01\n"},
	} {
		var b strings.Builder
		dumpBytes(&b, []byte(c.bytes))
		if got := b.String(); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// Whatever a message holds, its dump holds no byte that a terminal obeys.
func FuzzDumpBytes(f *testing.F) {
	for _, seed := range []string{"", "GET /\r\n", "\x1b]0;title\a", strings.Repeat("\xff", 100), strings.Repeat("a", 71) + "\n\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		var b strings.Builder
		dumpBytes(&b, p)
		for _, c := range []byte(b.String()) {
			if c != '\n' && (c < ' ' || c > '~') {
				t.Fatalf("%q: byte %#x", p, c)
			}
		}
	})
}

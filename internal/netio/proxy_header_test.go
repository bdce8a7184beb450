package netio

import (
	"bytes"
	"net/netip"
	"testing"
)

func TestProxyHeaders(t *testing.T) {
	const bin = "\r\n\r\n\x00\r\nQUIT\n"
	v4 := bin + "\x21\x11\x00\x0c\x0a\x00\x00\x01\x0a\x00\x00\x02\x00\x2a\x05\x39"
	for _, c := range []struct {
		in, from, to string
		n            int
		err          error
	}{
		{"PROXY TCP4 10.0.0.1 10.0.0.2 42 1337\r\nGET", "10.0.0.1:42", "10.0.0.2:1337", 38, nil},
		{"PROXY TCP6 ::1 2001:db8::1 1 2\r\n", "[::1]:1", "[2001:db8::1]:2", 32, nil},
		{"PROXY UNKNOWN\r\n", "-", "-", 15, nil},
		{"PROXY UNKNOWN a b c\r\n", "-", "-", 21, nil},
		{"PROXY TCP4 10.0.0.1", "-", "-", 0, nil},
		{"PRO", "-", "-", 0, nil},
		{"", "-", "-", 0, nil},
		{"GET / HTTP/1.1\r\n", "-", "-", 0, ErrNoProxyHeader},
		{"PROXY TCP4 10.0.0.1 10.0.0.2 42 65536\r\n", "-", "-", 0, ErrBadProxyHeader},
		{"PROXY TCP4 ::1 ::1 42 6\r\n", "-", "-", 0, ErrBadProxyHeader},
		{"PROXY TCP4 10.0.0.1 10.0.0.2 042 6\r\n", "-", "-", 0, ErrBadProxyHeader},
		{"PROXY TCP4 10.0.0.1 10.0.0.2 42 6 7\r\n", "-", "-", 0, ErrBadProxyHeader},
		{"PROXY TCP4 10.0.0.1 10.0.0.2 42 6\n", "-", "-", 0, ErrBadProxyHeader},
		{"PROXY TCP9 10.0.0.1 10.0.0.2 42 6\r\n", "-", "-", 0, ErrProxyFamily},
		{"PROXY " + string(bytes.Repeat([]byte{'x'}, 110)), "-", "-", 0, ErrBadProxyHeader},
		{v4, "10.0.0.1:42", "10.0.0.2:1337", 28, nil},
		{v4[:20], "-", "-", 0, nil},
		{bin + "\x20\x00\x00\x00", "-", "-", 16, nil},
		{bin + "\x21\x00\x00\x00", "-", "-", 16, nil},
		{bin + "\x31\x11\x00\x00", "-", "-", 0, ErrBadProxyHeader},
		{bin + "\x21\x11\x00\x04abcd", "-", "-", 0, ErrBadProxyHeader},
		{bin + "\x21\x11\x00\x0e\x0a\x00\x00\x01\x0a\x00\x00\x02\x00\x2a\x05\x39\x01\x00", "-", "-", 0, ErrBadProxyHeader},
		{bin + "\x21\x11\xff\xff", "-", "-", 0, ErrBadProxyHeader},
	} {
		h, n, err := ParseProxyHeader([]byte(c.in))
		if n != c.n || err != c.err || h.From.String() != c.from || h.To.String() != c.to {
			t.Errorf("%q: %v %v %d %v", c.in, h.From, h.To, n, err)
		}
	}
}

// FuzzProxyHeader holds that what is written is read again, and that what is read never exceeds its input.
func FuzzProxyHeader(f *testing.F) {
	f.Add([]byte("PROXY TCP4 10.0.0.1 10.0.0.2 42 1337\r\n"))
	f.Add([]byte("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0f\x0a\x00\x00\x01\x0a\x00\x00\x02\x00\x2a\x05\x39\x05\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		h, n, err := ParseProxyHeader(in)
		if n > len(in) || err != nil && n != 0 {
			t.Fatalf("%d of %d bytes, %v", n, len(in), err)
		}
		if n == 0 || h.From.IsZero() {
			return
		}
		for _, wire := range [][]byte{h.AppendLine(nil), h.AppendBinary(nil, false, true)} {
			again, m, err := ParseProxyHeader(wire)
			if err != nil || m != len(wire) || unmapped(again.From) != unmapped(h.From) || unmapped(again.To) != unmapped(h.To) {
				t.Fatalf("%q: %v, %d, %+v", wire, err, m, again)
			}
		}
	})
}

func unmapped(a Addr) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }

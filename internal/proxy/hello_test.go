package proxy

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
)

// clientHello returns what crypto/tls begins with.
func clientHello(t testing.TB) []byte {
	a, b := net.Pipe()
	defer b.Close()
	go tls.Client(a, &tls.Config{ServerName: "www.test", NextProtos: []string{"h2", "http/1.1"}, InsecureSkipVerify: true}).Handshake()
	head := make([]byte, 5)
	if _, err := io.ReadFull(b, head); err != nil {
		t.Fatal(err)
	}
	body := make([]byte, int(head[3])<<8|int(head[4]))
	if _, err := io.ReadFull(b, body); err != nil {
		t.Fatal(err)
	}
	return append(head, body...)
}

func TestHello(t *testing.T) {
	wire := clientHello(t)
	h, ok, more := parseHello(wire)
	if !ok || more || h.kind != 1 || h.version != 0x30003 || string(h.serverName()) != "www.test" || string(h.protocol()) != "h2" {
		t.Fatalf("%v %v %+v", ok, more, h)
	}
	if len(h.ciphers) == 0 || len(h.list(extSigAlgs)) == 0 || len(h.list(extGroups)) == 0 || len(h.shares()) == 0 {
		t.Errorf("%+v", h)
	}
	for n := range wire {
		if _, ok, more := parseHello(wire[:n]); ok || !more {
			t.Fatalf("%d bytes: %v %v", n, ok, more)
		}
	}
	for _, junk := range []string{"GET / HTTP/1.1\r\n", "\x16\x03\x09", "\x16\x02"} {
		if _, ok, more := parseHello([]byte(junk)); ok || more {
			t.Errorf("%q: %v %v", junk, ok, more)
		}
	}
}

func FuzzHello(f *testing.F) {
	f.Add(clientHello(f))
	f.Fuzz(func(t *testing.T, in []byte) {
		if h, ok, _ := parseHello(in); ok {
			h.serverName()
			h.protocol()
			h.shares()
			h.ticket()
		}
	})
}

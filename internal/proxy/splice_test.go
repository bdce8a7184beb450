package proxy

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// spliced is a gateway whose bodies the kernel moves, before a server that answers each connection with text and keeps it open.
func spliced(t *testing.T, poller, text string) *rig {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				head := make([]byte, 4096)
				for {
					if _, err := c.Read(head); err != nil {
						return
					}
					if _, err := io.WriteString(c, text); err != nil {
						return
					}
				}
			}()
		}
	}()
	return newRig(t, poller, "global\n nbthread 1\n maxconn 100\nfrontend f\n bind 127.0.0.1:1\n option splice-request\n default_backend b\n"+
		"backend b\n http-reuse always\n option splice-response\n server s1 "+ln.Addr().String()+"\n")
}

// What a server sends behind its answer never reaches another client, also when the kernel moved the answer.
func TestSplicedAnswerWithJunkBehind(t *testing.T) {
	const size = 1 << 20
	everyPoller(t, func(t *testing.T, poller string) {
		r := spliced(t, poller, fmt.Sprintf("HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%sHTTP/1.1 299 Junk\r\ncontent-length: 0\r\n\r\n",
			size, strings.Repeat("x", size)))
		c := r.dial()
		for range 3 {
			if res, body := c.get("GET", "/", "", ""); res.StatusCode != 200 || len(body) != size {
				t.Fatalf("status %d, %d bytes", res.StatusCode, len(body))
			}
		}
		b := r.gateway.Backend("b")
		if h1SplicedIn.Sum(b.Set) == 0 {
			t.Error("nothing went through a pipe")
		}
		r.exact("connections", func() uint64 { return connects.Sum(b.Set) }, 3)
	})
}

// Chunks keep their payload whole, whatever their size and wherever a pipe takes over.
func TestSplicedChunks(t *testing.T) {
	var text, want strings.Builder
	text.WriteString("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
	for i, n := range []int{1, 200_000, 17, 500_000, 16_384, 300_001, 2} {
		payload := strings.Repeat(string(rune('a'+i)), n)
		fmt.Fprintf(&text, "%x\r\n%s\r\n", n, payload)
		want.WriteString(payload)
	}
	text.WriteString("0\r\n\r\n")
	everyPoller(t, func(t *testing.T, poller string) {
		r := spliced(t, poller, text.String())
		c := r.dial()
		for range 3 {
			if res, body := c.get("GET", "/", "", ""); res.StatusCode != 200 || body != want.String() {
				t.Fatalf("status %d, %d bytes of %d", res.StatusCode, len(body), want.Len())
			}
		}
		b := r.gateway.Backend("b")
		if h1SplicedIn.Sum(b.Set) == 0 {
			t.Error("nothing went through a pipe")
		}
		r.exact("connections", func() uint64 { return connects.Sum(b.Set) }, 1)
	})
}

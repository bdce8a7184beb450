//go:build !race

package netio

import (
	"crypto/tls"
	"io"
	"runtime"
	"testing"
)

// TestTLSAllocs: a message over TLS costs one small allocation where it is read, which crypto/tls makes, and none where it
// is written. Not under the race detector, which makes pools forget.
func TestTLSAllocs(t *testing.T) {
	const rounds = 2000
	server, client := configs(certify(t, ellipticKey(t)), tls.VersionTLS13)
	g := startGroup(t, Config{Loops: 1})
	ln := listen(t, g, ListenOpts{}, secureEcho(server))
	onLoop(t, g.Loop(0), func(tk *Task) {
		c, err := Dial(tk, ln.Addr(), DialOpts{}, 0)
		if err == nil {
			err = ConnectTLS(tk, c, client, 0)
		}
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close(second)
		swap := func(n int) {
			for range n {
				_ = c.WriteString("a message")
				if _, err := c.Peek(tk, 9, 0); err != nil {
					t.Error(err)
					return
				}
				c.Discard(9)
			}
		}
		swap(100)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		swap(rounds)
		runtime.ReadMemStats(&after)
		if n := float64(after.Mallocs-before.Mallocs) / rounds; n > 2.1 {
			t.Errorf("%.2f allocations a message there and back", n)
		}
	})
}

// BenchmarkTLSIdle tells what an idle connection holds.
func BenchmarkTLSIdle(b *testing.B) {
	server, client := configs(certify(b, ellipticKey(b)), tls.VersionTLS13)
	g, err := Start(Config{Loops: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close(b.Context())
	ln, err := g.Listen(loopback, ListenOpts{}, func(t *Task, c *Conn) {
		if ServeTLS(t, c, server, 0) == nil {
			_ = c.WriteString("x")
			c.Idle(0, func(c *Conn, _ IdleEvent) { c.Close(0) })
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	const n = 500
	var conns []io.Closer
	for range n {
		c, err := tls.Dial("tcp", ln.Addr().String(), client)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = c.Read(make([]byte, 1))
		conns = append(conns, c)
	}
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n/1024, "KiB/pair")
	for _, c := range conns {
		c.Close()
	}
}

package proxy

import (
	"net"
	"runtime"
	"testing"
	"time"
)

// plainOrigin answers every request of 1 KiB or less with the same response, and allocates nothing for it.
func plainOrigin(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	answer := []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 128\r\n\r\n")
	answer = append(answer, make([]byte, 128)...)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				buf := make([]byte, 4096)
				for {
					if _, err := c.Read(buf); err != nil {
						return
					}
					if _, err := c.Write(answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

const plainRequest = "GET /api/v1/orders?id=12345 HTTP/1.1\r\nHost: example.com\r\nUser-Agent: load/1.0\r\nAccept: */*\r\n" +
	"Accept-Encoding: gzip, deflate\r\nX-Request-Id: 4f2a91\r\nCookie: session=abcdef\r\nCache-Control: no-cache\r\n\r\n"

// pester sends n requests one after the other.
func pester(t testing.TB, c net.Conn, n int) {
	c.SetDeadline(time.Now().Add(2 * time.Minute)) // many requests take long under the race detector
	request, buf := []byte(plainRequest), make([]byte, 4096)
	for range n {
		if _, err := c.Write(request); err != nil {
			t.Fatal(err)
		}
		for got := 0; got < 128; {
			k, err := c.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got += k
		}
	}
}

// A proxied request allocates nothing in steady state, with all counters on.
func TestNoAllocations(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := newRigWith(t, poller, "frontend f\n bind 127.0.0.1:1\n option forwardfor\n default_backend b\nbackend b\n balance roundrobin\n http-reuse always\n"+
			" server s1 "+plainOrigin(t)+"\n server s2 "+plainOrigin(t)+"\n", nil)
		c := r.dial()
		pester(t, c, 2000)
		if best := allocations(t, c); best > 0.01 {
			t.Errorf("%.3f allocations per request", best)
		}
	})
}

// allocations returns how many objects a request of c costs the process. The runtime, and the watch over loops that
// a busy machine holds up, allocate now and then for themselves: what requests cost shows in every round.
func allocations(t *testing.T, c net.Conn) float64 {
	const n = 500
	var before, after runtime.MemStats
	best := 1e9
	for i := 0; i < 50 && best > 0; i++ {
		runtime.ReadMemStats(&before)
		pester(t, c, n)
		runtime.ReadMemStats(&after)
		best = min(best, float64(after.Mallocs-before.Mallocs)/n)
	}
	return best
}

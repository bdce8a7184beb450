package proxy

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"metergate/internal/netio"
)

// Servers come and go while requests are served, and no request notices.
func TestServersComeAndGo(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o, "http-reuse always")
		b := r.gateway.Backend("b")
		var stop atomic.Bool
		var clients sync.WaitGroup
		var served atomic.Int64
		for range 4 {
			c := r.dial()
			clients.Go(func() {
				for !stop.Load() {
					if res, body := c.get("GET", "/", "", ""); res.StatusCode != 200 {
						t.Errorf("status %d: %s", res.StatusCode, body)
						return
					}
					served.Add(1)
				}
			})
		}
		for i := range 30 {
			name := fmt.Sprintf("d%d", i%3)
			comeAndGo(t, b, name, o.Addr())
		}
		stop.Store(true)
		clients.Wait()
		if n := len(b.Servers()); n != 1 {
			t.Errorf("%d servers are left", n)
		}
		if n := len(*b.seats.Load()); n > 2 {
			t.Errorf("%d seats for at most two servers", n)
		}
		if served.Load() == 0 {
			t.Error("nothing was served meanwhile")
		}
	})
}

// comeAndGo adds a server, lets it work for a while, and removes it.
func comeAndGo(t *testing.T, b *Backend, name, addr string) {
	t.Helper()
	if err := b.AddServer(name, addr, []string{"weight", "200"}); err != nil {
		t.Fatal(err)
	}
	s := b.Server(name)
	s.EndMaint()
	time.Sleep(2 * time.Millisecond)
	if err := s.Remove(); err != ErrNotInMaint {
		t.Errorf("a server that works is removed: %v", err)
	}
	s.BeginMaint()
	eventually(t, "removal", func() bool { return s.Remove() == nil })
	if err := s.Remove(); err != ErrGone {
		t.Errorf("removed twice: %v", err)
	}
}

// A server that is added with a number that another one had continues its revisions.
func TestRevisionOfNumber(t *testing.T) {
	r := newRig(t, "epoll", "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 127.0.0.1:9\n")
	b := r.gateway.Backend("b")
	for want := range uint32(3) {
		if err := b.AddServer("d", "127.0.0.1:9", nil); err != nil {
			t.Fatal(err)
		}
		s := b.Server("d")
		if s.ID != 2 || s.Revision != want {
			t.Errorf("number %d, revision %d, want 2 and %d", s.ID, s.Revision, want)
		}
		if err := s.Remove(); err != nil {
			t.Fatal(err)
		}
	}
}

// No request uses a connection to an address that the server has left.
func TestMovedServer(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		old, new := startOrigin(t), startOrigin(t)
		r := oneServer(t, poller, old, "http-reuse always")
		c := r.dial()
		for range 3 {
			c.get("GET", "/", "", "")
		}
		s := r.gateway.Backend("b").Server("s1")
		s.SetAddr(netio.IPAddr(netip.MustParseAddrPort(new.Addr())))
		for range 3 {
			if res, _ := c.get("GET", "/", "", ""); res.StatusCode != 200 {
				t.Fatalf("status %d", res.StatusCode)
			}
		}
		if before, after := old.Ledger().Requests, new.Ledger().Requests; before != 3 || after != 3 {
			t.Errorf("%d requests before and %d after the move, want 3 and 3", before, after)
		}
	})
}

// A request in progress shows in the list, and is ended by its number.
func TestStreamIsListedAndCut(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		c := r.dial()
		c.send("GET /slow?ms=5000 HTTP/1.1\r\nhost: x\r\n\r\n")
		var list []StreamInfo
		eventually(t, "request in the list", func() bool {
			list = r.gateway.Streams()
			return len(list) == 1 && list[0].Phase == InHeaders
		})
		i := list[0]
		if i.Front.Name != "f" || i.Back.Name != "b" || i.Server.Name != "s1" || i.Method != "GET" || i.Target != "/slow?ms=5000" || i.Request != 1 {
			t.Errorf("%+v", i)
		}
		if r.gateway.CutStream(i.ID + 1000) {
			t.Error("a request that there is not was cut")
		}
		if !r.gateway.CutStream(i.ID) {
			t.Error("the request was not cut")
		}
		if rec := r.log.wait(t, 1)[0]; rec.flags[0] != byte(Killed) {
			t.Errorf("ended as %s", rec.flags)
		}
	})
}

// All requests of a server are ended, though only some in each turn.
func TestStreamsOfServerAreCut(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		const clients = 2*cutShare + 10
		r := oneServer(t, poller, startOrigin(t))
		for range clients {
			r.dial().send("GET /?hold HTTP/1.1\r\nhost: x\r\n\r\n")
		}
		s := r.gateway.Backend("b").Server("s1")
		eventually(t, "requests at the server", func() bool {
			n := 0
			for _, i := range r.gateway.Streams() {
				if i.Phase == InHeaders {
					n++
				}
			}
			return n == clients
		})
		if n := s.CutStreams(); n != clients {
			t.Errorf("%d requests were cut, want %d", n, clients)
		}
		for _, rec := range r.log.wait(t, clients) {
			if rec.flags[0] != byte(Killed) {
				t.Errorf("ended as %s", rec.flags)
			}
		}
	})
}

// A server that the configuration speaks of stays.
func TestReferencedServersStay(t *testing.T) {
	r := newRig(t, "epoll", `
frontend f
 bind 127.0.0.1:1
 http-request deny if { srv_is_up(b/named) }
 default_backend b
backend b
 server named 127.0.0.1:9 disabled
 server watched 127.0.0.1:9 check inter 1h disabled
 server watcher 127.0.0.1:9 track b/watched
`)
	b := r.gateway.Backend("b")
	for name, want := range map[string]error{"named": ErrReferenced, "watched": ErrReferenced} {
		if err := b.Server(name).Remove(); err != want {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

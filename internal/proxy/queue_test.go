package proxy

import (
	"fmt"
	"sync"
	"testing"
)

// With one slot and three clients, one waits and is served, one waits too long.
func TestQueue(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n timeout queue 2s\n server g "+o.Addr()+" maxconn 1\n")
		held := func() { eventually(t, "request at the server", func() bool { return o.Ledger().Held == 1 }) }
		b := r.gateway.Backend("b")
		var clients [3]*client
		for i := range clients {
			clients[i] = r.dial()
			clients[i].send("GET /?hold HTTP/1.1\r\nhost: x\r\n\r\n")
			if i == 0 {
				held()
			}
			eventually(t, "requests in the queue", func() bool { return queued.Value(b.Set) == uint64(i) })
		}
		o.Release()
		for i, want := range []int{200, 503, 200} {
			c := clients[[]int{0, 2, 1}[i]] // the last to come leaves the queue while the second is being served
			if i == 1 {
				held()
			}
			if i == 2 {
				o.Release()
			}
			if res, _ := c.read("GET"); res.StatusCode != want {
				t.Errorf("answer %d: status %d, want %d", i, res.StatusCode, want)
			}
		}
		for _, rec := range r.log.wait(t, 3) {
			if rec.status == 503 && (rec.flags != "sQ" || rec.server != "" || rec.times[1] < 2000) {
				t.Errorf("log %+v", rec)
			}
		}
		r.compare(map[string]string{
			"g": "connect=2 hrsp_2xx=2 lbtot=1 req_tot=2 stot=2",
			"b": "connect=2 econ=1 hrsp_2xx=2 hrsp_5xx=1 lbtot=1 req_tot=3 stot=3"})
		r.exact("qcur", func() uint64 { return queued.Value(b.Set) }, 0)
		r.exact("qmax", func() uint64 { return queued.Max(b.Set) }, 2)
		r.exact("slots in use", func() uint64 { return uint64(b.Server("g").Slots.Used()) }, 0)
	})
}

// Many clients share few slots: all are served, and never more at once than there are slots.
func TestQueueMany(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, fmt.Sprintf("frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n balance leastconn\n"+
			" timeout queue 60s\n server g %s maxconn 2\n server h %s maxconn 3\n", o.Addr(), o.Addr()))
		var wg sync.WaitGroup
		for range 40 {
			c := r.dial()
			wg.Go(func() {
				for range 5 {
					if res, _ := c.get("GET", "/?ms=2", "", ""); res.StatusCode != 200 {
						t.Errorf("status %d", res.StatusCode)
					}
				}
			})
		}
		wg.Wait()
		b := r.gateway.Backend("b")
		g, h := b.Server("g"), b.Server("h")
		r.exact("b req_tot", func() uint64 { return reqTot.Sum(b.Set) }, 200)
		r.exact("slots in use", func() uint64 { return uint64(g.Slots.Used() + h.Slots.Used()) }, 0)
		if n := sessions.Max(g.Set); n > 2 {
			t.Errorf("%d at once on g", n)
		}
		if n := sessions.Max(h.Set); n > 3 {
			t.Errorf("%d at once on h", n)
		}
	})
}

// A client that leaves the queue is forgotten there.
func TestQueueAbort(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n option abortonclose\n timeout queue 60s\n server g "+o.Addr()+" maxconn 1\n")
		first := r.dial()
		first.send("GET /?hold HTTP/1.1\r\nhost: x\r\n\r\n")
		b := r.gateway.Backend("b")
		eventually(t, "request at the server", func() bool { return o.Ledger().Held == 1 })
		second := r.dial()
		second.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		eventually(t, "request in the queue", func() bool { return queued.Value(b.Set) == 1 })
		second.Close()
		rec := r.log.wait(t, 1)[0]
		if rec.flags != "CQ" {
			t.Errorf("log %+v", rec)
		}
		o.Release()
		first.read("GET")
		r.exact("qcur", func() uint64 { return queued.Value(b.Set) }, 0)
	})
}

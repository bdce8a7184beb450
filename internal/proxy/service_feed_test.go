package proxy

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// A tower is a service that pushes to all who listen.
type tower struct {
	mu    sync.Mutex
	masts map[*mast]bool
}

type mast struct{ push func([]byte) bool }

func (*tower) Name() string { return "<TOWER>" }

func (w *tower) Answer(*ServiceRequest) *ServiceAnswer {
	m := new(mast)
	return &ServiceAnswer{Status: 200, Length: -1,
		Feed: func(push func([]byte) bool) {
			w.mu.Lock()
			defer w.mu.Unlock()
			m.push = push
			w.masts[m] = true
		},
		Close: func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			delete(w.masts, m)
		},
	}
}

// push gives a piece to all and returns how many took it.
func (w *tower) push(piece string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for m := range w.masts {
		if m.push([]byte(piece)) {
			n++
		}
	}
	return n
}

func (w *tower) listeners() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return uint64(len(w.masts))
}

var feeds = &tower{masts: map[*mast]bool{}}

func init() { RegisterService("test-feed", feeds) }

const feedConfig = `frontend f
  bind 127.0.0.1:1
  http-request use-service test-feed
  default_backend b
backend b
  server s1 127.0.0.1:1
`

// Pieces reach all who listen, at once; the end of the feed leaves their connections open.
func TestFeed(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := newRig(t, poller, feedConfig)
		a, b := r.dial(), r.dial()
		a.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		b.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		r.exact("listeners", feeds.listeners, 2)
		feeds.push("one")
		a.waits("3\r\none\r\n")
		feeds.push("two")
		b.Close()
		r.exact("listeners", feeds.listeners, 1)
		feeds.push("")
		a.waits("3\r\ntwo\r\n0\r\n\r\n")
		r.exact("listeners", feeds.listeners, 0)
		for _, rec := range r.log.wait(t, 2) {
			if rec.flags != "LR" || rec.status != 200 {
				t.Errorf("log %+v", rec)
			}
		}
		if res, _ := a.get("HEAD", "/", "", ""); res.StatusCode != 200 {
			t.Errorf("%+v", res)
		}
	})
}

// A client that takes nothing is given up; others get all.
func TestFeedSlow(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := newRig(t, poller, feedConfig)
		a, slow := r.dial(), r.dial()
		a.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		slow.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		r.exact("listeners", feeds.listeners, 2)
		large := strings.Repeat("x", 1<<20)
		for i := 0; feeds.listeners() == 2; i++ {
			if i == 200 {
				t.Fatal("who takes nothing is kept")
			}
			feeds.push(large + fmt.Sprintf("end %03d", i))
			a.waits(fmt.Sprintf("end %03d", i))
		}
		if rec := r.log.wait(t, 1)[0]; rec.flags != "cD" {
			t.Errorf("log %+v", rec)
		}
		feeds.push("")
		a.waits("0\r\n\r\n")
	})
}

// waits reads until a piece comes.
func (c *client) waits(piece string) {
	c.t.Helper()
	if got := c.until([]string{piece}, false); !strings.Contains(got, piece) {
		c.t.Errorf("%.80q does not come", piece)
	}
}

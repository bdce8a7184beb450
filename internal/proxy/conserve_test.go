package proxy

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"metergate/internal/metric"
	"metergate/test/port"
)

// Whatever clients and servers do, at rest the requests of a frontend are the sum of its responses and the number of
// its log lines; the same holds for a backend; nothing stays in use; and the bytes are those on the wire.
func TestConservation(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		for seed := range uint64(2) {
			t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { conserve(t, poller, seed) })
		}
	})
}

func conserve(t *testing.T, poller string, seed uint64) {
	o := startOrigin(t)
	r := newRig(t, poller, fmt.Sprintf("frontend f\n bind 127.0.0.1:1\n timeout client 300ms\n default_backend b\nbackend b\n balance roundrobin\n"+
		" option abortonclose\n option redispatch\n retry-on all-retryable-errors\n retries 2\n timeout queue 100ms\n timeout connect 50ms\n"+
		" timeout server 100ms\n server g %s maxconn 4\n server h %s maxconn 3\n server d %s\n", o.Addr(), o.Addr(), port.Dead(t)))
	var wg sync.WaitGroup
	for i := range 16 {
		rnd := rand.New(rand.NewPCG(seed, uint64(i)))
		wg.Go(func() {
			for range 12 {
				r.molest(rnd)
			}
		})
	}
	wg.Wait()
	f, b := r.gateway.Frontend("f"), r.gateway.Backend("b")
	r.exact("sessions open", func() uint64 { return sessions.Value(f.Set) }, 0)
	r.exact("streams open", func() uint64 { return sessions.Value(b.Set) }, 0)
	r.exact("h1 streams open", func() uint64 { return uint64(h1Streams.Sum(f.Set) + h1Streams.Sum(b.Set)) }, 0)
	r.exact("queued", func() uint64 { return queued.Value(b.Set) }, 0)
	requests := h1req.Sum(f.Set)
	r.exact("responses of the frontend", func() uint64 { return classes(f.Set) }, requests)
	r.exact("log lines", func() uint64 { return uint64(r.log.len()) }, requests)
	r.exact("responses of the backend", func() uint64 { return classes(b.Set) }, reqTot.Sum(b.Set))
	r.exact("requests of the backend", func() uint64 { return reqTot.Sum(b.Set) }, stot.Sum(b.Set))
	var reads, writes uint64
	for _, s := range b.Servers() {
		r.exact(s.Name+" slots", func() uint64 { return uint64(s.Slots.Used()) }, 0)
		r.exact(s.Name+" streams", func() uint64 { return sessions.Value(s.Set) }, 0)
		r.exact(s.Name+" attempts", func() uint64 { return connects.Sum(s.Set) + reuses.Sum(s.Set) }, stot.Sum(s.Set))
		reads, writes = reads+resbin.Sum(s.Set), writes+reqbout.Sum(s.Set)
	}
	r.exact("bytes read from servers", func() uint64 { return resbin.Sum(b.Set) }, reads)
	r.exact("bytes written to servers", func() uint64 { return reqbout.Sum(b.Set) }, writes)
	if requests < 100 {
		t.Errorf("only %d requests", requests)
	}
}

func classes(s *metric.Set) (n uint64) {
	for _, c := range hrsp {
		n += c.Sum(s)
	}
	return n
}

var molestations = []string{
	"GET / HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET /?size=20000 HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?size=500000 HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?st=500 HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?ms=30 HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?hang HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?empty HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?reset HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?garbage HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?trunc&size=1000 HTTP/1.1\r\nhost: x\r\n\r\n",
	"GET /?cut&size=100000&chunked=100 HTTP/1.1\r\nhost: x\r\n\r\n",
	"POST /?echo=body HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello",
	"POST /?echo=body HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nhello",
	"POST /?early HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nhello",
	"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
	"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nx",
	"GET /?upgrade HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\nabc",
	"no request\r\n\r\n",
	"GET / HT",
	"",
}

// molest opens a connection, sends something, and leaves in some way at some time.
func (r *rig) molest(rnd *rand.Rand) {
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Error(err)
		return
	}
	defer c.Close()
	text := molestations[rnd.IntN(len(molestations))]
	if rnd.IntN(4) == 0 {
		text = text[:rnd.IntN(len(text)+1)]
	}
	c.Write([]byte(text))
	wait := time.Duration(rnd.IntN(60)) * time.Millisecond
	c.SetReadDeadline(time.Now().Add(wait))
	buf := make([]byte, 1+rnd.IntN(100000))
	for rnd.IntN(3) > 0 {
		if _, err := c.Read(buf); err != nil {
			break
		}
	}
	switch rnd.IntN(3) {
	case 0:
		c.(*net.TCPConn).SetLinger(0)
	case 1:
		c.(*net.TCPConn).CloseWrite()
		c.SetReadDeadline(time.Now().Add(wait))
		c.Read(buf)
	}
}

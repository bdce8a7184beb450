package proxy

import (
	"strings"
	"testing"
	"time"
)

// Sessions beyond the rate wait in the kernel's backlog, and are served.
func TestRateLimit(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n rate-limit sessions 20\n default_backend b\nbackend b\n server s1 "+o.Addr()+"\n")
		begun := time.Now()
		for range 40 {
			c := r.dial()
			if res, _ := c.get("GET", "/", "", ""); res.StatusCode != 200 {
				t.Fatalf("status %d", res.StatusCode)
			}
			c.Close()
		}
		if took := time.Since(begun); took < 500*time.Millisecond {
			t.Errorf("40 sessions at 20 a second took %v", took)
		}
	})
}

// An operator who enables a frontend does not lift its rate limit.
func TestEnableKeepsTheRate(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n http-request return status 200\n")
		f := r.gateway.Frontend("f")
		enable := func() {
			if !f.Pause() || !f.Resume() {
				t.Fatal("not paused and enabled")
			}
			for i := range r.loops.N() { // each has then heard of it
				heard := make(chan struct{})
				r.loops.Loop(i).Post(func() { close(heard) })
				<-heard
			}
		}
		f.throttled.Store(true)
		enable()
		c := r.dial()
		c.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		if _, err := c.r.Peek(1); err == nil {
			t.Error("served although it is throttled")
		}
		c.SetReadDeadline(time.Now().Add(grace))
		f.throttled.Store(false)
		enable()
		if res, _ := c.read("GET"); res.StatusCode != 200 {
			t.Errorf("status %d", res.StatusCode)
		}
	})
}

// The rates of the process hold over all frontends, and an operator changes them.
func TestProcessRates(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := newRig(t, poller, "global\n maxconnrate 1000\nfrontend f\n bind 127.0.0.1:1\n default_backend b\nbackend b\n server s1 "+o.Addr()+"\n")
		r.gateway.Global.Rates.Conn.Store(20)
		begun := time.Now()
		for range 40 {
			c := r.dial()
			if res, _ := c.get("GET", "/", "", ""); res.StatusCode != 200 {
				t.Fatalf("status %d", res.StatusCode)
			}
			c.Close()
		}
		if took := time.Since(begun); took < 500*time.Millisecond {
			t.Errorf("40 connections at 20 a second took %v", took)
		}
	})
}

// A request that is dribbled is ended by timeout http-request, whatever its pace.
func TestRequestTimeout(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		hasty := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n timeout http-request 200ms\n")
		c := hasty.dial()
		go func() {
			for _, b := range []byte("GET / HTTP/1.1\r\nhost: a-host-that-takes-long-to-be-written\r\n") {
				if _, err := c.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}()
		if got := c.rest(); !strings.HasPrefix(got, "HTTP/1.1 408 ") {
			t.Errorf("%.50q", got)
		}
		refused := hasty.gateway.Frontend("f")
		hasty.exact("requests", func() uint64 { return h1req.Sum(refused.Set) }, 1)
		hasty.exact("ereq", func() uint64 { return ereq.Sum(refused.Set) }, 1)
		r := newRig(t, poller, "frontend f\n bind 127.0.0.1:1\n timeout http-keep-alive 100ms\n default_backend b\nbackend b\n server s1 "+o.Addr()+"\n")
		k := r.dial()
		k.get("GET", "/", "", "")
		if got := k.rest(); got != "" {
			t.Errorf("an idle connection ends with %q", got)
		}
		f := r.gateway.Frontend("f")
		r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 1)
		r.exact("ereq", func() uint64 { return ereq.Sum(f.Set) }, 0)
	})
}

// The last invalid request and response of a proxy are kept for show errors.
func TestErrorCaptures(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		bad := "GET / HTTP/1.1\r\nHost: a\r\nBad Header : x\r\n\r\n"
		c := r.dial()
		c.send(bad)
		c.rest()
		e := r.gateway.Frontend("f").BadRequest()
		if e == nil || string(e.Bytes) != bad || e.Pos != 28 || e.State.String() != "MSG_HDR_NAME(17)" {
			t.Errorf("%+v", e)
		}
		r.dial().get("GET", "/?garbage", "", "")
		e = r.gateway.Backend("b").BadResponse()
		if e == nil || !e.Response || e.Server.Name != "s1" || len(e.Bytes) == 0 {
			t.Errorf("%+v", e)
		}
	})
}

// A gateway that stops ends idle connections and lets requests finish.
func TestSoftStop(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		idle, busy := r.dial(), r.dial()
		idle.get("GET", "/", "", "")
		busy.send("GET /?hold HTTP/1.1\r\nhost: x\r\n\r\n")
		eventually(t, "request in progress", func() bool { return o.Ledger().Held == 1 })
		r.gateway.SoftStop()
		if got := idle.rest(); got != "" {
			t.Errorf("%q", got)
		}
		o.Release()
		if res, _ := busy.read("GET"); res.StatusCode != 200 || !res.Close {
			t.Errorf("%+v", res)
		}
		select {
		case <-r.gateway.Drained():
		case <-time.After(grace):
			t.Error("the gateway does not drain")
		}
	})
}

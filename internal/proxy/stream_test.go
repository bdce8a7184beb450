package proxy

import (
	"io"
	"strings"
	"testing"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func TestKeepAlive(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		c := r.dial()
		for range 4 {
			res, body := c.get("GET", "/", "", "")
			if res.StatusCode != 200 || body != "ok\n" {
				t.Fatalf("%d %q", res.StatusCode, body)
			}
		}
		res, body := c.get("POST", "/?echo=body", "content-length: 5\r\n", "hello")
		if res.StatusCode != 200 || body != "hello" {
			t.Fatalf("%d %q", res.StatusCode, body)
		}
		for _, rec := range r.log.wait(t, 5) {
			if rec.flags != "--" || rec.status != 200 || rec.server != "s1" {
				t.Errorf("log: %+v", rec)
			}
		}
		f, b := r.gateway.Frontend("f"), r.gateway.Backend("b")
		s := b.Server("s1")
		r.exact("f stot", func() uint64 { return stot.Sum(f.Set) }, 1)
		r.exact("f req_tot", func() uint64 { return h1req.Sum(f.Set) }, 5)
		r.exact("f hrsp_2xx", func() uint64 { return hrsp[1].Sum(f.Set) }, 5)
		r.exact("b stot", func() uint64 { return stot.Sum(b.Set) }, 5)
		r.exact("s stot", func() uint64 { return stot.Sum(s.Set) }, 5)
		r.exact("s lbtot", func() uint64 { return lbtot.Sum(s.Set) }, 5)
		r.exact("s connect", func() uint64 { return connects.Sum(s.Set) }, 1)
		r.exact("s reuse", func() uint64 { return reuses.Sum(s.Set) }, 4)
		ledger := o.Ledger()
		r.exact("b reqbout", func() uint64 { return reqbout.Sum(b.Set) }, uint64(ledger.In))
		r.exact("b resbin", func() uint64 { return resbin.Sum(b.Set) }, uint64(ledger.Out))
	})
}

func TestBigBodies(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o)
		c := r.dial()
		if _, body := c.get("GET", "/?size=3000000", "", ""); len(body) != 3000000 {
			t.Errorf("%d bytes", len(body))
		}
		if _, body := c.get("GET", "/?size=300000&chunked=777", "", ""); len(body) != 300000 {
			t.Errorf("%d bytes", len(body))
		}
		big := strings.Repeat("0123456789abcdef", 1<<16)
		go io.WriteString(c, "POST /?echo=body HTTP/1.1\r\nhost: x\r\ncontent-length: 1048576\r\n\r\n"+big)
		if _, body := c.read("POST"); body != big {
			t.Errorf("%d bytes", len(body))
		}
		if _, body := c.get("GET", "/", "", ""); body != "ok\n" {
			t.Errorf("%q", body)
		}
		for _, rec := range r.log.wait(t, 4) {
			t.Logf("%+v", rec)
		}
	})
}

func init() {
	rule.Register(rule.Spec{Name: "test-panic", In: rule.HTTPResponse, Usage: "test-panic", Help: "Panics.",
		Parse: func(*rule.Parser) (rule.Action, error) {
			return rule.Func(func(*netio.Task, *sample.Ctx) rule.Verdict { panic("of a test") }), nil
		}})
}

// A panic in the midst of a request ends that request only, and leaves nothing in use.
func TestCrash(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o, "http-response test-panic")
		b := r.gateway.Backend("b")
		c := r.dial()
		c.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
		if got := c.rest(); got != "" {
			t.Errorf("%q", got)
		}
		if rec := r.log.wait(t, 1)[0]; rec.flags != "ID" && rec.flags != "IH" {
			t.Errorf("log %+v", rec)
		}
		f := r.gateway.Frontend("f")
		r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 1)
		r.exact("responses", func() uint64 { return classes(f.Set) }, 1)
		r.exact("eint", func() uint64 { return eint.Sum(f.Set) }, 1)
		r.exact("sessions open", func() uint64 { return sessions.Value(f.Set) }, 0)
		r.exact("slots in use", func() uint64 { return uint64(b.Server("s1").Slots.Used()) }, 0)
	})
}

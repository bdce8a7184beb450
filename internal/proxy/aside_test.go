package proxy

import (
	"strings"
	"testing"

	"github.com/dlclark/regexp2"

	"metergate/internal/regex"
)

// TestRegexBomb: a condition whose search takes too long counts as not met, and others are served meanwhile.
func TestRegexBomb(t *testing.T) {
	t.Cleanup(regexp2.StopTimeoutClock)
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o,
			`http-request deny if { req.hdr(x) -m reg ^(a+)+\1$ }`,
			`http-request replace-header x ^(b+)+\1$ no`,
			`http-request replace-header y ^(?!r)p(q)p$ p\1\1p`,
			`http-request return status 200 content-type text/plain lf-string %[req.hdr(y)] if { req.hdr(y) -m reg ^(.)q+\1$ }`)
		before := regex.Exhausted()
		var bombs [8]*client
		for i := range bombs {
			bombs[i] = r.dial()
			bombs[i].send("GET / HTTP/1.1\r\nhost: a\r\nx: " + strings.Repeat("ab"[i%2:i%2+1], 60) + "!\r\n\r\n")
		}
		if res, body := r.dial().get("GET", "/", "y: pqp\r\n", ""); res.StatusCode != 200 || body != "pqqp" {
			t.Errorf("beside bombs: %d %s", res.StatusCode, body)
		}
		if res, _ := r.dial().get("GET", "/", "x: aaaa\r\n", ""); res.StatusCode != 403 {
			t.Errorf("what matches is not denied: %d", res.StatusCode)
		}
		for _, c := range bombs {
			if res, _ := c.read("GET"); res.StatusCode != 200 {
				t.Errorf("a bomb: %d", res.StatusCode)
			}
		}
		if n := regex.Exhausted() - before; n != uint64(len(bombs)) {
			t.Errorf("%d searches were given up, want %d", n, len(bombs))
		}
	})
}

package proxy

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A listener of syslog lines for one test.
type syslogd struct {
	t *testing.T
	net.PacketConn
}

func newSyslogd(t *testing.T, network, addr string) *syslogd {
	t.Helper()
	c, err := net.ListenPacket(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &syslogd{t, c}
}

// next returns the next line.
func (d *syslogd) next() string {
	d.t.Helper()
	buf := make([]byte, 64<<10)
	d.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, _, err := d.ReadFrom(buf)
	if err != nil {
		d.t.Fatalf("no log line: %v", err)
	}
	return string(buf[:n])
}

// match fails the test unless the next line matches, a line feed at its end included.
func (d *syslogd) match(pattern string) {
	d.t.Helper()
	if line := d.next(); !regexp.MustCompile(`^` + pattern + `\n$`).MatchString(line) {
		d.t.Errorf("log line %q does not match %s", line, pattern)
	}
}

const syslogHead = `<134>\w{3} [ \d]\d \d\d:\d\d:\d\d haproxy\[\d+\]: `

func TestAccessLog(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		d := newSyslogd(t, "udp", "127.0.0.1:0")
		r := newLoggedRig(t, poller, fmt.Sprintf(`
global
  log %s local0
frontend f
  bind 127.0.0.1:1
  log global
  option httplog
  default_backend b
backend b
  http-request deny if { path /no }
  server s1 %s
`, d.LocalAddr(), o.Addr()))
		r.dial().get("GET", "/a?b=c", "", "")
		d.match(syslogHead + `127\.0\.0\.1:\d+ \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] f b/s1 \d+/\d+/\d+/\d+/\d+ 200 \d+ - - ---- 1/1/0/0/0 0/0 "GET /a\?b=c HTTP/1\.1"`)
		r.dial().get("GET", "/no", "", "")
		d.match(syslogHead + `\S+ \S+ f b/<NOSRV> \d+/-1/-1/-1/\d+ 403 0 - - PR-- \d/\d/0/0/0 0/0 "GET /no HTTP/1\.1"`)
	})
}

func TestConnectionLog(t *testing.T) {
	o := startOrigin(t)
	path := filepath.Join(t.TempDir(), "log")
	d := newSyslogd(t, "unixgram", path)
	r := newLoggedRig(t, "epoll", fmt.Sprintf("frontend f\n bind 127.0.0.1:1\n log %s local1 info\n default_backend b\nbackend b\n server s1 %s\n", path, o.Addr()))
	r.dial().get("GET", "/", "", "")
	d.match(strings.Replace(syslogHead, "134", "142", 1) + `Connect from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+ \(f/HTTP\)`)
	os.Remove(path)
}

// newLoggedRig is newRig for a configuration that logs, so that the recorder stays empty.
func newLoggedRig(t *testing.T, poller, text string) *rig {
	t.Helper()
	r := newRig(t, poller, text)
	t.Cleanup(r.gateway.Logs.Close)
	return r
}

// TestLoggedRequestAllocatesNothing: neither the line of a request nor the rules that it went through leave garbage.
func TestLoggedRequestAllocatesNothing(t *testing.T) {
	d := newSyslogd(t, "udp", "127.0.0.1:0")
	r := newLoggedRig(t, "epoll", fmt.Sprintf(`
frontend f
  bind 127.0.0.1:1
  log %s local0
  option httplog
  capture request header host len 20
  acl ten req.hdr_cnt(x) 0
  http-request set-header x-src "%%[src]:%%[src_port]" if ten
  http-request set-var(txn.host) req.hdr(host)
  http-request set-path /new%%[path] if { path_beg /a }
  http-response set-header x-host "%%[var(txn.host)] %%[status] %%[nbsrv(b)]"
  default_backend b
backend b
  server s1 %s
`, d.LocalAddr(), plainOrigin(t)))
	c := r.dial()
	pester(t, c, 5000) // each place of the log queue gets its buffer
	if n := allocations(t, c); n > 0.01 {
		t.Errorf("%.3f allocations a request", n)
	}
}

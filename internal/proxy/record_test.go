package proxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"metergate/internal/netio"
)

// recordTo has the records of a frontend of a rig come to a channel.
func recordTo(r *rig, frontend string) <-chan []byte {
	all := make(chan []byte, 100)
	r.gateway.Record(func(name string) bool { return name == frontend }, func(b []byte) { all <- bytes.Clone(b) })
	netio.Collect(r.loops, func(*netio.Loop) int { return 0 }) // the loops know it now
	return all
}

func nextRecord(t *testing.T, all <-chan []byte) (got map[string]any) {
	t.Helper()
	select {
	case b := <-all:
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%v in %s", err, b)
		}
		for name := range got {
			if !slices.Contains(RecordNames(), name) {
				t.Errorf("%s is not among the names", name)
			}
		}
	case <-time.After(20 * time.Second):
		t.Fatal("no record within 20 s")
	}
	return got
}

// TestRecords makes a request, one that is refused, and one whose rules want silence: it has no record.
func TestRecords(t *testing.T) {
	o := startOrigin(t)
	r := newRig(t, "epoll", fmt.Sprintf(`
frontend f
  bind 127.0.0.1:1
  capture request header x-note len 20
  http-request set-log-level silent if { path /silent }
  http-request deny if { path /no }
  default_backend b
backend b
  server s1 %s
`, o.Addr()))
	all, before := recordTo(r, "f"), time.Now().UnixMicro()
	c := r.dial()
	c.get("GET", "/silent", "", "")
	c.get("GET", "/a?b=\"c\"", "X-Note: q\"x\r\nUser-Agent: curl\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n", "")
	got := nextRecord(t, all)
	for name, want := range map[string]any{
		"mode": "http", "frontend": "f", "backend": "b", "server": "s1", "client": "127.0.0.1", "method": "GET", "target": "/a?b=\"c\"", "version": "HTTP/1.1",
		"status": 200.0, "ending": "----", "retries": 0.0, "user_agent": "curl", "request_captures": "{q#22x}", "response_captures": nil, "error": "", "tls_version": "",
		"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "queue_ms": 0.0, "server_queue": 0.0,
	} {
		if got[name] != want {
			t.Errorf("%s is %#v, not %#v", name, got[name], want)
		}
	}
	begin, end := int64(got["begin"].(float64)), int64(got["end"].(float64))
	if now := time.Now().UnixMicro(); begin < before || end < begin || now < end {
		t.Errorf("began at %d, ended at %d, and it is %d", begin, end, now)
	}
	r.dial().get("GET", "/no", "", "")
	if got = nextRecord(t, all); got["status"] != 403.0 || got["server"] != "<NOSRV>" || got["connect_ms"] != -1.0 || got["ending"] != "PR--" {
		t.Errorf("refused: %v", got)
	}
}

// TestRecordsOfConnections passes TCP on.
func TestRecordsOfConnections(t *testing.T) {
	o := startOrigin(t)
	r := newRig(t, "epoll", fmt.Sprintf("frontend f\n mode tcp\n bind 127.0.0.1:1\n default_backend b\nbackend b\n mode tcp\n server s1 %s\n", o.Addr()))
	all := recordTo(r, "f")
	c := r.dial()
	c.get("GET", "/", "Connection: close\r\n", "")
	c.Close()
	if got := nextRecord(t, all); got["mode"] != "tcp" || got["server"] != "s1" || got["bytes_in"].(float64) < 10 || got["status"] != nil || got["ending"] != "--" {
		t.Errorf("the record is %v", got)
	}
}

// TestRecordedRequestAllocatesNothing has the record of each request made.
func TestRecordedRequestAllocatesNothing(t *testing.T) {
	r := newRigWith(t, "epoll", fmt.Sprintf("frontend f\n bind 127.0.0.1:1\n no log\n default_backend b\nbackend b\n server s1 %s\n", plainOrigin(t)), nil)
	n := 0
	r.gateway.Record(func(string) bool { return true }, func(b []byte) { n += len(b) })
	netio.Collect(r.loops, func(*netio.Loop) int { return 0 })
	c := r.dial()
	pester(t, c, 1000)
	if got := allocations(t, c); got > 0.01 {
		t.Errorf("%.3f allocations a request", got)
	}
}

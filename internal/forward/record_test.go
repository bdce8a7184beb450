package forward

import (
	"testing"

	"metergate/internal/proxy"
)

// recordLine is a record as the data path makes it, of a request with secrets wherever some can be.
const recordLine = `{"mode": "http", "begin": 1700000000123456, "total_ms": 23, "ending": "----", "method": "GET", "target": "/a/b?key=s3cret&page=2", "version": "HTTP/1.1", ` +
	`"host": "api.example:8080", "user_agent": "curl \"8\"", "status": 200, "request_ms": 1, "response_ms": -1, "request_captures": "{abc|Bearer s3cret}", "response_captures": null, ` +
	`"request_cookie": "id=s3cret", "response_cookie": "", "id": "u-1", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "operation": "", "consumer": "key-1", ` +
	`"end": 1700000000146456, "frontend": "fe", "listener": "main", "backend": "be", "server": "s1", "client": "192.0.2.1", "client_port": 40000, "address": "192.0.2.2", "port": 443, ` +
	`"tls_version": "TLSv1.3", "tls_cipher": "TLS_AES_128_GCM_SHA256", "queue_ms": 0, "connect_ms": 2, "bytes_in": 120, "bytes_out": 4096, "connections": 3, "frontend_connections": 2, ` +
	`"backend_connections": 1, "server_connections": 0, "retries": "+1", "server_queue": 0, "backend_queue": 0, "error": ""}`

// readRecord parses a record whose frontend captures two fields, the second of which carries credentials.
func readRecord(t *testing.T, line string) *record {
	t.Helper()
	r := &record{id: "x-7", instance: "gw:8404", captures: func(string, int) []proxy.Capture {
		return []proxy.Capture{{Header: "x-note"}, {Header: "authorization"}}
	}}
	if !r.parse([]byte(line)) {
		t.Fatalf("no record: %s", line)
	}
	return r
}

func TestRecord(t *testing.T) {
	r := readRecord(t, recordLine)
	for _, c := range []struct{ what, got, want string }{
		{"a text", r.text(factOf("user_agent")), `curl "8"`},
		{"an empty text", r.text(factOf("operation")), ""},
		{"null", r.text(factOf("response_captures")), ""},
		{"a number as text", r.text(factStatus), "200"},
		{"the target", r.request(factTarget), "/a/b?key=***&page=2"},
		{"a cookie", r.cookie(factOf("request_cookie")), "id=***"},
		{"captures", r.captured(factOf("request_captures"), 0)[0] + " " + r.captured(factOf("request_captures"), 0)[1], "abc ***"},
		{"the trace", r.trace(), "0af7651916cd43dd8448eb211c80319c"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %q, not %q", c.what, c.got, c.want)
		}
	}
	if n, ok := r.number(factOf("retries")); n != 1 || !ok {
		t.Errorf("%d retries, %v", n, ok)
	}
	if _, ok := r.number(factOf("response_ms")); ok {
		t.Error("what was not reached has a time")
	}
	for _, bad := range []string{``, `{`, `{"a"`, `{"a": }`, `{"a": "x`, `[1]`, `{"a": 1`, `{a: 1}`} {
		if new(record).parse([]byte(bad)) {
			t.Errorf("%s is taken as a record", bad)
		}
	}
}

// FuzzRecord holds the reader of records to what it promises: no panic, and no facts of what is none.
func FuzzRecord(f *testing.F) {
	f.Add([]byte(recordLine))
	f.Add([]byte(`{"host": "\\\"", "retries": "+"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		r := &record{captures: func(string, int) []proxy.Capture { return []proxy.Capture{{Header: "cookie"}} }}
		if !r.parse(line) {
			return
		}
		for _, at := range factPlaces {
			r.text(at)
			r.number(at)
		}
		r.captured(factOf("request_captures"), 0)
		r.request(factTarget)
		r.trace()
	})
}

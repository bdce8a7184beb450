package http1

import (
	"cmp"
	"errors"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	fields := func(n int) string { return strings.Repeat("A: b\r\n", n) }
	padded := func(size int) string {
		const around = "GET / HTTP/1.0\r\nA: \r\n\r\n"
		return "GET / HTTP/1.0\r\nA: " + strings.Repeat("x", size-len(around)) + "\r\n\r\n"
	}
	tests := []struct {
		name, in, reason string
		o                *Options
		status           int // 400 unless given
	}{
		{"100 fields", "GET / HTTP/1.0\r\n" + fields(100) + "\r\n", "", nil, 0},
		{"101 fields", "GET / HTTP/1.0\r\n" + fields(101) + "\r\n", "too many fields", nil, 0},
		{"more allowed", "GET / HTTP/1.0\r\n" + fields(101) + "\r\n", "", &Options{MaxFields: 102}, 0},
		{"largest head", padded(15360), "", nil, 0},
		{"one byte more", padded(15361), "request head too large", nil, 431},
		{"endless empty lines", strings.Repeat("\r\n", 8000), "request head too large", nil, 414},
		{"endless target", "GET /" + strings.Repeat("a", 16000), "request head too large", nil, 414},
		{"endless name", "GET / HTTP/1.0\r\n" + strings.Repeat("a", 16000), "request head too large", nil, 431},
		{"endless method", strings.Repeat("A", 16000), "request head too large", nil, 414},
		{"longest target", "GET /2345 HTTP/1.0\r\n\r\n", "", &Options{MaxTarget: 5}, 0},
		{"target too long", "GET /23456 HTTP/1.0\r\n\r\n", "request target too long", &Options{MaxTarget: 5}, 0},
		{"name of 64 KiB", "GET / HTTP/1.0\r\n" + strings.Repeat("n", 1<<16) + ": v\r\n\r\n", "field name too long", &Options{MaxHead: 1 << 20}, 0},
		{"64 connection tokens", "GET / HTTP/1.0\r\nConnection: close" + strings.Repeat(",x", 64) + "\r\n\r\n", "", nil, 0},
		{"65 connection tokens", "GET / HTTP/1.0\r\nConnection: " + strings.Repeat("x,", 65) + "\r\n\r\n", "too many connection tokens", nil, 0},
		{"body in a GET of HTTP/1.0", "GET / HTTP/1.0\r\nContent-Length: 1\r\n\r\n", "", &Options{AnyBody: true}, 0},
	}
	for _, tt := range tests {
		for _, piece := range []int{97, 1 << 20} {
			var r Request
			n, err := grow([]byte(tt.in), piece, func(b []byte) (int, error) { return r.Parse(b, tt.o) })
			var e *Error
			switch {
			case tt.reason == "" && (err != nil || n != len(tt.in)):
				t.Errorf("%s: %d of %d, %v", tt.name, n, len(tt.in), err)
			case tt.reason != "" && (!errors.As(err, &e) || e.Reason != tt.reason || e.Status != cmp.Or(tt.status, 400)):
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	}
	var r Response
	_, err := r.Parse([]byte("HTTP/1.1 200 OK\r\nA: "+strings.Repeat("x", 16000)), nil, nil)
	if err == nil || err.Error() != "response head too large at position 15360" {
		t.Errorf("large response: %v", err)
	}
}

func TestPipelinedRequestsAreTakenOneByOne(t *testing.T) {
	in := []byte("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\nGET /3")
	var r Request
	var got []string
	for {
		n, err := r.Parse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
		host, _ := r.Get("host")
		got = append(got, string(r.Path())+string(host))
		in = in[n:]
	}
	if strings.Join(got, " ") != "/1a /2b" || string(in) != "GET /3" {
		t.Errorf("got %v, rest %q", got, in)
	}
}

func TestHeadOutlivesItsView(t *testing.T) {
	view := []byte("GET /path HTTP/1.1\r\nHost: a\r\n\r\n")
	var r Request
	if _, err := r.Parse(view, nil); err != nil {
		t.Fatal(err)
	}
	clear(view)
	if got := string(r.Append(nil, true)); got != "GET /path HTTP/1.1\r\nhost: a\r\n\r\n" {
		t.Errorf("sent %q", got)
	}
}

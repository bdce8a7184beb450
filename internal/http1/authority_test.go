package http1

import "testing"

// The rows follow HAProxy's behaviour on absolute targets, CONNECT and Host.
func TestHostAndAuthority(t *testing.T) {
	tests := []struct {
		method, target, host string
		wantTarget, wantHost string // empty target: 400
	}{
		{"GET", "http://toto:poue@hostname:80/c1", "hostname:80", "http://toto:poue@hostname/c1", "hostname"},
		{"GET", "http://hostname:8080/c2", "hostname:8080", "http://hostname:8080/c2", "hostname:8080"},
		{"GET", "https://hostname:443/c3", "hostname:443", "https://hostname/c3", "hostname"},
		{"GET", "https://hostname:80/c4", "hostname:80", "https://hostname:80/c4", "hostname:80"},
		{"CONNECT", "hostname:80", "hostname:80", "hostname:80", "hostname"},
		{"CONNECT", "hostname:80", "hostname", "hostname:80", "hostname"},
		{"CONNECT", "hostname:80", "hostname:", "hostname:80", "hostname:"},
		{"CONNECT", "hostname:443", "hostname:443", "hostname:443", "hostname"},
		{"CONNECT", "hostname:8443", "hostname:8443", "hostname:8443", "hostname:8443"},
		{"CONNECT", "[::1]:443", "[::1]", "[::1]:443", "[::1]"},
		{"GET", "http://hostname1/", "hostname2", "", ""},
		{"GET", "http://hostname:80/", "hostname:81", "", ""},
		{"GET", "http://hostname:8080/", "hostname", "", ""},
		{"GET", "http://hostname/", "hostname:81", "", ""},
		{"CONNECT", "hostname", "hostname", "", ""},
		{"CONNECT", "hostname1:80", "hostname2:80", "", ""},
		{"CONNECT", "hostname:80", "hostname:443", "", ""},
		{"CONNECT", "hostname:8080", "hostname", "", ""},
		{"CONNECT", "/", "hostname", "", ""},
		{"CONNECT", "hostname:", "hostname", "", ""},
		{"CONNECT", "http://hostname:80", "hostname", "", ""},
		{"CONNECT", "user@hostname:80", "hostname", "", ""},
		{"GET", "http://hostname:80/c20", "hostname", "http://hostname/c20", "hostname"},
		{"GET", "https://hostname:443/c21", "hostname", "https://hostname/c21", "hostname"},
		{"GET", "http://hostname/c22", "hostname:80", "http://hostname/c22", "hostname:80"},
		{"GET", "https://hostname/c23", "hostname:443", "https://hostname/c23", "hostname:443"},
		{"GET", "http://hostname:/c24", "hostname", "http://hostname/c24", "hostname"},
		{"GET", "https://hostname:/c25", "hostname", "https://hostname/c25", "hostname"},
		{"GET", "http://hostname/c26", "hostname:", "http://hostname/c26", "hostname:"},
		{"GET", "http://hostname:80/c28", "hostname:", "http://hostname/c28", "hostname"},
		{"GET", "http://hostname:/c29", "hostname:80", "http://hostname/c29", "hostname"},
		{"GET", "https://hostname:443/c30", "hostname:", "https://hostname/c30", "hostname"},
		{"GET", "https://hostname:/c31", "hostname:443", "https://hostname/c31", "hostname"},
		{"GET", "http://:", ":80", "http:///", ""},
		{"GET", "https://:", ":443", "https:///", ""},
		{"GET", "http://:", ":", "http:///", ""},
		{"GET", "http://hostname", "hostname", "http://hostname/", "hostname"},
		{"GET", "http://hostname:80", "hostname", "http://hostname/", "hostname"},
		{"GET", "https://hostname:", "hostname", "https://hostname/", "hostname"},
		{"GET", "http://hostname:81", "hostname:81", "http://hostname:81/", "hostname:81"},
		{"GET", "http://hostname?a=b", "hostname", "http://hostname?a=b", "hostname"},
		{"GET", "http://hostname:80?c=d", "hostname:80", "http://hostname?c=d", "hostname"},
		{"GET", "http://HOSTname/", "hostNAME", "http://HOSTname/", "hostNAME"},
		{"OPTIONS", "*", "a", "*", "a"},
		{"OPTIONS", "/", "a", "/", "a"},
		{"OPTIONS", "http://haproxy.org", "haproxy.org", "http://haproxy.org", "haproxy.org"},
		{"OPTIONS", "*/test", "a", "", ""},
		{"GET", "*", "a", "", ""},
		{"GET", "haproxy.org:80", "haproxy.org", "", ""},
		{"GET", "admin", "a", "", ""},
		{"GET", "admin/a/b", "a", "", ""},
		{"GET", "/", "", "/", ""},
		{"GET", "/", "[::1]:8080", "/", "[::1]:8080"},
	}
	for _, tt := range tests {
		var r Request
		_, err := r.Parse([]byte(tt.method+" "+tt.target+" HTTP/1.1\r\nHost: "+tt.host+"\r\n\r\n"), nil)
		if (err != nil) != (tt.wantTarget == "") {
			t.Errorf("%s %s host %q: %v", tt.method, tt.target, tt.host, err)
		}
		if err != nil {
			continue
		}
		host, _ := r.Get("host")
		if string(r.Target()) != tt.wantTarget || string(host) != tt.wantHost {
			t.Errorf("%s %s host %q: became %q host %q", tt.method, tt.target, tt.host, r.Target(), host)
		}
	}
}

func TestAbsoluteTargetGivesHost(t *testing.T) {
	r := parseRequest(t, "GET http://u@name:80/x HTTP/1.0\r\nA: b\r\n\r\n", nil)
	const want = "GET http://u@name/x HTTP/1.0\r\na: b\r\nhost: name\r\n\r\n"
	if got := string(r.Append(nil, false)); got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestTargetPieces(t *testing.T) {
	tests := []struct{ target, scheme, authority, path, query string }{
		{"/", "", "", "/", ""},
		{"/a/b?c=d?e", "", "", "/a/b", "c=d?e"},
		{"/a?", "", "", "/a", ""},
		{"http://h/p?q", "http", "h", "/p", "q"},
		{"http://u:p@h:81?q", "http", "u:p@h:81", "/", "q"},
		{"https://h", "https", "h", "/", ""},
		{"//x/y", "", "", "//x/y", ""},
	}
	for _, tt := range tests {
		var r Request
		r.Form = FormOrigin
		if !r.SetTarget([]byte(tt.target)) {
			t.Fatalf("SetTarget(%q) refused", tt.target)
		}
		if string(r.Scheme()) != tt.scheme || string(r.Authority()) != tt.authority || string(r.Path()) != tt.path || string(r.Query()) != tt.query {
			t.Errorf("%q: %q %q %q %q", tt.target, r.Scheme(), r.Authority(), r.Path(), r.Query())
		}
	}
}

func TestTargetEdits(t *testing.T) {
	tests := []struct {
		target string
		edit   func(*Request) bool
		want   string
	}{
		{"/a?b", func(r *Request) bool { return r.SetPath([]byte("/x/y")) }, "/x/y?b"},
		{"/a?b", func(r *Request) bool { return r.SetQuery([]byte("z=1")) }, "/a?z=1"},
		{"/a?b", func(r *Request) bool { return r.SetQuery(nil) }, "/a"},
		{"/a", func(r *Request) bool { return r.SetQuery([]byte("q")) }, "/a?q"},
		{"/a?b", func(r *Request) bool { return r.SetPathQuery([]byte("/c?d")) }, "/c?d"},
		{"http://h/a?b", func(r *Request) bool { return r.SetPath([]byte("/x")) }, "http://h/x?b"},
		{"/a?b", func(r *Request) bool { return !r.SetPath([]byte("/x y")) }, "/a?b"},
		{"/a?b", func(r *Request) bool { return !r.SetPath([]byte("/x\r\n")) }, "/a?b"},
		{"/a", func(r *Request) bool { return !r.SetTarget([]byte("a/b")) }, "/a"},
		{"/a", func(r *Request) bool { return !r.SetTarget(nil) }, "/a"},
	}
	for i, tt := range tests {
		r := parseRequest(t, "GET "+tt.target+" HTTP/1.0\r\n\r\n", nil)
		if !tt.edit(r) || string(r.Target()) != tt.want {
			t.Errorf("row %d: %q became %q, want %q", i, tt.target, r.Target(), tt.want)
		}
	}
}

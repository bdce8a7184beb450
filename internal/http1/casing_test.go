package http1

import "testing"

func TestCasing(t *testing.T) {
	c := make(Casing)
	if !c.Set("Content-Length", "Content-LENGTH") || !c.Set("host", "Host") || c.Set("host", "Hosts") || c.Set("", "") {
		t.Error("Set accepts or refuses the wrong pairs")
	}
	r := parseRequest(t, "POST /host HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX: host\r\n\r\n", nil)
	head := r.Append(nil, true)
	c.Apply(head, true)
	const want = "POST /host HTTP/1.1\r\nHost: a\r\nContent-LENGTH: 3\r\nx: host\r\n\r\n"
	if string(head) != want {
		t.Errorf("got %q", head)
	}
	trailers := []byte("host: a\r\nb: c\r\n")
	if c.Apply(trailers, false); string(trailers) != "Host: a\r\nb: c\r\n" {
		t.Errorf("got %q", trailers)
	}
}

func TestRequestOfOurs(t *testing.T) {
	var r Request
	if !r.Start("OPTIONS", "*", Version10) || string(r.Append(nil, false)) != "OPTIONS * HTTP/1.0\r\n\r\n" {
		t.Errorf("sent %q", r.Append(nil, false))
	}
	if !r.Start("GET", "/health?x", Version11) {
		t.Fatal("refused")
	}
	r.Add([]byte("Host"), []byte("a"))
	r.SetLength(3)
	if got := string(r.Append(nil, false)); got != "GET /health?x HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nconnection: close\r\n\r\n" {
		t.Errorf("sent %q", got)
	}
	if r.Start("GET", "a b", Version11) || r.Start("G T", "/", Version11) || r.Start("GET", "*", Version11) {
		t.Error("accepts what is no request")
	}
}

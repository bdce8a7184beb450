package origin

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// exchangeRaw sends text on a connection of its own and reads up to the end.
func exchangeRaw(t *testing.T, s *Server, text string) (string, error) {
	t.Helper()
	c, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, text)
	all, err := io.ReadAll(c)
	return string(all), err
}

func start(t *testing.T) *Server {
	t.Helper()
	s, err := Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func TestAnswers(t *testing.T) {
	s := start(t)
	tests := []struct{ query, want string }{
		{"close", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n"},
		{"close&st=404", "HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n"},
		{"close&st=500&reason=X&size=0", "HTTP/1.1 500 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"},
		{"close&st=204", "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"},
		{"close&size=5", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nxxxxx"},
		{"until&size=5", "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nxxxxx"},
		{"trunc&size=4", "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nxx"},
		{"http10&size=1", "HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx"},
		{"close&chunked=2&size=3&trailer=a:b", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n2\r\nxx\r\n1\r\nx\r\n0\r\na: b\r\n\r\n"},
		{"close&h=X-A:1&h=X-B:2&size=0", "HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"},
		{"raw=HTTP/1.1+200+OK%0d%0a%0d%0abody", "HTTP/1.1 200 OK\r\n\r\nbody"},
		{"garbage", "this is not HTTP\r\n\r\n"},
		{"empty", ""},
		{"st=abc", "HTTP/1.1 599 Bad Behaviour\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n"},
	}
	for _, tt := range tests {
		got, err := exchangeRaw(t, s, "GET /?"+tt.query+" HTTP/1.1\r\nHost: o\r\n\r\n")
		if err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.query, got, err, tt.want)
		}
	}
	if l := s.Ledger(); l.Requests != len(tests) || l.Finished != len(tests) {
		t.Errorf("ledger has %d requests, %d finished; want %d", l.Requests, l.Finished, len(tests))
	}
}

func TestResets(t *testing.T) {
	s := start(t)
	for query, want := range map[string]string{"reset": "", "cut&size=10": "xxxxx"} {
		got, err := exchangeRaw(t, s, "GET /?"+query+" HTTP/1.1\r\nHost: o\r\n\r\n")
		if err == nil || !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, %v; want %q and a reset", query, got, err, want)
		}
	}
}

func TestEchoAndContinue(t *testing.T) {
	s := start(t)
	head := "POST /?echo=body&close HTTP/1.1\r\nHost: o\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
	got, _ := exchangeRaw(t, s, head+"3\r\nabc\r\n2\r\nde\r\n0\r\nx: y\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n") || !strings.HasSuffix(got, "abcde") {
		t.Errorf("echo of a chunked body: %q", got)
	}
	head = "GET /?echo&close HTTP/1.1\r\nHost: o\r\nX-Odd:  case \r\n\r\n"
	if got, _ = exchangeRaw(t, s, head); !strings.HasSuffix(got, head) {
		t.Errorf("echo of a head: %q", got)
	}
}

func TestLedgerCountsEveryByte(t *testing.T) {
	s := start(t)
	c, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	first, second := "GET /a HTTP/1.1\r\nHost: o\r\n\r\n", "POST /b?st=503 HTTP/1.1\r\nHost: o\r\nContent-Length: 4\r\n\r\nbody"
	io.WriteString(c, first+second)
	r, out := bufio.NewReader(c), 0
	for range 2 {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		out += len(fmt.Sprintf("HTTP/1.1 %s\r\ncontent-length: 3\r\n\r\nok\n", res.Status))
	}
	s.Stop()
	l := s.Ledger()
	if l.Conns != 1 || l.Open != 0 || l.Requests != 2 || l.Path("/b") != 1 || l.Status(503) != 1 {
		t.Errorf("ledger %+v", l)
	}
	if l.In != int64(len(first+second)) || l.Out != int64(out) {
		t.Errorf("ledger moved %d in and %d out; want %d and %d", l.In, l.Out, len(first+second), out)
	}
	if e := l.Entries; e[0].In != int64(len(first)) || e[1].In != int64(len(second)) || e[1].Body != 4 || e[0].Out+e[1].Out != l.Out {
		t.Errorf("entries %+v", e)
	}
}

func TestStopRefusesAndRestartServes(t *testing.T) {
	s := start(t)
	s.Stop()
	if c, err := net.Dial("tcp", s.Addr()); err == nil {
		c.Close()
		t.Error("a stopped origin accepts")
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := s.Set("/health", "st=503&close&size=0"); err != nil {
		t.Fatal(err)
	}
	got, _ := exchangeRaw(t, s, "GET /health HTTP/1.1\r\nHost: o\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 503 ") {
		t.Errorf("behaviour of a path: %q", got)
	}
}

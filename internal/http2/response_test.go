package http2

import (
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/http2"
)

const get, post = "GET / HTTP/1.1\r\nhost: x\r\n\r\n", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n"

// TestResponses: what a response becomes in HTTP/1.
func TestResponses(t *testing.T) {
	for _, tc := range []struct {
		name, ask string
		say       func(k *talk)
		want      string
	}{
		{"nothing", get, func(k *talk) { k.head(1, true, ":status", "200") }, "HTTP/1.1 200 OK|content-length: 0||"},
		{"length", get, func(k *talk) {
			k.head(1, false, ":status", "200", "content-length", "4")
			k.data(1, true, "body")
		}, "HTTP/1.1 200 OK|content-length: 4||body"},
		{"the end by itself", get, func(k *talk) {
			k.head(1, false, ":status", "200", "content-length", "4")
			k.data(1, false, "body")
			k.data(1, true, "")
		}, "HTTP/1.1 200 OK|content-length: 4||body"},
		{"chunks", get, func(k *talk) {
			k.head(1, false, ":status", "200")
			k.data(1, false, "bo")
			k.data(1, true, "dy")
		}, "HTTP/1.1 200 OK|transfer-encoding: chunked||2|bo|2|dy|0||"},
		{"trailers", get, func(k *talk) {
			k.head(1, false, ":status", "200")
			k.data(1, false, "body")
			k.head(1, true, "grpc-status", "0")
		}, "HTTP/1.1 200 OK|transfer-encoding: chunked||4|body|0|grpc-status: 0||"},
		{"trailers behind a length", get, func(k *talk) {
			k.head(1, false, ":status", "200", "content-length", "4")
			k.data(1, false, "body")
			k.head(1, true, "grpc-status", "0")
		}, "HTTP/1.1 200 OK|content-length: 4||body"},
		{"head", "HEAD / HTTP/1.1\r\nhost: x\r\n\r\n", func(k *talk) { k.head(1, true, ":status", "200", "content-length", "4") },
			"HTTP/1.1 200 OK|content-length: 4||"},
		{"304", get, func(k *talk) { k.head(1, true, ":status", "304", "etag", "1") }, "HTTP/1.1 304 Not Modified|etag: 1||"},
		{"interim", get, func(k *talk) {
			k.head(1, false, ":status", "103", "link", "</a>")
			k.head(1, true, ":status", "204")
		}, "HTTP/1.1 103 Informational|link: </a>||HTTP/1.1 204 No Content||"},
		{"fields", get, func(k *talk) { k.head(1, true, ":status", "200", "set-cookie", "a", "set-cookie", "b", "x", "") },
			"HTTP/1.1 200 OK|set-cookie: a|set-cookie: b|x: |content-length: 0||"},
		{"padding", get, func(k *talk) {
			k.head(1, false, ":status", "200", "content-length", "4")
			_ = k.framer.WriteDataPadded(1, true, []byte("body"), make([]byte, 200))
		}, "HTTP/1.1 200 OK|content-length: 4||body"},
		{"before the body", post, func(k *talk) { k.head(1, true, ":status", "413") }, "HTTP/1.1 413 Request Entity Too Large|content-length: 0||"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k := newTalk(t, true)
			k.ask(tc.ask)
			tc.say(k)
			k.hear()
			if got := k.told(); k.err != nil || got != tc.want {
				t.Errorf("told\n%s, want\n%s; %v", got, tc.want, k.err)
			}
			if rests := tc.ask != post; k.c.Resting() != rests {
				t.Errorf("resting is %v", !rests)
			}
		})
	}
}

// TestNext: requests follow each other on streams of their own.
func TestNext(t *testing.T) {
	k := newTalk(t, true)
	for i := range uint32(3) {
		k.ask(post)
		k.ask("body")
		k.head(2*i+1, true, ":status", "204")
		k.hear()
		if got := k.told(); got != "HTTP/1.1 204 No Content||" || !k.c.Resting() {
			t.Fatalf("request %d: %s", i, got)
		}
	}
	if n := k.c.TakeTally(); n != (Tally{Headers: 3, Settings: 1, Streams: 3}) {
		t.Errorf("counted %+v", n)
	}
}

// TestGrants: the server may send more as the reader takes what there is, and no more than that.
func TestGrants(t *testing.T) {
	k := newTalk(t, true)
	k.ask(get)
	k.head(1, false, ":status", "200")
	sent := 0
	for ; sent+maxFrame <= window; sent += maxFrame {
		k.data(1, false, strings.Repeat("x", maxFrame))
	}
	k.hear()
	k.read()
	k.c.Drained(window)
	if k.take(); len(k.read()) != 0 {
		t.Error("more was granted though nobody reads")
	}
	k.c.Drained(0)
	k.take()
	if got := strings.Join(k.read(), " "); got != "WINDOW_UPDATE/0 98304 WINDOW_UPDATE/1 98304" {
		t.Error(got)
	}
	for range window/maxFrame + 1 {
		k.data(1, false, strings.Repeat("x", maxFrame))
	}
	k.hear()
	k.ends(FlowControl, "GOAWAY/0 FLOW_CONTROL_ERROR")
}

// ends holds the error and the last frames sent against what they should be.
func (k *talk) ends(code Code, frames string) {
	k.t.Helper()
	var e *Error
	if !errors.As(k.err, &e) || e.Code != code {
		k.t.Errorf("ended with %v, want %v", k.err, code)
	}
	if got := k.read(); len(got) == 0 || got[len(got)-1] != frames {
		k.t.Errorf("sent %q, want %q", got, frames)
	}
	if k.c.Resting() {
		k.t.Error("the connection may be used again")
	}
}

// TestFarewells: how the server ends a request or the connection, and what that means.
func TestFarewells(t *testing.T) {
	for _, tc := range []struct {
		name   string
		say    func(k *talk)
		unseen bool
		want   string
	}{
		{"refused", func(k *talk) { _ = k.framer.WriteRSTStream(1, http2.ErrCodeRefusedStream) }, true, "HTTP/2: the server ended the stream (REFUSED_STREAM)"},
		{"reset", func(k *talk) { _ = k.framer.WriteRSTStream(1, http2.ErrCodeInternal) }, false, "HTTP/2: the server ended the stream (INTERNAL_ERROR)"},
		{"goaway before", func(k *talk) { _ = k.framer.WriteGoAway(0, http2.ErrCodeNo, nil) }, true, "HTTP/2: the server went away before the request (NO_ERROR)"},
		{"refused behind a hint", func(k *talk) {
			k.head(1, false, ":status", "103")
			_ = k.framer.WriteRSTStream(1, http2.ErrCodeRefusedStream)
		}, false, "HTTP/2: the server ended the stream (REFUSED_STREAM)"},
		{"goaway behind", func(k *talk) {
			_ = k.framer.WriteGoAway(1, http2.ErrCodeNo, nil)
			k.head(1, true, ":status", "204")
		}, false, "EOF"},
		{"goaway after", func(k *talk) {
			k.head(1, true, ":status", "204")
			_ = k.framer.WriteGoAway(1, http2.ErrCodeNo, nil)
		}, false, "EOF"},
		{"enough", func(k *talk) {
			k.head(1, true, ":status", "204")
			_ = k.framer.WriteRSTStream(1, http2.ErrCodeNo)
		}, false, "<nil>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k := newTalk(t, true)
			k.ask(get)
			tc.say(k)
			k.hear()
			got := "<nil>"
			if k.err != nil {
				got = k.err.Error()
			}
			var e *Error
			errors.As(k.err, &e)
			if got != tc.want || (e != nil && e.Unseen) != tc.unseen || k.err != nil && k.c.Resting() {
				t.Errorf("got %s, %+v", got, e)
			}
		})
	}
}

// TestUnwanted: a server that answers before the body and wants no more of it gets no more.
func TestUnwanted(t *testing.T) {
	k := newTalk(t, true)
	k.ask(post)
	k.head(1, true, ":status", "413")
	_ = k.framer.WriteRSTStream(1, http2.ErrCodeNo)
	k.hear()
	k.read()
	k.ask("body")
	if got := k.read(); len(got) != 0 || !errors.Is(k.err, io.EOF) || k.c.Held() != 0 || k.c.Resting() {
		t.Errorf("sent %q, %v", got, k.err)
	}
}

// TestEnd: a request that is broken off is cancelled, and the server is told of the end.
func TestEnd(t *testing.T) {
	for _, tc := range []struct {
		name string
		say  func(k *talk)
		want string
	}{
		{"at work", func(k *talk) { k.ask(get) }, "RST_STREAM/1 CANCEL, GOAWAY/0 NO_ERROR"},
		{"at rest", func(k *talk) { k.ask(get); k.head(1, true, ":status", "204"); k.hear() }, "SETTINGS/0 ack, GOAWAY/0 NO_ERROR"},
	} {
		k := newTalk(t, true)
		tc.say(k)
		k.c.End()
		k.take()
		if got := strings.Join(k.read()[3:], ", "); got != tc.want {
			t.Errorf("%s: sent %s", tc.name, got)
		}
	}
}

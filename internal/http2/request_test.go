package http2

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"pgregory.net/rapid"
)

const hello = "SETTINGS/0, WINDOW_UPDATE/0 32769, "

// TestRequests: what a request in HTTP/1 becomes.
func TestRequests(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"get", "GET /a?b HTTP/1.1\r\nhost: x\r\n\r\n", "HEADERS/1/end :method=GET :scheme=http :authority=x :path=/a?b"},
		{"no host", "GET / HTTP/1.0\r\n\r\n", "HEADERS/1/end :method=GET :scheme=http :path=/"},
		{"asterisk", "OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n", "HEADERS/1/end :method=OPTIONS :scheme=http :authority=x :path=*"},
		{"absolute", "GET https://y/a HTTP/1.1\r\nhost: y\r\n\r\n", "HEADERS/1/end :method=GET :scheme=https :authority=y :path=/a"},
		{"absolute without path", "GET http://y HTTP/1.1\r\nhost: y\r\n\r\n", "HEADERS/1/end :method=GET :scheme=http :authority=y :path=/"},
		{"of the connection", "GET / HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\nkeep-alive: a\r\nproxy-connection: b\r\nupgrade: h2c\r\na: 1\r\n\r\n",
			"HEADERS/1/end :method=GET :scheme=http :authority=x :path=/ a=1"},
		{"trailers wanted", "GET / HTTP/1.1\r\nhost: x\r\nconnection: te\r\nte: gzip, trailers\r\n\r\n",
			"HEADERS/1/end :method=GET :scheme=http :authority=x :path=/ te=trailers"},
		{"trailers not wanted", "GET / HTTP/1.1\r\nhost: x\r\nte: gzip\r\n\r\n", "HEADERS/1/end :method=GET :scheme=http :authority=x :path=/"},
		{"cased", "GET / HTTP/1.1\r\nHost: x\r\nX-A: B\r\n\r\n", "HEADERS/1/end :method=GET :scheme=http :authority=x :path=/ x-a=B"},
		{"length", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody",
			"HEADERS/1 :method=POST :scheme=http :authority=x :path=/ content-length=4, DATA/1/end 4"},
		{"no length", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n",
			"HEADERS/1/end :method=POST :scheme=http :authority=x :path=/ content-length=0"},
		{"chunks", "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n2\r\n++\r\n0\r\n\r\n",
			"HEADERS/1 :method=POST :scheme=http :authority=x :path=/, DATA/1 4, DATA/1 2, DATA/1/end 0"},
		{"trailers", "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nx-sum: 1\r\n\r\n",
			"HEADERS/1 :method=POST :scheme=http :authority=x :path=/, DATA/1 4, HEADERS/1/end x-sum=1"},
		{"no body in chunks", "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
			"HEADERS/1 :method=POST :scheme=http :authority=x :path=/, DATA/1/end 0"},
		{"long", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 20000\r\n\r\n" + strings.Repeat("x", 20000),
			"HEADERS/1 :method=POST :scheme=http :authority=x :path=/ content-length=20000, DATA/1 16384, DATA/1/end 3616"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k := newTalk(t, true)
			k.ask(tc.text)
			if got := strings.Join(k.read(), ", "); got != hello+tc.want {
				t.Errorf("sent\n%s, want\n%s", got, hello+tc.want)
			}
		})
	}
}

// TestLargeHead: a head that one frame does not hold goes on in others.
func TestLargeHead(t *testing.T) {
	k := newTalk(t, true)
	k.ask("GET / HTTP/1.1\r\nhost: x\r\nx: " + strings.Repeat("~", 40000) + "\r\n\r\n")
	var kinds []string
	for _, f := range k.read() {
		kind, _, _ := strings.Cut(f, " ")
		kinds = append(kinds, kind)
	}
	if got := strings.Join(kinds[2:], " "); got != "HEADERS/1/end CONTINUATION/1 CONTINUATION/1" {
		t.Error(got)
	}
}

// TestWindows: a body goes as far as the server lets it, and on when that is more.
func TestWindows(t *testing.T) {
	k := newTalk(t, false)
	_ = k.framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 10})
	k.hear()
	k.ask("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n")
	k.ask(strings.Repeat("x", 100))
	k.wants("SETTINGS/0 WINDOW_UPDATE/0 SETTINGS/0 HEADERS/1 DATA/1 10", 90)
	_ = k.framer.WriteWindowUpdate(1, 5)
	k.hear()
	k.wants("DATA/1 5", 85)
	_ = k.framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 4})
	k.hear()
	k.wants("SETTINGS/0", 85)
	_ = k.framer.WriteWindowUpdate(1, 6)
	k.hear()
	k.wants("", 85)
	_ = k.framer.WriteWindowUpdate(1, 1)
	k.hear()
	k.wants("DATA/1 1", 84)
	_ = k.framer.WriteWindowUpdate(1, 1000)
	k.hear()
	k.wants("DATA/1/end 84", 0)
}

// wants holds the kinds of the frames sent, and what is held, against what they should be.
func (k *talk) wants(frames string, held int) {
	k.t.Helper()
	var words []string
	for _, f := range k.read() {
		if !strings.HasPrefix(f, "DATA") {
			f, _, _ = strings.Cut(f, " ")
		}
		words = append(words, f)
	}
	if got := strings.Join(words, " "); got != frames || k.c.Held() != held {
		k.t.Errorf("sent %q and holds %d, want %q and %d", got, k.c.Held(), frames, held)
	}
}

// TestSplits: however a request is written, the frames say the same.
func TestSplits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(1, 3).Draw(r, "requests") {
			body := strings.Repeat("b", rapid.IntRange(0, 300).Draw(r, "body"))
			switch rapid.IntRange(0, 2).Draw(r, "framing") {
			case 0:
				text.WriteString("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
			case 1:
				fmt.Fprintf(&text, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s", len(body), body)
			case 2:
				fmt.Fprintf(&text, "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n%x;q\r\n%sx\r\n0\r\na: b\r\n\r\n", len(body)+1, body)
			}
		}
		whole, parts := newTalk(t, true), newTalk(t, true)
		whole.ask(text.String())
		for rest := text.String(); rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(r, "piece")
			parts.ask(rest[:n])
			rest = rest[n:]
		}
		if a, b := total(whole.read()), total(parts.read()); !slices.Equal(a, b) {
			r.Fatalf("%q\n%q", a, b)
		}
	})
}

// total puts the DATA frames of each stream together.
func total(frames []string) (all []string) {
	sum := 0
	for _, f := range frames {
		var stream, n int
		if _, err := fmt.Sscanf(strings.Replace(f, "/end", "", 1), "DATA/%d %d", &stream, &n); err == nil {
			sum += n
			if strings.Contains(f, "/end") {
				all = append(all, fmt.Sprintf("end of %d: %d", stream, sum))
			}
			continue
		}
		all = append(all, fmt.Sprintf("%d bytes", sum), f)
		sum = 0
	}
	return all
}

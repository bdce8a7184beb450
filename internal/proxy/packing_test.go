package proxy

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// unpack undoes the coding of a body.
func unpack(coding string, body []byte) (string, error) {
	var r io.Reader = bytes.NewReader(body)
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "deflate":
		r, err = zlib.NewReader(r)
	case "raw":
		r = flate.NewReader(r)
	case "br":
		r = brotli.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		return "", err
	}
	p, err := io.ReadAll(r)
	return string(p), err
}

// Whatever the algorithm and the framing, the client gets the body that the origin sent, and the counters say what
// went through the compressor.
func TestPackedResponses(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o, "compression algo gzip deflate br zstd", "compression type text/plain")
		f, b := r.gateway.Frontend("f"), r.gateway.Backend("b")
		c := r.dial()
		want := 0
		for _, size := range []int{1, 700, 300000} {
			_, plain := c.get("GET", fmt.Sprintf("/?size=%d&h=content-type:text/plain", size), "", "")
			for _, coding := range []string{"gzip", "deflate", "br", "zstd"} {
				for _, framing := range []string{"", "&chunked=777"} {
					target := fmt.Sprintf("/?size=%d&h=content-type:text/plain%s", size, framing)
					res, body := c.get("GET", target, "accept-encoding: "+coding+"\r\n", "")
					got, err := unpack(coding, []byte(body))
					if err != nil || got != plain || res.Header.Get("content-encoding") != coding || res.ContentLength >= 0 {
						t.Fatalf("%s %s: %d bytes come as %d, %v, %v", coding, target, size, len(got), err, res.Header)
					}
					want += size
				}
			}
		}
		r.exact("f comp_in", func() uint64 { return compIn.Sum(f.Set) }, uint64(want))
		r.exact("b comp_in", func() uint64 { return compIn.Sum(b.Set) }, uint64(want))
		r.exact("b comp_rsp", func() uint64 { return compRsp.Sum(b.Set) }, 24)
		if out := compOut.Sum(b.Set); out == 0 || out >= uint64(want) {
			t.Errorf("%d bytes out of %d", out, want)
		}
	})
}

// raw-deflate is what a client may get that asks for deflate; identity only changes the framing, and is counted apart.
func TestPackedOtherwise(t *testing.T) {
	o := startOrigin(t)
	r := oneServer(t, "epoll", o, "compression algo raw-deflate identity")
	c := r.dial()
	res, body := c.get("GET", "/?size=5000", "accept-encoding: deflate\r\n", "")
	if got, err := unpack("raw", []byte(body)); len(got) != 5000 || err != nil || res.Header.Get("content-encoding") != "deflate" {
		t.Errorf("%d bytes, %v, %v", len(got), err, res.Header)
	}
	res, body = c.get("GET", "/?size=5000", "", "")
	if len(body) != 5000 || res.Header.Get("content-encoding") != "" || res.ContentLength >= 0 || res.Header.Get("vary") != "Accept-Encoding" {
		t.Errorf("%d bytes, %v", len(body), res.Header)
	}
	b := r.gateway.Backend("b")
	r.exact("comp_byp", func() uint64 { return compByp.Sum(b.Set) }, 5000)
	r.exact("comp_rsp", func() uint64 { return compRsp.Sum(b.Set) }, 2)
}

// A compressed request is whole at its server, also when it comes in pieces and when a first server gave it back.
func TestPackedRequests(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o, "compression direction request", "compression algo-req gzip", "compression minsize-req 100",
			"retry-on 503", "retries 2")
		c := r.dial()
		text := strings.Repeat("all work and no play ", 500)
		for _, target := range []string{"/?echo=body", "/again?echo=body&st=503"} {
			_, body := c.get("POST", target, fmt.Sprintf("content-length: %d\r\n", len(text)), text)
			if got, err := unpack("gzip", []byte(body)); got != text || err != nil {
				t.Fatalf("%s: %d bytes, %v", target, len(got), err)
			}
		}
		big := strings.Repeat("0123456789abcdef", 1<<14)
		go io.WriteString(c, fmt.Sprintf("POST /?echo=body HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s", len(big), big))
		_, body := c.read("POST")
		if got, err := unpack("gzip", []byte(body)); got != big || err != nil {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if _, body := c.get("POST", "/?echo=body", "content-length: 5\r\n", "short"); body != "short" {
			t.Errorf("a short body came as %q", body)
		}
		head, _ := c.get("POST", "/?echo=head", fmt.Sprintf("content-length: %d\r\n", len(text)), text)
		if head.StatusCode != http.StatusOK {
			t.Errorf("%v", head.Status)
		}
	})
}

// What is compressed per second has a limit beyond which messages go as they are.
func TestPackingLimit(t *testing.T) {
	o := startOrigin(t)
	r := oneServer(t, "epoll", o, "compression algo gzip")
	r.gateway.Global.Rates.Comp.Store(1)
	c := r.dial()
	for range 1000 {
		if res, _ := c.get("GET", "/?size=90000", "accept-encoding: gzip\r\n", ""); res.Header.Get("content-encoding") == "" {
			return
		}
	}
	t.Error("all responses were compressed, of which each one alone uses up the limit")
}

// Only what is in quotes, perhaps behind W/, is an entity tag.
func TestValidTag(t *testing.T) {
	for _, tc := range []struct {
		tag  string
		want bool
	}{
		{`"x"`, true}, {`W/"x"`, true}, {`""`, true}, {`"`, false}, {"x", false}, {`W/x`, false}, {`"x`, false},
	} {
		if got := validTag([]byte(tc.tag)); got != tc.want {
			t.Errorf("entity tag %s: %v", tc.tag, got)
		}
	}
}

package http1

import "testing"

// allocations runs f often enough for its memory to settle, then counts.
func allocations(t *testing.T, f func()) {
	t.Helper()
	for range 4 {
		f()
	}
	if n := testing.AllocsPerRun(100, f); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	var (
		req  Request
		resp Response
		d    ChunkDecoder
		out  = make([]byte, 0, 8192)
	)
	requests := map[string][]byte{
		"request":   []byte(browserRequest),
		"absolute":  []byte("GET http://u@host:80 HTTP/1.1\r\nHost: host\r\nConnection: a, TE\r\nTE: trailers\r\nA: b\r\n\r\n"),
		"upgrade":   []byte("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c, foo\r\n\r\n"),
		"refused":   []byte("GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n"),
		"ambiguous": []byte("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\nTransfer-Encoding: chunked\r\n\r\n"),
	}
	for name, in := range requests {
		t.Run(name, func(t *testing.T) {
			allocations(t, func() {
				if _, err := req.Parse(in, nil); err != nil {
					return
				}
				req.Set(forwardedFor, clientAddress)
				req.SetPath([]byte("/x"))
				out = req.Append(out[:0], true)
			})
		})
	}
	t.Run("response", func(t *testing.T) {
		in := []byte(serverResponse)
		allocations(t, func() {
			if _, err := resp.Parse(in, &req, nil); err != nil {
				t.Fatal(err)
			}
			resp.SetChunked()
			out = resp.Append(out[:0], false, Version11)
		})
	})
	t.Run("error page", func(t *testing.T) {
		allocations(t, func() {
			LookupErrorPage(503).Fill(&resp)
			out = resp.Append(out[:0], true, Version11)
		})
	})
	t.Run("chunks", func(t *testing.T) {
		body := []byte("3;a=b\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nX-Sum: 1\r\nHost: a\r\n\r\n")
		allocations(t, func() {
			d.Reset(400)
			for at := 0; !d.Done(); {
				payload, n, err := d.Next(body[at:])
				if err != nil {
					t.Fatal(err)
				}
				at += n
				out = appendChunk(out[:0], payload)
			}
			out = AppendLastChunk(out, d.Trailer().Lines())
		})
	})
}

package http1

import (
	"bytes"
	"strconv"
	"testing"
)

// outcome is everything that a parse says, for comparing parses.
func (r *Response) outcome(n int, err error) string {
	if err != nil {
		e := err.(*Error)
		return strconv.Itoa(e.Status) + " " + e.State.String() + " " + e.Error()
	}
	if n == 0 {
		return "more"
	}
	return strconv.Itoa(n) + r.Framing.String() + strconv.FormatInt(r.Length, 10) +
		strconv.FormatBool(r.MustClose) + strconv.Itoa(r.Violation) + string(r.Append(nil, true, Version11))
}

func FuzzResponse(f *testing.F) {
	seed(f, "responses.txt")
	f.Add([]byte(serverResponse), uint8(1), false)
	f.Add([]byte("HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n"), uint8(3), false)
	f.Add([]byte("XYZ/7.1  01234\r\nTransfer-Encoding: chunked, ,chunked\r\n\r\n"), uint8(3), true)
	f.Fuzz(func(t *testing.T, in []byte, piece uint8, lenient bool) {
		req := parseRequest(t, "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n", nil)
		if piece%3 == 0 {
			req.Method = MethodHead
		}
		o := &Options{Lenient: lenient, MaxHead: 2048}
		var whole, split, again Response
		n, err := whole.Parse(in, req, o)
		if n < 0 || n > len(in) || n > 0 && err != nil {
			t.Fatalf("consumed %d of %d, %v", n, len(in), err)
		}
		m, err2 := grow(in, int(piece)+1, func(b []byte) (int, error) { return split.Parse(b, req, o) })
		if a, b := whole.outcome(n, err), split.outcome(m, err2); a != b {
			t.Fatalf("whole %q\nsplit %q", a, b)
		}
		if n == 0 {
			return
		}
		sent := whole.Append(nil, true, Version11)
		checkWire(t, sent)
		k, err := again.Parse(sent, req, &Options{MaxHead: 1 << 20, Lenient: lenient})
		if k != len(sent) || err != nil {
			t.Fatalf("%q reparsed: %d of %d, %v", sent, k, len(sent), err)
		}
		if again.MustClose || again.Framing != whole.Framing || again.Length != whole.Length {
			t.Fatalf("%q changed its framing: %v %v %d", sent, again.MustClose, again.Framing, again.Length)
		}
		if twice := again.Append(nil, true, Version11); !bytes.Equal(twice, sent) {
			t.Fatalf("sent %q\nthen %q", sent, twice)
		}
	})
}

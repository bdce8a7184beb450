package http1

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// seed adds the messages of a table of testdata to a fuzz target.
func seed(f *testing.F, table string) {
	f.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", table))
	if err != nil {
		f.Fatal(err)
	}
	for i, line := range strings.Split(string(text), "\n") {
		if _, escaped, ok := strings.Cut(line, " | "); ok {
			in, err := strconv.Unquote(`"` + escaped + `"`)
			if err != nil {
				f.Fatal(err)
			}
			f.Add([]byte(in), uint8(i%7), i%5 == 0)
		}
	}
}

// outcome is everything that a parse says, for comparing parses.
func (r *Request) outcome(n int, err error) string {
	if err != nil {
		e := err.(*Error)
		return strconv.Itoa(e.Status) + " " + e.State.String() + " " + e.Error()
	}
	if n == 0 {
		return "more"
	}
	return strconv.Itoa(n) + r.Framing.String() + strconv.FormatInt(r.Length, 10) +
		strconv.FormatBool(r.MustClose) + strconv.Itoa(r.Violation) + string(r.Append(nil, true))
}

// grow feeds in to parse in pieces, as a receive buffer that is not consumed grows.
func grow(in []byte, piece int, parse func([]byte) (int, error)) (int, error) {
	for have := min(piece, len(in)); ; have = min(have+piece, len(in)) {
		n, err := parse(bytes.Clone(in[:have]))
		if n > 0 || err != nil || have == len(in) {
			return n, err
		}
	}
}

func FuzzRequest(f *testing.F) {
	seed(f, "requests.txt")
	f.Add([]byte(browserRequest), uint8(1), false)
	f.Add([]byte("GET /\n"), uint8(1), true)
	f.Add([]byte("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\td\r\n\r\n"), uint8(1), true)
	f.Fuzz(func(t *testing.T, in []byte, piece uint8, lenient bool) {
		o := &Options{Lenient: lenient, MaxHead: 2048}
		var whole, split, again Request
		n, err := whole.Parse(in, o)
		if n < 0 || n > len(in) || n > 0 && err != nil {
			t.Fatalf("consumed %d of %d, %v", n, len(in), err)
		}
		touch(&whole)
		m, err2 := grow(in, int(piece)+1, func(b []byte) (int, error) {
			n, err := split.Parse(b, o)
			touch(&split)
			return n, err
		})
		if a, b := whole.outcome(n, err), split.outcome(m, err2); a != b {
			t.Fatalf("whole %q\nsplit %q", a, b)
		}
		if n == 0 {
			return
		}
		sent := whole.Append(nil, true)
		checkWire(t, sent)
		k, err := again.Parse(sent, &Options{MaxHead: 1 << 20, Lenient: lenient, AnyBody: true})
		if k != len(sent) || err != nil {
			t.Fatalf("%q reparsed: %d of %d, %v", sent, k, len(sent), err)
		}
		if again.MustClose || again.Framing != whole.Framing || again.Framing == FramingLength && again.Length != whole.Length {
			t.Fatalf("%q changed its framing: %v %v %d", sent, again.MustClose, again.Framing, again.Length)
		}
		if twice := again.Append(nil, true); !bytes.Equal(twice, sent) {
			t.Fatalf("sent %q\nthen %q", sent, twice)
		}
	})
}

// touch calls every accessor: none may panic, whatever state a parse left.
func touch(r *Request) {
	for i := range r.Len() {
		_, _, _ = r.Name(i), r.Value(i), r.ID(i)
	}
	_, _, _, _ = r.MethodText(), r.Target(), r.Scheme(), r.Authority()
	_, _, _ = r.Path(), r.Query(), r.PathQuery()
	_, _, _, _ = r.KeepAlive(), r.UpgradeAsked(), r.AcceptsTrailers(), r.Append(nil, true)
	_, _ = r.Get("host")
}

// checkWire fails on a head that another party could read in another way.
func checkWire(t *testing.T, sent []byte) {
	t.Helper()
	framing := bytes.Count(sent, []byte("\r\ncontent-length:")) + bytes.Count(sent, []byte("\r\ntransfer-encoding:"))
	if framing > 1 {
		t.Fatalf("%q has %d framing fields", sent, framing)
	}
	if bytes.Count(sent, []byte("\r\n\r\n")) != 1 || !bytes.HasSuffix(sent, []byte("\r\n\r\n")) {
		t.Fatalf("%q does not end with the one empty line", sent)
	}
	if bare := bytes.ReplaceAll(sent, []byte("\r\n"), nil); bytes.ContainsAny(bare, "\r\n") {
		t.Fatalf("%q has a lone CR or LF", sent)
	}
}

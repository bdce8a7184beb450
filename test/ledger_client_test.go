package test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"

	"metergate/test/wire"
)

// shot is a request of the mixed load, how it must be answered, and what it moves on its backend beside stot and req_tot.
type shot struct {
	backend, method, query, body string
	status                       int
	cut                          bool // the answer's body ends too early, and the connection with it
	moves                        string
}

var shots = []shot{
	{"be", "GET", "", "", 200, false, "lbtot"},
	{"be", "GET", "size=300000", "", 200, false, "lbtot"},
	{"be", "GET", "size=70000&chunked=4000", "", 200, false, "lbtot"},
	{"be", "HEAD", "size=1000", "", 200, false, "lbtot"},
	{"be", "GET", "st=204", "", 204, false, "lbtot"},
	{"be", "GET", "st=404", "", 404, false, "lbtot"},
	{"be", "GET", "st=500", "", 500, false, "lbtot"},
	{"be", "GET", "ms=20", "", 200, false, "lbtot"},
	{"be", "GET", "close", "", 200, false, "lbtot"},
	{"be", "POST", "echo=body", "hello", 200, false, "lbtot"},
	{"be", "POST", "echo=body", strings.Repeat("large ", 40000), 200, false, "lbtot"},
	{"be", "POST", "empty", "abc", 502, false, "lbtot eresp"}, // a GET on a connection that was used before would be tried again
	{"be", "GET", "garbage", "", 502, false, "lbtot eresp"},
	{"hasty", "GET", "hang", "", 504, false, "lbtot eresp"},
	{"be", "GET", "trunc&size=30000", "", 200, true, "lbtot eresp srv_abrt"},
	{"be", "GET", "trunc&size=30000&chunked=100", "", 200, true, "lbtot eresp srv_abrt"},
	{"again", "GET", "st=503", "", 503, false, "lbtot wretr wretr"},
	{"again", "POST", "empty", "abc", 502, false, "lbtot eresp wretr wretr"},
	{"narrow", "GET", "ms=3", "", 200, false, ""},
	{"fail", "GET", "", "", 503, false, "lbtot econ wretr"},
	{"half", "GET", "", "", 200, false, "lbtot"},
	{"none", "GET", "", "", 503, false, "econ"},
	{"none", "POST", "deny", "abc", 403, false, "dreq"},
}

// text is the request as it is sent.
func (s *shot) text() string {
	text := fmt.Sprintf("%s /%s?%s HTTP/1.1\r\nhost: ledger\r\n", s.method, s.backend, s.query)
	if s.body != "" {
		text += fmt.Sprintf("content-length: %d\r\n", len(s.body))
	}
	return text + "\r\n" + s.body
}

// clientBook is what all clients of a load saw, and what follows from it for the counters.
type clientBook struct {
	mu             sync.Mutex
	conns          int
	sent, received int64
	want           map[string]map[string]int // by backend and column; "" is the frontend
}

// enter books an answered request.
func (b *clientBook) enter(s *shot) {
	class := fmt.Sprintf("hrsp_%dxx", s.status/100)
	b.add("", "req_tot", class)
	b.add(s.backend, append(strings.Fields(s.moves), "stot", "req_tot", class)...)
	if strings.Contains(s.moves, "dreq") {
		b.add("", "dreq")
	}
}

func (b *clientBook) add(row string, columns ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.want[row] == nil {
		b.want[row] = map[string]int{}
	}
	for _, c := range columns {
		b.want[row][c]++
	}
}

// session opens one connection and shoots on it, a few requests at once, until the gateway or the dice end it.
func (b *clientBook) session(addr string, rnd *rand.Rand) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(3 * patience))
	in := &countedReader{Reader: c}
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.conns, b.received = b.conns+1, b.received+in.n
	}()
	r := bufio.NewReader(in)
	for more := true; more; more = more && rnd.IntN(5) > 0 {
		burst := make([]*shot, 1+rnd.IntN(3))
		var text strings.Builder
		for i := range burst {
			burst[i] = &shots[rnd.IntN(len(shots))]
			text.WriteString(burst[i].text())
			if burst[i].cut { // nothing behind it is ever read
				burst = burst[:i+1]
				break
			}
		}
		n, err := io.WriteString(c, text.String())
		b.mu.Lock()
		b.sent += int64(n)
		b.mu.Unlock()
		for _, s := range burst {
			if err == nil {
				more, err = s.receive(r)
			}
			if err != nil {
				return fmt.Errorf("%s /%s?%s: %w", s.method, s.backend, s.query, err)
			}
			b.enter(s)
		}
	}
	return nil
}

// receive reads the answer to the shot and says whether the connection goes on.
func (s *shot) receive(r *bufio.Reader) (more bool, err error) {
	h, err := wire.ReadHead(r)
	if err != nil {
		return false, err
	}
	if h.Line[1] != fmt.Sprint(s.status) {
		return false, fmt.Errorf("status %s, want %d", h.Line[1], s.status)
	}
	if h.Length == wire.Absent || s.method == "HEAD" {
		return true, nil
	}
	_, err = wire.CopyBody(io.Discard, r, h.Length)
	if s.cut != (err != nil) {
		return false, fmt.Errorf("body: %v, cut: %v", err, s.cut)
	}
	return !s.cut, nil
}

// countedReader counts what it reads.
type countedReader struct {
	io.Reader
	n int64
}

func (r *countedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n += int64(n)
	return n, err
}

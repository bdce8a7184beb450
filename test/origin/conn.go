package origin

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strings"
	"time"

	"metergate/test/wire"
)

// conn is one accepted connection; in and out count its bytes.
type conn struct {
	s       *Server
	tcp     *net.TCPConn
	quit    chan struct{}
	number  int
	in, out int64
	r       *bufio.Reader
}

func newConn(s *Server, tcp *net.TCPConn, quit chan struct{}) *conn {
	c := &conn{s: s, tcp: tcp, quit: quit, number: s.book.opened()}
	c.r = bufio.NewReaderSize(c, 64<<10)
	return c
}

// Read counts what the socket delivers.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.tcp.Read(p)
	c.in += int64(n)
	c.s.book.moved(n, 0)
	return n, err
}

// Write counts what the socket takes.
func (c *conn) Write(p []byte) (int, error) {
	n, err := c.tcp.Write(p)
	c.out += int64(n)
	c.s.book.moved(0, n)
	return n, err
}

// consumed is how many bytes of the connection belong to requests read so far:
// what the bufio.Reader holds already belongs to the next one.
func (c *conn) consumed() int64 { return c.in - int64(c.r.Buffered()) }

// exchange serves one request and says whether another may follow.
func (c *conn) exchange() bool {
	if _, err := c.r.Peek(1); err != nil {
		return false
	}
	began, in, out := time.Now(), c.consumed(), c.out
	q, err := wire.ReadHead(c.r)
	if err != nil {
		return false
	}
	i := c.s.book.enter(Entry{Conn: c.number, Method: q.Line[0], Target: q.Line[1], Head: q.Raw, Began: began})
	status, whole, again := c.serve(q, i)
	c.s.book.amend(i, func(e *Entry) {
		e.Status, e.Whole, e.Finished = status, whole, true
		e.In, e.Out, e.Took = c.consumed()-in, c.out-out, time.Since(began)
	})
	return again
}

// serve reads the body and answers; status is 0 when nothing was answered.
func (c *conn) serve(q *wire.Head, entry int) (status int, whole, again bool) {
	b, err := c.s.of(q.Line[1])
	if err != nil {
		b = Behaviour{Status: 599, Reason: "Bad Behaviour", Size: -1, Close: true}
	}
	var body bytes.Buffer
	if !b.Early {
		if q.Has("expect", "100-continue") && !b.No100 {
			io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\n")
		}
		n, err := c.body(q, b.keep(&body))
		c.s.book.amend(entry, func(e *Entry) { e.Body = n })
		if err != nil {
			return 0, false, false
		}
	}
	if b.Hold && !c.hold() || !c.sleep(b.Delay) {
		return 0, false, false
	}
	return c.answer(q, b, body.Bytes())
}

// last says whether a request asks for the end of its connection.
func last(q *wire.Head) bool {
	return q.Has("connection", "close") || !strings.HasPrefix(q.Line[2], "HTTP/1.1")
}

func pathOf(target string) string {
	path, _, _ := strings.Cut(target, "?")
	return path
}

// body reads the body of a request; one without framing has none.
func (c *conn) body(q *wire.Head, w io.Writer) (int64, error) {
	if q.Length == wire.Absent {
		return 0, nil
	}
	return wire.CopyBody(w, c.r, q.Length)
}

// keep is where the body of a request goes: only an echo needs it.
func (b *Behaviour) keep(w io.Writer) io.Writer {
	if b.Echo == "body" {
		return w
	}
	return io.Discard
}

// reset makes the close that follows send a RST instead of a FIN.
func (c *conn) reset() { c.tcp.SetLinger(0) }

// drain reads until the other side closes.
func (c *conn) drain() { io.Copy(io.Discard, c.r) }

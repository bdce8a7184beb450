package origin

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"metergate/test/wire"
)

// answer sends what the behaviour asks for.
func (c *conn) answer(q *wire.Head, b Behaviour, body []byte) (status int, whole, again bool) {
	switch {
	case b.Empty:
		return 0, true, false
	case b.Reset:
		c.reset()
		return 0, true, false
	case b.Hang:
		c.drain()
		return 0, true, false
	case b.Garbage:
		io.WriteString(c, "this is not HTTP\r\n\r\n")
		return 0, true, false
	case b.Raw != "":
		io.WriteString(c, b.Raw)
		return 0, true, false
	case b.Upgrade && upgrades(q):
		return c.tunnel()
	}
	return c.message(q, b, b.content(q, body))
}

func upgrades(q *wire.Head) bool {
	_, ok := q.Field("upgrade")
	return ok
}

// tunnel accepts an upgrade and sends every byte back.
func (c *conn) tunnel() (int, bool, bool) {
	io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n")
	io.Copy(c, c.r)
	return 101, true, false
}

// content is the body of the answer, framing not yet applied.
func (b *Behaviour) content(q *wire.Head, body []byte) []byte {
	switch {
	case b.Echo == "body":
		return body
	case b.Echo != "":
		return []byte(q.Raw)
	case b.Size < 0:
		return []byte("ok\n")
	}
	return bytes.Repeat([]byte("x"), b.Size)
}

// message sends an HTTP message in one write, or in two around a pause or a cut.
func (c *conn) message(q *wire.Head, b Behaviour, content []byte) (status int, whole, again bool) {
	again = !last(q) && !b.Close && !b.Until && !b.HTTP10 && !b.Early
	head := b.head(len(content), again)
	if q.Line[0] == "HEAD" || !hasBody(b.Status) {
		_, err := c.Write(head)
		return b.Status, err == nil, again && err == nil
	}
	wire := append(head, b.frame(content)...)
	half := len(head) + (len(wire)-len(head))/2
	if b.Pause == 0 && !b.Truncate && !b.Cut {
		half = 0
	}
	if _, err := c.Write(wire[:half]); err != nil || !c.sleep(b.Pause) {
		return b.Status, false, false
	}
	if b.Truncate || b.Cut {
		c.cut(b)
		return b.Status, false, false
	}
	_, err := c.Write(wire[half:])
	return b.Status, err == nil, again && err == nil
}

// cut ends a body in its middle. A RST would overtake bytes that the gateway has
// not read yet, so it waits until they are acknowledged.
func (c *conn) cut(b Behaviour) {
	if b.Cut {
		unsent(c.tcp)
		c.reset()
	}
}

func hasBody(status int) bool { return status >= 200 && status != 204 && status != 304 }

// head is the status line and the headers of the answer.
func (b *Behaviour) head(length int, again bool) []byte {
	var w bytes.Buffer
	version, reason := "HTTP/1.1", b.Reason
	if b.HTTP10 {
		version = "HTTP/1.0"
	}
	if reason == "" {
		reason = http.StatusText(b.Status)
	}
	fmt.Fprintf(&w, "%s %03d %s\r\n", version, b.Status, reason)
	for _, h := range b.Headers {
		name, value, _ := strings.Cut(h, ":")
		fmt.Fprintf(&w, "%s: %s\r\n", name, strings.TrimSpace(value))
	}
	switch {
	case !hasBody(b.Status), b.Until:
	case b.Chunk > 0:
		w.WriteString("transfer-encoding: chunked\r\n")
	default:
		fmt.Fprintf(&w, "content-length: %d\r\n", length)
	}
	if !again && !b.HTTP10 {
		w.WriteString("connection: close\r\n")
	}
	w.WriteString("\r\n")
	return w.Bytes()
}

// frame is the body as it goes on the wire.
func (b *Behaviour) frame(content []byte) []byte {
	if b.Chunk == 0 || b.Until {
		return content
	}
	var w bytes.Buffer
	for len(content) > 0 {
		n := min(b.Chunk, len(content))
		fmt.Fprintf(&w, "%x\r\n%s\r\n", n, content[:n])
		content = content[n:]
	}
	w.WriteString("0\r\n")
	for _, t := range b.Trailers {
		name, value, _ := strings.Cut(t, ":")
		fmt.Fprintf(&w, "%s: %s\r\n", name, strings.TrimSpace(value))
	}
	w.WriteString("\r\n")
	return w.Bytes()
}

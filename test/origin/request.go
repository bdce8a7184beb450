package origin

import (
	"bufio"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
	"strings"
)

// maxHead bounds a request head; a gateway under test never comes near it.
const maxHead = 256 << 10

// request is a request head as received, with its framing.
type request struct {
	head            string // raw, final empty line included
	method, target  string
	version         string
	length          int64 // of the body; -1 when chunked
	close           bool  // the client wants the connection closed afterwards
	expect, upgrade bool
}

// readRequest reads one head. io.EOF means that the connection ended between requests.
func readRequest(r *bufio.Reader) (*request, error) {
	var head strings.Builder
	for {
		line, err := r.ReadString('\n')
		head.WriteString(line)
		if err != nil {
			if err == io.EOF && head.Len() > 0 {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		if line == "\r\n" && head.Len() > 2 {
			return parseHead(head.String())
		}
		if head.Len() > maxHead {
			return nil, fmt.Errorf("cannot read request: head over %d bytes", maxHead)
		}
	}
}

func parseHead(head string) (*request, error) {
	q := &request{head: head}
	lines := strings.Split(strings.TrimSuffix(head, "\r\n\r\n"), "\r\n")
	words := strings.Split(lines[0], " ")
	if len(words) != 3 {
		return nil, fmt.Errorf("cannot parse request line %q", lines[0])
	}
	q.method, q.target, q.version = words[0], words[1], words[2]
	q.close = q.version == "HTTP/1.0"
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ":")
		if err := q.field(strings.ToLower(name), strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	return q, nil
}

func (q *request) field(name, value string) (err error) {
	switch name {
	case "content-length":
		q.length, err = strconv.ParseInt(value, 10, 64)
	case "transfer-encoding":
		q.length = -1
	case "connection":
		q.close = q.close || strings.Contains(strings.ToLower(value), "close")
	case "expect":
		q.expect = strings.EqualFold(value, "100-continue")
	case "upgrade":
		q.upgrade = true
	}
	return err
}

// body reads the whole body from r and returns it with the framing taken off.
func (q *request) body(r *bufio.Reader, w io.Writer) (int64, error) {
	if q.length >= 0 {
		return io.CopyN(w, r, q.length)
	}
	n, err := io.Copy(w, httputil.NewChunkedReader(r))
	if err != nil {
		return n, err
	}
	return n, skipTrailers(r)
}

// skipTrailers reads up to the empty line that ends a chunked message.
func skipTrailers(r *bufio.Reader) error {
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == "\r\n" {
			return err
		}
	}
}

func pathOf(target string) string {
	path, _, _ := strings.Cut(target, "?")
	return path
}

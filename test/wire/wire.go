// Package wire reads HTTP/1 messages as the two ends of a test see them: heads are
// kept as received, byte for byte, and only what frames the body is understood.
//
// It is deliberately not the codec of the gateway, which it helps to judge.
package wire

import (
	"bufio"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
	"strings"
)

// Values of Head.Length that are not a length.
const (
	Absent  = -1 // neither Content-Length nor Transfer-Encoding
	Chunked = -2
)

// maxHead bounds a head; a gateway under test never comes near it.
const maxHead = 256 << 10

// Head is the first line and the headers of a message.
type Head struct {
	Raw    string   // as received, final empty line included
	Line   []string // the three parts of the first line
	Length int64    // of the body: Absent, Chunked or a number
}

// ReadHead reads one head. io.EOF means that the connection ended between messages.
func ReadHead(r *bufio.Reader) (*Head, error) {
	var raw strings.Builder
	for {
		line, err := r.ReadString('\n')
		raw.WriteString(line)
		if err == io.EOF && raw.Len() > 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if line == "\r\n" && raw.Len() > 2 {
			return parseHead(raw.String())
		}
		if raw.Len() > maxHead {
			return nil, fmt.Errorf("cannot read head: over %d bytes", maxHead)
		}
	}
}

func parseHead(raw string) (*Head, error) {
	first, _, _ := strings.Cut(raw, "\r\n")
	h := &Head{Raw: raw, Line: strings.SplitN(first, " ", 3), Length: Absent}
	if len(h.Line) < 3 {
		return nil, fmt.Errorf("cannot parse first line %q", first)
	}
	if v, ok := h.Field("content-length"); ok {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("cannot parse content-length %q", v)
		}
		h.Length = n
	}
	if _, ok := h.Field("transfer-encoding"); ok {
		h.Length = Chunked
	}
	return h, nil
}

// Field returns the value of the first header with this name, given in lower case.
func (h *Head) Field(name string) (string, bool) {
	for line := range strings.SplitSeq(h.Raw, "\r\n") {
		n, v, ok := strings.Cut(line, ":")
		if ok && strings.ToLower(n) == name {
			return strings.TrimSpace(v), true
		}
	}
	return "", false
}

// Has says whether a header lists a token, without regard to case.
func (h *Head) Has(name, token string) bool {
	v, _ := h.Field(name)
	for part := range strings.SplitSeq(v, ",") {
		if strings.EqualFold(strings.TrimSpace(part), token) {
			return true
		}
	}
	return false
}

// CopyBody copies a body of the given length (not Absent) to w, framing and trailers
// taken off. A body that ends too early is io.ErrUnexpectedEOF.
func CopyBody(w io.Writer, r *bufio.Reader, length int64) (int64, error) {
	if length != Chunked {
		n, err := io.CopyN(w, r, length)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return n, err
	}
	n, err := io.Copy(w, httputil.NewChunkedReader(r))
	for err == nil {
		var line string
		if line, err = r.ReadString('\n'); line == "\r\n" {
			return n, nil
		}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

package forward

import (
	"fmt"
	"net/textproto"
	"slices"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/proxy"
)

var dirHTTPHeader = conf.List(conf.Spec{
	Name: "http-header", In: conf.Push, Usage: "http-header <name> <fmt>",
	Help: "A header field of each request to the destination. The format is one without a stream, see Expressions; %rt is the number of the request.",
}, parseHTTPHeader)

// A headerField is a field of requests whose value is a log-format without a stream.
type headerField struct {
	name  string
	value *proxy.GatewayFormat
}

// A headerText is a field as its line has it.
type headerText struct{ name, format string }

func parseHTTPHeader(a *conf.Args) (h headerText, err error) {
	if h.name, err = a.Text("the name of a header field"); err != nil {
		return h, err
	}
	if a.Done() {
		return h, fmt.Errorf("'%s' expects a value behind '%s'.", a.Name(), h.name)
	}
	h.format = a.Next().Text
	return h, h.check(a.Name())
}

// check refuses names that are none, and fields that the messages need for themselves.
func (h headerText) check(line string) error {
	if h.name == "" || strings.ContainsFunc(h.name, func(r rune) bool { return r >= 0x7f || !tokenByte(byte(r)) }) {
		return fmt.Errorf("'%s' : '%s' is no name of a header field.", line, h.name)
	}
	if slices.Contains(ownFields, textproto.CanonicalMIMEHeaderKey(h.name)) {
		return fmt.Errorf("'%s' : '%s' follows from the message and cannot be set.", line, h.name)
	}
	return nil
}

// ownFields follow from the message itself.
var ownFields = []string{"Connection", "Content-Length", "Content-Encoding", "Expect", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

// tokenByte reports whether b may stand in the name of a field (RFC 9110, 5.6.2).
func tokenByte(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || strings.IndexByte("!#$%&'*+-.^_`|~", b) >= 0
}

// compile makes the field.
func (h headerText) compile(g *proxy.Gateway, at conf.Pos) (headerField, error) {
	f, err := g.Format(h.format, false, at)
	if err != nil {
		return headerField{}, &lineError{at, fmt.Errorf("header field '%s' : %w", h.name, err)}
	}
	return headerField{textproto.CanonicalMIMEHeaderKey(h.name), f}, nil
}

// A lineError is what is wrong with a line when all is known.
type lineError struct {
	at  conf.Pos
	err error
}

// Error says what is wrong.
func (e *lineError) Error() string { return e.err.Error() }

// Unwrap returns what is wrong.
func (e *lineError) Unwrap() error { return e.err }

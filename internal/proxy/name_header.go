package proxy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"metergate/internal/conf"
)

var dirNameHeader = conf.Scalar(conf.Spec{
	Name: "http-send-name-header", In: conf.Defaults | conf.Backend, Usage: "http-send-name-header <header>",
	Help: "Tells each server its own name, in a header that takes the place of those of the client; after a retry elsewhere it is the name of the other server.",
}, parseNameHeader)

// framers are fields that say where a message goes and how it ends: no option may touch them.
var framers = []string{"connection", "content-length", "host", "transfer-encoding"}

func parseNameHeader(a *conf.Args) ([]byte, error) {
	name := a.Next().Text
	switch {
	case name == "":
		return nil, errors.New("'http-send-name-header' requires a header string.")
	case slices.Contains(framers, strings.ToLower(name)):
		return nil, fmt.Errorf("'%s' cannot be used as header name for 'http-send-name-header' directive.", name)
	}
	return []byte(strings.ToLower(name)), nil
}

// nameServer tells the server that is asked now its name.
func (s *Stream) nameServer() {
	if name := s.back.Options.NameHeader; name != nil {
		s.body = append(s.body[:0], s.server.Name...)
		s.req.Set(name, s.body)
	}
}

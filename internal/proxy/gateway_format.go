package proxy

import (
	"fmt"
	"strings"
	"time"

	"metergate/internal/clock"
	"metergate/internal/conf"
	"metergate/internal/sample"
)

// A GatewayFormat is a log-format without a stream: a text about the gateway itself, as those that are pushed with its
// metrics. Any goroutine may make its text.
type GatewayFormat struct {
	format  *sample.Format
	gateway *Gateway
}

// Format compiles a log-format without a stream. In a body control characters may stand. What takes its value from a
// stream is refused.
func (g *Gateway) Format(text string, body bool, at conf.Pos) (*GatewayFormat, error) {
	env := &sample.Env{At: sample.AtGateway, File: at.File, Line: at.Line, Lists: &g.Lists, Resolve: g.object}
	parse := sample.ParseFormat
	if body {
		parse = sample.ParseBody
	}
	f, err := parse(text, env)
	if err != nil {
		return nil, err
	}
	g.Lists.Number()
	return &GatewayFormat{f, g}, nil
}

// Append writes the text as it is at a moment behind dst. The number is what %rt shows: that of the message it belongs to.
func (f *GatewayFormat) Append(dst []byte, now time.Time, number uint64) []byte {
	o := &outside{f.gateway, number, clock.NewDates(time.Local)}
	return f.format.Append(dst, &sample.Ctx{Owner: o, Now: now.UnixNano(), CanWait: true})
}

// An outside owns the evaluation of what has no stream.
type outside struct {
	gateway *Gateway
	number  uint64 // of the message
	dates   *clock.Dates
}

// outsideOf returns what an expression is evaluated for when that is the gateway itself, or nil.
func outsideOf(cx *sample.Ctx) *outside {
	o, _ := cx.Owner.(*outside)
	return o
}

// gatewayOf returns the gateway that an expression is evaluated in, nil where it is not known, as in checks.
func gatewayOf(cx *sample.Ctx) *Gateway {
	switch o := cx.Owner.(type) {
	case *Stream:
		return o.lane.gateway
	case *outside:
		return o.gateway
	}
	return nil
}

// openSessions counts the connections of clients; 0 before there are loops.
func (g *Gateway) openSessions() int64 {
	if g == nil || len(g.lanes) == 0 {
		return 0
	}
	return max(g.Sessions(), 0)
}

// object finds what a name in a format without a proxy means.
func (g *Gateway) object(kind sample.ArgKind, name string) (any, error) {
	switch kind {
	case sample.ArgFrontend:
		if f := g.Frontend(name); f != nil {
			return f, nil
		}
	case sample.ArgBackend:
		if b := g.Backend(name); b != nil {
			b.named.Store(true)
			return b, nil
		}
	case sample.ArgServer:
		backend, server, _ := strings.Cut(name, "/")
		if b := g.Backend(backend); b != nil {
			if s := b.Server(server); s != nil {
				s.named.Store(true)
				return s, nil
			}
		}
	}
	return nil, fmt.Errorf("unable to find %v '%s' from outside of proxies", kind, name)
}

// GatewayWords returns the fetches and the log variables that formats without a stream may have, in the order of their names.
func GatewayWords() (fetches, variables []string) {
	for _, f := range sample.Fetches() {
		if f.Points()&sample.AtGateway != 0 {
			fetches = append(fetches, f.Usage())
		}
	}
	for _, v := range sample.LogVars() {
		if v.Points()&sample.AtGateway != 0 {
			variables = append(variables, "%"+v.Name)
		}
	}
	return fetches, variables
}

package proxy

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"metergate/internal/rule"
)

// A marking is an action that marks the packets of a connection; privileged are those that not every process may have.
type marking struct {
	setLimit
	privileged bool
}

func init() {
	const wide = rule.TCP | rule.HTTPRequest | rule.HTTPResponse
	mark := func(s *Stream, n int64) { _ = s.sess.conn.SetMark(uint32(n)) } // the connection may have ended
	tos := func(s *Stream, n int64) { _ = s.sess.conn.SetTOS(uint8(n)) }    // a Unix socket has none
	for _, e := range []struct {
		name, arg, help string
		in              rule.Set
		max             int64
		set             func(*Stream, int64)
	}{
		{"set-fc-mark", "mark", "Marks the packets sent to the client, for packet filters and routing; this needs the privilege to administer the network.", wide, math.MaxUint32, mark},
		{"set-mark", "mark", "Older name of set-fc-mark.", wide, math.MaxUint32, mark},
		{"set-fc-tos", "tos", "Sets the type of service (DSCP) of the packets sent to the client.", wide, math.MaxUint8, tos},
		{"set-tos", "tos", "Older name of set-fc-tos.", wide, math.MaxUint8, tos},
		{"set-bc-mark", "mark", "Marks the packets sent to the server, for packet filters and routing; this needs the privilege to administer the network. Connections with different marks are not shared.",
			rule.TCPContent | rule.HTTPRequest, math.MaxUint32, func(s *Stream, n int64) { s.marking.Mark = uint32(n) }},
		{"set-bc-tos", "tos", "Sets the type of service (DSCP) of the packets sent to the server. Connections of different types are not shared.",
			rule.TCPContent | rule.HTTPRequest, math.MaxUint8, func(s *Stream, n int64) { s.marking.TOS = uint8(n) }},
	} {
		rule.Register(rule.Spec{
			Name: e.name, In: e.in, Usage: e.name + " { <" + e.arg + "> | <expr> }", Help: e.help,
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseMarking(p, e.max, e.set) },
		})
	}
}

// parseMarking reads a number in the notations of C, or an expression that gives one. What an expression gives beyond max
// is not set.
func parseMarking(p *rule.Parser, max int64, set func(*Stream, int64)) (rule.Action, error) {
	if !p.More() {
		return nil, errors.New("expects exactly 1 argument (integer or expression)")
	}
	a := &marking{privileged: max > math.MaxUint8, setLimit: setLimit{set: func(s *Stream, n int64) {
		if n >= 0 && n <= max {
			set(s, n)
		}
	}}}
	if !startsNumber(p.Peek()) {
		return a, a.parseExpr(p)
	}
	word := p.Next()
	n, err := strconv.ParseInt(word, 0, 64)
	if err != nil || n < 0 || n > max {
		return nil, fmt.Errorf("'%s' is no number from 0 to %d", word, max)
	}
	a.n = n
	return a, nil
}

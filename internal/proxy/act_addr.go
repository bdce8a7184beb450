package proxy

import (
	"net/netip"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	for _, e := range []struct {
		what, help string
		as         sample.Type
		set        func(a netio.Addr, v sample.Value) (netio.Addr, bool)
		end        func(*ends) *netio.Addr
	}{
		{"src", "the address that the client is known by", sample.Addr, withIP, func(e *ends) *netio.Addr { return &e.from }},
		{"src-port", "the port that the client is known by", sample.Int, withPort, func(e *ends) *netio.Addr { return &e.from }},
		{"dst", "the address that the client is known to have connected to", sample.Addr, withIP, func(e *ends) *netio.Addr { return &e.to }},
		{"dst-port", "the port that the client is known to have connected to", sample.Int, withPort, func(e *ends) *netio.Addr { return &e.to }},
	} {
		rule.Register(rule.Spec{
			Name: "set-" + e.what, In: rule.TCPRequest | rule.HTTPRequest, Usage: "set-" + e.what + " <expression>",
			Help: "Sets " + e.help + ": for the connection, the session or the request, as the place of the rule says.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				expr, err := p.Expr()
				return &setAddr{expr, e.as, p.Set, e.set, e.end}, err
			},
		})
	}
}

// A setAddr sets an address, or the port of one.
type setAddr struct {
	expr *sample.Expr
	as   sample.Type
	in   rule.Set
	set  func(a netio.Addr, v sample.Value) (netio.Addr, bool)
	end  func(*ends) *netio.Addr
}

// Run sets it; an expression without a value leaves it.
func (a *setAddr) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	v, ok := a.expr.EvalAs(cx, a.as)
	if !ok {
		return rule.Continue
	}
	is := ends{s.from(), s.to()}
	if addr, ok := a.set(*a.end(&is), v); ok {
		*a.end(s.endsOf(a.in)) = addr
	}
	return rule.Continue
}

// endsOf returns the addresses that rules of a set change.
func (s *Stream) endsOf(set rule.Set) *ends {
	switch set {
	case rule.TCPConnection:
		return &s.sess.alias().conn
	case rule.TCPSession:
		return &s.sess.alias().sess
	}
	if s.also == nil {
		s.also = new(ends)
	}
	return s.also
}

// withIP returns a with another address; one that is no IP address, as that of a Unix socket, gets port 0.
func withIP(a netio.Addr, v sample.Value) (netio.Addr, bool) {
	return netio.IPAddr(netip.AddrPortFrom(v.Addr(), a.Port())), true
}

func withPort(a netio.Addr, v sample.Value) (netio.Addr, bool) {
	if !a.IsValid() {
		return a, false
	}
	return netio.IPAddr(netip.AddrPortFrom(a.Addr(), uint16(v.Int()))), true
}

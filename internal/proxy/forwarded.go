package proxy

import (
	"net/netip"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// Forwarded is option forwarded: what the header of RFC 7239 tells the server.
type Forwarded struct {
	Proto   bool
	Host    ForwardedValue
	By, For ForwardedNode
}

// A ForwardedNode is an address of RFC 7239 section 6, with or without a port.
type ForwardedNode struct{ Addr, Port ForwardedValue }

// A ForwardedValue is one value: our own view of it, or what an expression says.
type ForwardedValue struct {
	On   bool
	Expr *sample.Expr
}

// addForwarded adds the header, behind what a proxy before us has written.
func (s *Stream) addForwarded(f *Forwarded) {
	v := s.body[:0]
	sep := func() {
		if len(v) > 0 {
			v = append(v, ';')
		}
	}
	if f.Proto {
		v = append(v, "proto=http"...)
		if s.client.TLS() != nil {
			v = append(v, 's')
		}
	}
	if f.Host.On {
		sep()
		v = append(s.appendHost(append(v, `host="`...), f.Host.Expr), '"')
	}
	if f.By.Addr.On {
		sep()
		v = s.appendNode(append(v, "by="...), &f.By, s.to())
	}
	if f.For.Addr.On {
		sep()
		v = s.appendNode(append(v, "for="...), &f.For, s.from())
	}
	s.body = v
	s.name = append(s.name[:0], "forwarded"...)
	if i := s.req.Find("forwarded", 0); i >= 0 {
		s.body = append(append(append([]byte(nil), s.req.Value(i)...), ','), v...)
		s.req.SetValueAt(i, s.body)
		return
	}
	s.req.Add(s.name, s.body)
}

// appendHost writes the host that was asked, or what the expression gives; nothing when that is no host.
func (s *Stream) appendHost(dst []byte, expr *sample.Expr) []byte {
	host, _ := s.req.Get("host")
	if expr != nil {
		v, ok := expr.EvalAs(&s.cx, sample.Str)
		if !ok {
			return dst
		}
		host = v.Bytes()
	}
	for _, c := range host {
		if !isAlnum(c) && c != '.' && c != '-' && c != '_' && c != ':' && c != '[' && c != ']' {
			return dst
		}
	}
	return append(dst, host...)
}

// appendNode writes an address; one with a port, and IPv6, stands in quotes.
func (s *Stream) appendNode(dst []byte, n *ForwardedNode, own netio.Addr) []byte {
	at := len(dst)
	dst = s.appendName(dst, n.Addr.Expr, own.Addr().Unmap())
	quoted := dst[at] == '['
	if n.Port.On {
		quoted = true
		dst = s.appendPort(append(dst, ':'), n.Port.Expr, own)
	}
	if !quoted {
		return dst
	}
	dst = append(dst, 0, 0)
	copy(dst[at+1:], dst[at:len(dst)-2])
	dst[at], dst[len(dst)-1] = '"', '"'
	return dst
}

// appendName writes the address, or what the expression gives: an address, an identifier that hides one, or unknown.
func (s *Stream) appendName(dst []byte, expr *sample.Expr, own netip.Addr) []byte {
	if expr != nil {
		v, ok := expr.Eval(&s.cx)
		switch {
		case !ok:
			return append(dst, "unknown"...)
		case v.Type() == sample.IPv4 || v.Type() == sample.IPv6:
			own = v.Addr()
		default:
			return appendIdentifier(dst, v.Bytes())
		}
	}
	return appendIP(dst, own)
}

func appendIP(dst []byte, a netip.Addr) []byte {
	switch {
	case !a.IsValid():
		return append(dst, "unknown"...)
	case a.Is6():
		return append(a.AppendTo(append(dst, '[')), ']')
	}
	return a.AppendTo(dst)
}

// appendIdentifier writes a text that is an IPv4 address or an obfuscated identifier (RFC 7239 section 6.3).
func appendIdentifier(dst, text []byte) []byte {
	if a, err := netip.ParseAddr(string(text)); err == nil && a.Is4() {
		return a.AppendTo(dst)
	}
	if len(text) < 2 || text[0] != '_' {
		return append(dst, "unknown"...)
	}
	for _, c := range text[1:] {
		if !isAlnum(c) && c != '.' && c != '_' && c != '-' {
			return append(dst, "unknown"...)
		}
	}
	return append(dst, text...)
}

func (s *Stream) appendPort(dst []byte, expr *sample.Expr, own netio.Addr) []byte {
	port := int64(own.Port())
	if expr != nil {
		v, ok := expr.EvalAs(&s.cx, sample.Int)
		if !ok {
			return dst
		}
		port = v.Int()
	}
	return strconv.AppendInt(dst, port, 10)
}

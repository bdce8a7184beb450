package proxy

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// A ProxyOut is the header of the PROXY protocol that connections to a server begin with.
type ProxyOut struct {
	binary  bool // version 2
	options proxyOptions
	tlvs    []tlvFormat // compiled last
}

// proxyOptions are what a header of version 2 tells besides addresses.
type proxyOptions struct {
	ssl, cipher, authority, checksum, uniqueID bool
}

// A tlvFormat is a TLV whose value a log-format makes.
type tlvFormat struct {
	kind  byte
	value *sample.Format
}

// A tlvLine is the option set-proxy-v2-tlv-fmt as it is written.
type tlvLine struct {
	kind   byte
	format string
}

var (
	srvSendProxy      = serverFlag("send-proxy", "Connections begin with a line of the PROXY protocol, which tells the client's addresses.")
	srvSendProxyV2    = serverFlag("send-proxy-v2", "Connections begin with a binary header of the PROXY protocol (version 2).")
	srvSendProxySSL   = serverFlag("send-proxy-v2-ssl", "As send-proxy-v2, with what is known of the client's TLS.")
	srvSendProxySSLCN = serverFlag("send-proxy-v2-ssl-cn", "As send-proxy-v2-ssl; client certificates, whose common name it adds, are not asked for yet.")
	srvCheckSendProxy = serverFlag("check-send-proxy", "Checks begin with a header of the PROXY protocol too, also those that go to another port or address.")
	dirNeverLocal     = conf.Flag(conf.Spec{
		Name: "pp2-never-send-local", In: conf.Global, Usage: "pp2-never-send-local",
		Help: "Binary headers of checks say PROXY rather than LOCAL, for servers that do not know the latter.",
	})
	srvProxyOptions = conf.Scalar(conf.Spec{
		Name: "proxy-v2-options", In: conf.ServerLine, Usage: "proxy-v2-options <option>[,<option>...]",
		Help: "What binary headers tell besides addresses: ssl, ssl-cipher, cert-cn, cert-sig, cert-key, authority, crc32c, unique-id.",
	}, parseProxyOptions)
	srvProxyTLV = conf.List(conf.Spec{
		Name: "set-proxy-v2-tlv-fmt", In: conf.ServerLine, Usage: "set-proxy-v2-tlv-fmt(<id>) <format>", Call: true,
		Help: "Adds a TLV of that number to binary headers.",
	}, parseProxyTLV)
)

func parseProxyOptions(a *conf.Args) (o proxyOptions, err error) {
	text, err := a.Text("a list of options")
	if err != nil {
		return o, err
	}
	for word := range strings.SplitSeq(text, ",") {
		switch word {
		case "ssl", "cert-cn", "cert-sig", "cert-key":
			o.ssl = true
		case "ssl-cipher":
			o.ssl, o.cipher = true, true
		case "authority":
			o.authority = true
		case "crc32c":
			o.checksum = true
		case "unique-id":
			o.uniqueID = true
		default:
			return o, fmt.Errorf("'%s' : option '%s' is not known.", a.Name(), word)
		}
	}
	return o, nil
}

func parseProxyTLV(a *conf.Args) (tlvLine, error) {
	id, ok := strings.CutSuffix(a.Call(), ")")
	kind, err := strconv.ParseUint(id, 0, 8)
	if !ok || err != nil {
		return tlvLine{}, fmt.Errorf("'%s' expects a number from 0 to 255 between parentheses.", a.Name())
	}
	format, err := a.Text("a log-format string")
	return tlvLine{byte(kind), format}, err
}

// proxyOut returns the header of a server line, nil for none.
func proxyOut(b *conf.Bag) *ProxyOut {
	ssl := srvSendProxySSL.Or(b, false) || srvSendProxySSLCN.Or(b, false)
	p := &ProxyOut{binary: ssl || srvSendProxyV2.Or(b, false)}
	if !p.binary && !srvSendProxy.Or(b, false) {
		return nil
	}
	p.options, _ = srvProxyOptions.Get(b)
	p.options.ssl = p.options.ssl || ssl
	return p
}

// serverHeader compiles the formats of a server's header.
func (u *ruleCompiler) serverHeader(s *Server) {
	if s.Proxy == nil {
		return
	}
	for _, line := range srvProxyTLV.All(s.Bag) {
		f, err := sample.ParseFormat(line.Value.format, u.env(sample.AtConnect, line.Pos))
		if err != nil {
			u.alert(line.Pos, conf.Server, "'server %s' : failed to parse set-proxy-v2-tlv-fmt : %v.", s.FullName(), err)
			continue
		}
		s.Proxy.tlvs = append(s.Proxy.tlvs, tlvFormat{line.Value.kind, f})
	}
}

// proxyHeader is what a connection to the server begins with, empty for nothing.
func (s *Stream) proxyHeader() string {
	p := s.server.Proxy
	if p == nil {
		return ""
	}
	h := netio.ProxyHeader{From: s.from(), To: s.to()}
	if !p.binary {
		return string(h.AppendLine(nil))
	}
	h.TLVs = s.appendTLVs(nil, p)
	return string(h.AppendBinary(nil, false, p.options.checksum))
}

func (s *Stream) appendTLVs(b []byte, p *ProxyOut) []byte {
	client := s.client.TLS()
	for _, t := range p.tlvs {
		b = netio.AppendTLV(b, t.kind, t.value.Append(nil, &s.cx))
	}
	if client != nil && client.Protocol != "" {
		b = netio.AppendTLV(b, netio.TLVALPN, []byte(client.Protocol))
	}
	if p.options.authority && client != nil && client.Name != "" {
		b = netio.AppendTLV(b, netio.TLVAuthority, []byte(client.Name))
	}
	if p.options.ssl && client != nil {
		b = netio.AppendTLV(b, netio.TLVSSL, tlsFacts(client, p.options.cipher))
	}
	if p.options.uniqueID {
		if id := s.uniqueID(); len(id) > 0 {
			b = netio.AppendTLV(b, netio.TLVUniqueID, id)
		}
	}
	return b
}

// tlsFacts is the value of the TLV ssl: the client speaks TLS and has shown no certificate.
func tlsFacts(client *netio.TLSState, cipher bool) []byte {
	const overTLS, version, suite = 1, 0x21, 0x23
	b := []byte{overTLS}
	b = binary.BigEndian.AppendUint32(b, 1) // no certificate was verified
	b = netio.AppendTLV(b, version, []byte(protocolName(client.Version)))
	if cipher {
		b = netio.AppendTLV(b, suite, []byte(cipherName(client.Cipher)))
	}
	return b
}

// preface is what a check's connection begins with: it is one of our own, not a client's.
func (s *Server) preface(c *netio.Conn) []byte {
	h := netio.ProxyHeader{From: c.LocalAddr(), To: c.RemoteAddr()}
	if s.Proxy != nil && s.Proxy.binary {
		return h.AppendBinary(nil, !dirNeverLocal.Or(s.Back.gateway.Global.Bag, false), s.Proxy.options.checksum)
	}
	return h.AppendLine(nil)
}

// prefaced reports whether checks begin with a header, because the line says so or as connections of clients do; those of
// a server that was added at run time only because its line says so.
func (s *Server) prefaced() bool {
	own := !s.dynamic && srvPort.Or(s.Bag, 0) == 0 && !srvCheckAddr.Own(s.Bag)
	return srvCheckSendProxy.Or(s.Bag, s.Proxy != nil && own)
}

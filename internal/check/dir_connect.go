package check

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"metergate/internal/conf"
)

const connectUsage = "connect [default] [port {<port> | <expression>}] [addr <address>] [send-proxy] [via-socks4] [ssl] [sni <name>] [alpn <protocols>] [linger] [comment <text>]"

const connectHelp = "Opens a connection, in place of the one before. Without arguments it goes where the server line says; " +
	"`default` takes over from there whether it is encrypted."

var (
	_ = tcpRules.declare("connect", connectUsage, connectHelp, parseConnect)
	_ = httpRules.declare("connect", connectUsage, connectHelp, parseConnect)
)

func parseConnect(a *conf.Args) (rule, error) {
	s := &connectStep{}
	var err error
	for !a.Done() && err == nil {
		switch word := a.Next().Text; word {
		case "default":
			s.useServer = true
		case "port":
			err = s.parsePort(a)
		case "addr":
			err = s.parseAddr(a)
		case "ssl":
			s.ssl = true
		case "sni":
			s.sni, err = a.Text("a server name")
		case "alpn":
			var list string
			list, err = a.Text("a list of protocols")
			s.alpn = strings.Split(list, ",")
		case "linger":
			s.linger = true
		case "comment":
			s.comment, err = a.Text("a comment")
		case "send-proxy":
			s.preface = true
		case "via-socks4":
			s.detour = true
		case "proto":
			err = fmt.Errorf("'%s': %s is not supported", a.Name(), word)
		default:
			err = fmt.Errorf("'%s' expects default, port, addr, send-proxy, via-socks4, ssl, sni, alpn, linger or comment, not '%s'", a.Name(), word)
		}
	}
	if err == nil && !s.ssl && !s.useServer && (s.sni != "" || s.alpn != nil) {
		err = fmt.Errorf("'%s': sni and alpn need ssl", a.Name())
	}
	return rule{step: s}, err
}

// parsePort reads a port, or an expression for one.
func (s *connectStep) parsePort(a *conf.Args) error {
	word, err := a.Text("a port")
	if err != nil {
		return err
	}
	n, err := strconv.ParseUint(word, 10, 16)
	switch {
	case err == nil && n > 0:
		s.port = uint16(n)
	case word[0] >= 'a' && word[0] <= 'z':
		s.portFrom = &measure{words: []string{word}}
	default:
		return fmt.Errorf("'%s' expects a port from 1 to 65535 or an expression, not '%s'", a.Name(), word)
	}
	return nil
}

// parseAddr reads an address, perhaps with a port.
func (s *connectStep) parseAddr(a *conf.Args) error {
	word := a.Next().Text
	if ap, err := netip.ParseAddrPort(word); err == nil {
		s.addr, s.port = ap.Addr(), ap.Port()
		return nil
	}
	ip, err := netip.ParseAddr(word)
	if err != nil {
		return fmt.Errorf("'%s' expects an IP address, not '%s'", a.Name(), word)
	}
	s.addr = ip
	return nil
}

package admin

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/proxy"
)

func init() {
	serverSetting("addr", setAddr)
	serverSetting("check-addr", setCheckAddr)
	serverSetting("check-port", setCheckPort)
	serverSetting("agent-addr", setAgentAddr)
	serverSetting("agent-port", setAgentPort)
	serverSetting("agent-send", setAgentSend)
}

// setAddr sets where the server is reached, and answers with what has changed: `<ip> [port <port>]`.
func setAddr(r *Request, s *proxy.Server, args []string) error {
	if len(args) == 0 {
		return message("set server <b>/<s> addr requires an address and optionally a port.")
	}
	ip, err := netip.ParseAddr(args[0])
	if err != nil {
		return messagef("Invalid addr '%s'", args[0])
	}
	was := s.Addr()
	if was.IsUnix() {
		return message("the server is reached through a Unix socket, which has neither an address nor a port.")
	}
	to := was.Port()
	if len(args) > 1 && args[1] == "port" {
		if to, err = serverPort(first(args[2:])); err != nil {
			return err
		}
	}
	changes := addrChanges(was, ip, to)
	if changes == "" {
		return r.Warnf("nothing changed")
	}
	s.SetAddr(netio.IPAddr(netip.AddrPortFrom(ip, to)))
	return r.Warnf("%s by 'stats socket command'", changes)
}

// serverPort reads the port of a server, which is a plain one here.
func serverPort(word string) (uint16, error) {
	n, err := strconv.Atoi(word)
	switch {
	case err != nil:
		return 0, messagef("problem converting port '%s' to an int", word)
	case strings.ContainsAny(word[:1], "+-"):
		return 0, messagef("port '%s' depends on the client's, which is not supported", word)
	case n < 1 || n > 65535:
		return 0, message("provided port is invalid")
	}
	return uint16(n), nil
}

// addrChanges says what is new in an address, empty for nothing.
func addrChanges(was netio.Addr, ip netip.Addr, port uint16) string {
	var changes []string
	if was.Addr() != ip {
		from := "-"
		if was.Addr().IsValid() {
			from = was.Addr().String()
		}
		changes = append(changes, fmt.Sprintf("IP changed from '%s' to '%s'", from, ip))
	}
	if was.Port() != port {
		changes = append(changes, fmt.Sprintf("port changed from '%d' to '%d'", was.Port(), port))
	}
	return strings.Join(changes, ", ")
}

// What is answered when the server line asks for no check.
const (
	errNoAgent = message("agent checks are not enabled on this server")
	errNoCheck = message("health checks are not enabled on this server")
)

func setCheckAddr(_ *Request, s *proxy.Server, args []string) error {
	if !s.HasCheck() {
		return errNoCheck
	}
	ip, port, err := probeAddr("check-addr", args)
	if err == nil {
		s.SetCheckAddr(ip, port)
	}
	return err
}

func setAgentAddr(_ *Request, s *proxy.Server, args []string) error {
	if !s.HasAgent() {
		return errNoAgent
	}
	ip, port, err := probeAddr("agent-addr", args)
	if err == nil {
		s.SetAgentAddr(ip, port)
	}
	return err
}

// probeAddr reads `<ip> [port <port>]`; the port is 0 where it is not given.
func probeAddr(word string, args []string) (ip netip.Addr, to uint16, err error) {
	if len(args) == 0 {
		return ip, 0, messagef("set server <b>/<s> %s requires an address and optionally a port.", word)
	}
	if ip, err = netip.ParseAddr(args[0]); err != nil {
		return ip, 0, messagef("invalid addr '%s'", args[0])
	}
	if len(args) > 1 && args[1] == "port" {
		to, err = port(first(args[2:]))
	}
	return ip, to, err
}

func setCheckPort(_ *Request, s *proxy.Server, args []string) error {
	if !s.HasCheck() {
		return errNoCheck
	}
	n, err := probePort("check-port", args)
	if err == nil {
		s.SetCheckPort(n)
	}
	return err
}

func setAgentPort(_ *Request, s *proxy.Server, args []string) error {
	if !s.HasAgent() {
		return errNoAgent
	}
	n, err := probePort("agent-port", args)
	if err == nil {
		s.SetAgentPort(n)
	}
	return err
}

func probePort(word string, args []string) (uint16, error) {
	if len(args) == 0 {
		return 0, messagef("set server <b>/<s> %s requires a port.", word)
	}
	return port(args[0])
}

func setAgentSend(_ *Request, s *proxy.Server, args []string) error {
	if !s.HasAgent() {
		return message("agent checks are not enabled on this server.")
	}
	s.SetAgentSend(first(args))
	return nil
}

package proxy

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

const sourceUsage = "source <addr>[:<port>[-<port>]] [usesrc { <addr>[:<port>] | client | clientip | hdr_ip(<name>[,<occ>]) }] [interface <name>]"

var (
	srvSource = conf.Scalar(conf.Spec{
		Name: "source", In: conf.ServerLine, Usage: sourceUsage,
		Help: "The address, and the ports, that connections to the server come from, its checks included. usesrc has those of clients " +
			"come from an address that may be another machine's, which needs the privilege to administer the network; the network interface can be fixed.",
	}, parseSource)
	dirSource = conf.Scalar(conf.Spec{
		Name: "source", In: conf.Defaults | conf.Backend, Usage: sourceUsage,
		Help: "The option source of servers whose line has none; a range of ports is for server lines only.",
	}, func(a *conf.Args) (*Source, error) {
		s, err := parseSource(a)
		if err == nil && s.ports != nil {
			err = errors.New("port ranges are only supported by 'source' of a server line.")
		}
		return s, err
	})
	srvUserTimeout = serverTime("tcp-ut", "tcp-ut <delay>", "How long what was sent to the server may stay unacknowledged before its connection is given up.")
)

// A Source says where connections to servers come from.
type Source struct {
	addr   netio.Addr // of the machine itself; zero for whatever the system chooses
	ports  *netio.PortRange
	device string
	borrow borrowing
	lent   netio.Addr // of borrowFixed
	header string     // of borrowHeader, lower case
	occ    int        // its occurrence: from 1 on, or from the end
}

// borrowing says whose address is shown to a server.
type borrowing uint8

const (
	borrowNone       borrowing = iota
	borrowFixed                // one that is given
	borrowClient               // the client's, with its port
	borrowClientAddr           // the client's
	borrowHeader               // one that a field of the request tells
)

func parseSource(a *conf.Args) (*Source, error) {
	if a.Done() {
		return nil, fmt.Errorf("'%s' expects <addr>[:<port>[-<port>]], and optionally '%s' <addr>, and '%s' <name> as arguments.", a.Name(), "usesrc", "interface")
	}
	s := &Source{}
	var err error
	if s.addr, s.ports, err = sourceAddr(a); err != nil {
		return nil, err
	}
	for err == nil && !a.Done() {
		switch {
		case s.borrow == borrowNone && a.Accept("usesrc"):
			err = s.parseBorrowing(a)
		case s.device == "" && a.Accept("interface"):
			s.device, err = a.Text("an interface name behind 'interface'")
		default:
			return s, nil
		}
	}
	return s, err
}

// sourceAddr takes an address that connections come from; the unspecified one without a port is none.
func sourceAddr(a *conf.Args) (addr netio.Addr, ports *netio.PortRange, err error) {
	from, err := a.Addr(conf.AddrSource)
	if err != nil {
		return addr, nil, err
	}
	if from.Family != conf.Inet {
		return addr, nil, fmt.Errorf("'%s' expects an IP address, not '%s'.", a.Name(), from.Text)
	}
	ip := from.IP
	if !ip.IsValid() {
		ip = netip.IPv4Unspecified()
	}
	if from.LastPort > from.Port {
		ports = netio.NewPortRange(uint16(from.Port), uint16(from.LastPort))
	}
	if ip.IsUnspecified() && from.Port == 0 {
		return addr, nil, nil
	}
	return netio.IPAddr(netip.AddrPortFrom(ip, uint16(from.Port))), ports, nil
}

// parseBorrowing reads what follows usesrc.
func (s *Source) parseBorrowing(a *conf.Args) (err error) {
	word := a.Peek()
	switch {
	case a.Done():
		return errors.New("'usesrc' expects <addr>[:<port>], 'client', 'clientip', or 'hdr_ip(name,#)' as argument.")
	case a.Accept("client"):
		s.borrow = borrowClient
	case a.Accept("clientip"):
		s.borrow = borrowClientAddr
	case strings.HasPrefix(word, "hdr_ip("):
		a.Next()
		s.borrow = borrowHeader
		return s.parseHeader(word)
	default:
		s.borrow = borrowFixed
		var ports *netio.PortRange
		if s.lent, ports, err = sourceAddr(a); err == nil && ports != nil {
			err = fmt.Errorf("'usesrc' takes no range of ports as in '%s'.", word)
		}
	}
	return err
}

// parseHeader reads hdr_ip(name[,occ]).
func (s *Source) parseHeader(word string) (err error) {
	inner, closed := strings.CutSuffix(strings.TrimPrefix(word, "hdr_ip("), ")")
	name, occ, given := strings.Cut(inner, ",")
	name = strings.TrimSpace(name)
	if !closed || name == "" {
		return fmt.Errorf("'usesrc' expects hdr_ip(<name>[,<occ>]) instead of '%s'.", word)
	}
	s.header, s.occ = strings.ToLower(name), -1
	if given {
		s.occ, err = strconv.Atoi(strings.TrimSpace(occ))
	}
	if err != nil || s.occ < -maxOccurrence || s.occ > maxOccurrence {
		return fmt.Errorf("'usesrc hdr_ip(%s)' : the occurrence is a number from %d to %d.", inner, -maxOccurrence, maxOccurrence)
	}
	if s.occ == 0 {
		s.borrow = borrowNone // which is how the reference is told to look at no field
	}
	return nil
}

// maxOccurrence is how far from either end a value of a field can be asked for.
const maxOccurrence = 10

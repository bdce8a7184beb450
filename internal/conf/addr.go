package conf

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// A Family says what an address names.
type Family uint8

// The families.
const (
	Host     Family = iota // a name that needs resolution
	Inet                   // an IP address, or any
	Unix                   // a path
	Abstract               // a name of Linux's abstract name space
	FD                     // an inherited descriptor
	SockPair               // a descriptor of a socket pair
)

// An AddrUse says what an address is for, and so what it may and must have.
type AddrUse uint8

// The uses.
const (
	AddrListen  AddrUse = iota // bind: port needed, ranges allowed
	AddrConnect                // server: port optional, may be relative to the client's
	AddrSource                 // source: port optional, ranges allowed
	AddrLog                    // log target: datagrams by default, port optional
)

// An Addr is an address as configurations write it.
type Addr struct {
	Family   Family
	Version  int        // 4 or 6 when an ipv4@ or ipv6@ prefix insists, else 0
	Name     string     // the host's name, when Family is Host
	IP       netip.Addr // the address, when Family is Inet; invalid means any
	HasPort  bool
	Port     int    // or the first of a range
	LastPort int    // of a range; Port when there is none
	Relative bool   // Port is added to the port that the client came to
	Path     string // of Unix and Abstract
	FD       int
	Datagram bool // udp@, dgram+, quic: packets rather than a stream
	QUIC     bool
	Text     string // as written
}

// ParseAddr reads an address: ip:port, *:port, :port, [v6]:port, name:port,
// /path, each behind an optional prefix such as ipv4@, ipv6@, unix@, abns@, fd@,
// sockpair@, tcp@, udp@, and before that stream+ or dgram+.
func ParseAddr(text string, use AddrUse) (Addr, error) {
	a := Addr{Text: text, Datagram: use == AddrLog}
	rest := a.prefixes(text)
	switch {
	case use == AddrListen && a.QUIC:
		return a, fmt.Errorf("'%s': QUIC is not spoken", text)
	case use != AddrLog && a.Datagram:
		return a, fmt.Errorf("dgram-type address not acceptable in '%s'", text)
	}
	switch a.Family {
	case Unix, Abstract:
		if rest == "" {
			return a, fmt.Errorf("missing path in '%s'", text)
		}
		a.Path = rest
		return a, nil
	case FD, SockPair:
		fd, err := strconv.Atoi(rest)
		if err != nil || fd < 0 {
			return a, fmt.Errorf("file descriptor '%s' is not a valid integer in '%s'", rest, text)
		}
		a.FD = fd
		return a, nil
	}
	err := a.inet(rest, use)
	return a, err
}

// prefixes takes what stands before the address itself and sets the family; a
// bare slash means a path.
func (a *Addr) prefixes(text string) string {
	rest := text
	if after, ok := strings.CutPrefix(rest, "stream+"); ok {
		rest, a.Datagram = after, false
	} else if after, ok := strings.CutPrefix(rest, "dgram+"); ok {
		rest, a.Datagram = after, true
	} else if after, ok := strings.CutPrefix(rest, "quic+"); ok {
		rest, a.Datagram, a.QUIC = after, true, true
	}
	a.Family = Inet
	name, after, ok := strings.Cut(rest, "@")
	if !ok {
		if strings.HasPrefix(rest, "/") {
			a.Family = Unix
		}
		return rest
	}
	form, known := addrPrefixes[name]
	if !known {
		return rest // a name with an @ in it, which inet refuses
	}
	a.Family, a.Version = form.family, form.version
	a.Datagram = a.Datagram && !form.stream || form.datagram
	a.QUIC = a.QUIC || form.quic
	return after
}

// addrForm is what a prefix says about the address behind it.
type addrForm struct {
	family           Family
	version          int
	stream, datagram bool
	quic             bool
}

var addrPrefixes = map[string]addrForm{
	"ipv4":     {family: Inet, version: 4},
	"ipv6":     {family: Inet, version: 6},
	"tcp":      {family: Inet, stream: true},
	"tcp4":     {family: Inet, version: 4, stream: true},
	"tcp6":     {family: Inet, version: 6, stream: true},
	"udp":      {family: Inet, datagram: true},
	"udp4":     {family: Inet, version: 4, datagram: true},
	"udp6":     {family: Inet, version: 6, datagram: true},
	"quic4":    {family: Inet, version: 4, datagram: true, quic: true},
	"quic6":    {family: Inet, version: 6, datagram: true, quic: true},
	"unix":     {family: Unix},
	"uxst":     {family: Unix, stream: true},
	"uxdg":     {family: Unix, datagram: true},
	"abns":     {family: Abstract},
	"abnsz":    {family: Abstract},
	"fd":       {family: FD},
	"sockpair": {family: SockPair},
}

// inet reads host[:port[-port]].
func (a *Addr) inet(text string, use AddrUse) error {
	host, port, hasPort, err := splitPort(text)
	if err != nil {
		return err
	}
	if err := a.ports(port, hasPort, use); err != nil {
		return err
	}
	if a.Version == 0 && strings.Count(host, ":") > 0 {
		a.Version = 6
	}
	if host == "" || host == "*" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		a.IP = ip
		if a.Version != 0 && (a.Version == 4) != ip.Is4() {
			return fmt.Errorf("'%s' is not an IPv%d address in '%s'", host, a.Version, a.Text)
		}
		return nil
	}
	if strings.ContainsAny(host, ":/[]@") {
		return fmt.Errorf("invalid address: '%s' in '%s'", host, a.Text)
	}
	a.Family, a.Name = Host, host
	return nil
}

// splitPort cuts host:port at the last colon; an IPv6 address needs no brackets.
func splitPort(text string) (host, port string, hasPort bool, err error) {
	if rest, ok := strings.CutPrefix(text, "["); ok {
		host, after, closed := strings.Cut(rest, "]")
		if !closed || after != "" && after[0] != ':' {
			return "", "", false, fmt.Errorf("invalid address: '%s'", text)
		}
		return host, strings.TrimPrefix(after, ":"), after != "", nil
	}
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return text, "", false, nil
	}
	return text[:i], text[i+1:], true, nil
}

// ports reads the port, which may be empty, a range or relative, as use allows.
func (a *Addr) ports(text string, given bool, use AddrUse) error {
	if !given || text == "" {
		if use == AddrListen {
			return fmt.Errorf("missing port specification in '%s'", a.Text)
		}
		return nil
	}
	if text[0] == '+' || text[0] == '-' {
		return a.offset(text, use)
	}
	from, to, isRange := strings.Cut(text, "-")
	first, err := a.port(from, use)
	if err != nil {
		return err
	}
	last := first
	if isRange {
		if use != AddrListen && use != AddrSource {
			return fmt.Errorf("port range not permitted here in '%s'", a.Text)
		}
		if last, err = a.port(to, use); err != nil {
			return err
		}
		if last < first {
			return fmt.Errorf("invalid port range '%s'", text)
		}
	}
	a.HasPort, a.Port, a.LastPort = true, first, last
	return nil
}

// port reads one port; only what is connected to later may have port 0.
func (a *Addr) port(text string, use AddrUse) (int, error) {
	for _, c := range []byte(text) {
		if c-'0' > 9 {
			return 0, fmt.Errorf("invalid character '%c' in port number '%s' in '%s'", c, text, a.Text)
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > 65535 || n == 0 && use == AddrListen {
		return 0, fmt.Errorf("invalid port '%s'", text)
	}
	return n, nil
}

// offset reads a port that is relative to the one the client came to.
func (a *Addr) offset(text string, use AddrUse) error {
	if use != AddrConnect {
		return fmt.Errorf("port offset not permitted here in '%s'", a.Text)
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < -65535 || n > 65535 {
		return fmt.Errorf("invalid port '%s'", text)
	}
	a.HasPort, a.Relative, a.Port, a.LastPort = true, true, n, n
	return nil
}

// String returns the address as written.
func (a Addr) String() string { return a.Text }

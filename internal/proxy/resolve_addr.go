package proxy

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

// lookupTime bounds the resolution of one name at start.
const lookupTime = 5 * time.Second

var srvInitAddr = conf.Scalar(conf.Spec{
	Name: "init-addr", In: conf.ServerLine, Usage: "init-addr {libc | none | <ip>}[,...]",
	Help: "Where the address of a server given by name comes from at start: libc asks the system, none starts without, an address is taken as it is. The first that succeeds holds.",
}, parseInitAddr)

// initWays are the ways of init-addr, in order.
type initWays []string

func parseInitAddr(a *conf.Args) (initWays, error) {
	word, err := a.Text("a comma-separated list of 'libc', 'none' and addresses")
	if err != nil {
		return nil, err
	}
	ways := strings.Split(word, ",")
	for _, w := range ways {
		if _, err := netip.ParseAddr(w); err != nil && !slices.Contains([]string{"last", "libc", "none"}, w) {
			return nil, fmt.Errorf("'init-addr' knows last, libc, none and addresses, not '%s'.", w)
		}
	}
	return ways, nil
}

// resolve finds where a server of the configuration is reached. The zero address is one that is not known yet.
func (c *compiler) resolve(line serverLine) (netio.Addr, error) {
	a := line.addr
	switch a.Family {
	case conf.Unix:
		return netio.UnixAddr(a.Path), nil
	case conf.Abstract:
		return netio.UnixAddr("@" + a.Path), nil
	case conf.Inet:
		ip := a.IP
		if !ip.IsValid() {
			ip = netip.IPv4Unspecified()
		}
		return netio.IPAddr(netip.AddrPortFrom(ip, fixedPort(a))), nil
	case conf.Host:
		if isService(a.Name) {
			return netio.Addr{}, nil
		}
		return c.lookup(a, srvInitAddr.Or(line.bag, initWays{"last", "libc"}))
	}
	return netio.Addr{}, fmt.Errorf("a server cannot be reached at '%s'.", a.Text)
}

// unresolved is an address of which only the port is known yet.
func unresolved(a conf.Addr) netio.Addr {
	return netio.IPAddr(netip.AddrPortFrom(netip.Addr{}, fixedPort(a)))
}

func (c *compiler) lookup(a conf.Addr, ways initWays) (netio.Addr, error) {
	for _, way := range ways {
		ip, err := netip.ParseAddr(way)
		switch {
		case err == nil:
		case way == "none":
			return unresolved(a), nil
		case way == "libc":
			if ip = c.systemLookup(a); !ip.IsValid() {
				continue
			}
		default:
			continue
		}
		return netio.IPAddr(netip.AddrPortFrom(ip, fixedPort(a))), nil
	}
	if c.Lenient {
		return unresolved(a), nil
	}
	return netio.Addr{}, fmt.Errorf("could not resolve address '%s'.", a.Name)
}

// systemLookup asks the system for an address of the wanted family, IPv4 first.
func (c *compiler) systemLookup(a conf.Addr) netip.Addr {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	network := map[int]string{0: "ip", 4: "ip4", 6: "ip6"}[a.Version]
	if c.IPv4Only && a.Version == 0 {
		network = "ip4"
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, network, a.Name)
	if err != nil || len(ips) == 0 {
		return netip.Addr{}
	}
	for _, ip := range ips {
		if ip.Unmap().Is4() {
			return ip.Unmap()
		}
	}
	return ips[0]
}

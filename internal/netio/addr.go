package netio

import (
	"net/netip"
	"syscall"
)

// Addr is the address of a stream socket: an IP address and port, or a Unix path (an abstract one begins with '@').
// The zero Addr is unspecified.
type Addr struct {
	netip.AddrPort
	Path string
}

// UnixAddr gives the address of a Unix socket; path begins with '@' for the abstract name space.
func UnixAddr(path string) Addr { return Addr{Path: path} }

// IPAddr gives the address of a TCP socket.
func IPAddr(ap netip.AddrPort) Addr { return Addr{AddrPort: ap} }

// IsUnix tells whether the address is a Unix socket's.
func (a Addr) IsUnix() bool { return a.Path != "" }

// IsZero tells whether nothing is set.
func (a Addr) IsZero() bool { return a.Path == "" && !a.AddrPort.IsValid() }

// String gives ip:port, [ip]:port, or the path.
func (a Addr) String() string {
	switch {
	case a.Path != "":
		return a.Path
	case !a.AddrPort.IsValid():
		return "-"
	}
	return a.AddrPort.String()
}

// sockaddr gives the form the system calls take and the socket family.
func (a Addr) sockaddr() (syscall.Sockaddr, int) {
	if a.Path != "" {
		return &syscall.SockaddrUnix{Name: a.Path}, syscall.AF_UNIX
	}
	ip := a.Addr()
	if ip.Is4() || ip.Is4In6() {
		return &syscall.SockaddrInet4{Port: int(a.Port()), Addr: ip.As4()}, syscall.AF_INET
	}
	return &syscall.SockaddrInet6{Port: int(a.Port()), Addr: ip.As16(), ZoneId: zoneID(ip.Zone())}, syscall.AF_INET6
}

// zoneID reads a numeric scope; names of interfaces are resolved by the configuration, not here.
func zoneID(zone string) (n uint32) {
	for i := 0; i < len(zone); i++ {
		if zone[i] < '0' || zone[i] > '9' {
			return 0
		}
		n = n*10 + uint32(zone[i]-'0')
	}
	return n
}

package netio

import "net/netip"

// names are what a connection's addresses need beyond the peer's IP address. Most connections have none.
type names struct {
	local Addr   // this side's, zero until it was asked for
	path  string // the peer's, of a Unix connection

	ports *PortRange // that port was taken from; nil for none
	port  uint16
}

// freePort gives the local port back to where it was taken from.
func (c *Conn) freePort() {
	if n := c.names; n != nil && n.ports != nil {
		n.ports.free(n.port)
		n.ports = nil
	}
}

// setRemote notes the peer's address.
func (c *Conn) setRemote(a Addr) {
	if a.IsUnix() {
		c.named().path = a.Path
		return
	}
	c.ip, c.port = a.Addr(), a.Port()
}

// setLocal notes this side's address.
func (c *Conn) setLocal(a Addr) { c.named().local = a }

func (c *Conn) named() *names {
	if c.names == nil {
		c.names = new(names)
	}
	return c.names
}

// RemoteAddr is the peer's address; an unnamed Unix peer has the path it connected to.
func (c *Conn) RemoteAddr() Addr {
	if c.ip.IsValid() {
		return IPAddr(netip.AddrPortFrom(c.ip, c.port))
	}
	if c.names != nil {
		return UnixAddr(c.names.path)
	}
	return Addr{}
}

// LocalAddr is this side's address, asked from the kernel at first use.
func (c *Conn) LocalAddr() Addr {
	if c.names == nil || c.names.local.IsZero() {
		if c.fd < 0 {
			return Addr{}
		}
		c.setLocal(sockName(int(c.fd)))
	}
	return c.names.local
}

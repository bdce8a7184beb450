package netio

import (
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Marking is what the packets of a connection carry for routers and filters. The zero Marking is that of every new socket.
type Marking struct {
	Mark uint32 // SO_MARK, which needs the privilege to administer the network
	TOS  uint8  // the type of service, of IPv6 the traffic class
}

// apply marks a socket towards ip. A mark that the system refuses is an error, since packets would take another way.
func (m Marking) apply(fd int, ip netip.Addr) error {
	if m.Mark != 0 {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, int(m.Mark)); err != nil {
			return err
		}
	}
	if m.TOS != 0 {
		return setTOS(fd, ip, m.TOS)
	}
	return nil
}

// setTOS sets the type of service; an IPv4 address inside IPv6 is marked as IPv4.
func setTOS(fd int, ip netip.Addr, tos uint8) error {
	if ip.Unmap().Is4() {
		return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_TOS, int(tos))
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_TCLASS, int(tos))
}

// SetMark marks the packets that are sent from now on. Without the privilege to, it is an error.
func (c *Conn) SetMark(mark uint32) error {
	if c.fd < 0 {
		return ErrClosed
	}
	return unix.SetsockoptInt(int(c.fd), unix.SOL_SOCKET, unix.SO_MARK, int(mark))
}

// SetTOS sets the type of service of the packets that are sent from now on. A Unix connection has none.
func (c *Conn) SetTOS(tos uint8) error {
	if c.fd < 0 {
		return ErrClosed
	}
	if !c.ip.IsValid() {
		return syscall.EOPNOTSUPP
	}
	return setTOS(int(c.fd), c.ip, tos)
}

// userTimeout bounds how long what was sent may stay unacknowledged; 0 leaves that to the system.
func userTimeout(fd int, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(d.Milliseconds()))
}

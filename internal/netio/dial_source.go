package netio

import (
	"errors"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// bindNoPort is IP_BIND_ADDRESS_NO_PORT: the port is chosen at connect, where more are free.
const bindNoPort = 24

// prepare sets the options of a socket that is to connect to a, and binds its source. It gives the port that it took from
// o.Ports, 0 for none.
func prepare(fd int, a Addr, o DialOpts) (port uint16, err error) {
	if a.IsUnix() {
		return 0, nil
	}
	tune(fd, o.KeepAlive, o.MSS)
	if err := errors.Join(userTimeout(fd, o.UserTimeout), bindDevice(fd, o.Interface), o.Marking.apply(fd, a.Addr())); err != nil {
		return 0, err
	}
	if o.Source.IsZero() {
		return 0, nil
	}
	if o.Source.IsUnix() || o.Source.Addr().Unmap().Is4() != a.Addr().Unmap().Is4() {
		return 0, errors.New("source address is of another family")
	}
	if o.Transparent {
		if err := transparent(fd, o.Source.Addr()); err != nil {
			return 0, err
		}
	}
	if o.Ports != nil {
		return o.Ports.bind(fd, o.Source.Addr())
	}
	return 0, bindSource(fd, o.Source)
}

// bindSource binds the local address; without a port only that.
func bindSource(fd int, a Addr) error {
	if a.Port() == 0 {
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, bindNoPort, 1) // older kernels choose the port now
	} else {
		_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1) // else the bind tells
	}
	sa, _ := a.sockaddr()
	return syscall.Bind(fd, sa)
}

// transparent lets a socket be bound to addresses of other machines, which needs the privilege to administer the network.
func transparent(fd int, a netip.Addr) error {
	if a.Unmap().Is4() {
		return syscall.SetsockoptInt(fd, syscall.SOL_IP, syscall.IP_TRANSPARENT, 1)
	}
	return syscall.SetsockoptInt(fd, syscall.IPPROTO_IPV6, unix.IPV6_TRANSPARENT, 1)
}

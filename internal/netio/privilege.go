package netio

import (
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// MayBeTransparent gives why this process cannot use addresses of other machines, nil when it can.
func MayBeTransparent() error {
	return trySocket(func(fd int) error { return transparent(fd, netip.IPv4Unspecified()) })
}

// MayMark gives why this process cannot mark packets, nil when it can.
func MayMark() error {
	return trySocket(func(fd int) error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, 1) })
}

// MayGoThrough gives why this process cannot bind connections to a network interface, nil when it can.
func MayGoThrough(device string) error {
	return trySocket(func(fd int) error { return unix.BindToDevice(fd, device) })
}

// trySocket tries something on a socket that is not used.
func trySocket(do func(fd int) error) error {
	fd, err := newSocket(syscall.AF_INET, true)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	return do(fd)
}

package netio

import (
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TCPInfo is what the kernel has measured of the connection (tcp(7), TCP_INFO); false for a connection that is not TCP.
func (c *Conn) TCPInfo() (info unix.TCPInfo, ok bool) {
	if c.fd < 0 {
		return info, false
	}
	n := uint32(unsafe.Sizeof(info))
	_, _, errno := syscall.RawSyscall6(syscall.SYS_GETSOCKOPT, uintptr(c.fd), syscall.IPPROTO_TCP, syscall.TCP_INFO,
		uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&n)), 0)
	return info, errno == 0
}

// IsLocal reports whether a is an address of this machine: one that a socket can be bound to. It costs a few system
// calls, none of which waits.
func IsLocal(a netip.Addr) bool {
	family, sa := syscall.AF_INET6, syscall.Sockaddr(&syscall.SockaddrInet6{Addr: a.As16()})
	if a = a.Unmap(); a.Is4() {
		family, sa = syscall.AF_INET, &syscall.SockaddrInet4{Addr: a.As4()}
	}
	fd, err := syscall.Socket(family, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	err = syscall.Bind(fd, sa)
	_ = syscall.Close(fd) // it was bound and nothing else
	return err == nil
}

package netio

import (
	"encoding/binary"
	"net/netip"
	"syscall"
	"unsafe"
)

// pathOffset is where a Unix address has its path.
const pathOffset = 2

// raw writes the address into sa, in the kernel's form, and gives its length.
func (a Addr) raw(sa *syscall.RawSockaddrAny) (uint32, error) {
	*sa = syscall.RawSockaddrAny{}
	switch s, family := a.sockaddr(); family {
	case syscall.AF_INET:
		r, in := (*syscall.RawSockaddrInet4)(unsafe.Pointer(sa)), s.(*syscall.SockaddrInet4)
		r.Family, r.Port, r.Addr = syscall.AF_INET, netOrder(a.Port()), in.Addr
		return syscall.SizeofSockaddrInet4, nil
	case syscall.AF_INET6:
		r, in := (*syscall.RawSockaddrInet6)(unsafe.Pointer(sa)), s.(*syscall.SockaddrInet6)
		r.Family, r.Port, r.Addr, r.Scope_id = syscall.AF_INET6, netOrder(a.Port()), in.Addr, in.ZoneId
		return syscall.SizeofSockaddrInet6, nil
	}
	r := (*syscall.RawSockaddrUnix)(unsafe.Pointer(sa))
	if len(a.Path) >= len(r.Path) {
		return 0, syscall.ENAMETOOLONG
	}
	r.Family = syscall.AF_UNIX
	for i := 0; i < len(a.Path); i++ {
		r.Path[i] = int8(a.Path[i])
	}
	if a.Path[0] == '@' { // abstract: a zero byte first, and none at the end
		r.Path[0] = 0
		return uint32(pathOffset + len(a.Path)), nil
	}
	return uint32(pathOffset + len(a.Path) + 1), nil
}

// addrOfRaw reads an address of n bytes in the kernel's form.
func addrOfRaw(sa *syscall.RawSockaddrAny, n uint32) Addr {
	switch sa.Addr.Family {
	case syscall.AF_INET:
		r := (*syscall.RawSockaddrInet4)(unsafe.Pointer(sa))
		return IPAddr(netip.AddrPortFrom(netip.AddrFrom4(r.Addr), netOrder(r.Port)))
	case syscall.AF_INET6:
		r := (*syscall.RawSockaddrInet6)(unsafe.Pointer(sa))
		return IPAddr(netip.AddrPortFrom(netip.AddrFrom16(r.Addr).Unmap(), netOrder(r.Port)))
	case syscall.AF_UNIX:
		return unixOfRaw((*syscall.RawSockaddrUnix)(unsafe.Pointer(sa)), int(n)-pathOffset)
	}
	return Addr{}
}

// unixOfRaw reads a Unix address whose path has n bytes, none when the socket is not bound.
func unixOfRaw(r *syscall.RawSockaddrUnix, n int) Addr {
	var path [len(r.Path)]byte
	n = min(n, len(path))
	if n <= 0 {
		return Addr{}
	}
	for i := range n {
		path[i] = byte(r.Path[i])
	}
	if path[0] == 0 {
		path[0] = '@'
		return UnixAddr(string(path[:n]))
	}
	for i, b := range path[:n] {
		if b == 0 {
			n = i
			break
		}
	}
	return UnixAddr(string(path[:n]))
}

// netOrder swaps a port between the machine's and the network's byte order.
func netOrder(p uint16) uint16 {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], p)
	return binary.NativeEndian.Uint16(b[:])
}

package port

import (
	"net/netip"
	"syscall"
	"testing"
)

// Dead returns an address of 127.0.0.1 that refuses connections until the test ends: its port belongs to a socket that
// does not listen.
func Dead(t testing.TB) netip.AddrPort {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	local := syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if err := syscall.Bind(fd, &local); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	return netip.AddrPortFrom(netip.AddrFrom4(local.Addr), uint16(name.(*syscall.SockaddrInet4).Port))
}

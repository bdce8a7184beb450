package netio

import (
	"errors"
	"net/netip"
	"sync/atomic"
	"syscall"
)

// PortRange hands out local ports to connections of all loops, each to one at a time.
type PortRange struct {
	first uint16
	used  []atomic.Bool
	next  atomic.Uint32 // where the search begins: the port used longest ago is taken first
}

// NewPortRange makes a range of the ports first to last.
func NewPortRange(first, last uint16) *PortRange {
	return &PortRange{first: first, used: make([]atomic.Bool, int(last)-int(first)+1)}
}

// bindTries bounds the ports that are tried for one connection: others of the range may be used by other programs.
const bindTries = 10

// bind binds fd to the address and a free port, which it gives. Without one the error is EADDRNOTAVAIL.
func (r *PortRange) bind(fd int, ip netip.Addr) (uint16, error) {
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1) // else the bind tells
	for range bindTries {
		port, ok := r.take()
		if !ok {
			break
		}
		sa, _ := IPAddr(netip.AddrPortFrom(ip, port)).sockaddr()
		err := syscall.Bind(fd, sa)
		if err == nil {
			return port, nil
		}
		r.free(port)
		if !errors.Is(err, syscall.EADDRINUSE) {
			return 0, err
		}
	}
	return 0, syscall.EADDRNOTAVAIL
}

// take reserves a port.
func (r *PortRange) take() (uint16, bool) {
	for range r.used {
		i := int(r.next.Add(1)-1) % len(r.used)
		if r.used[i].CompareAndSwap(false, true) {
			return r.first + uint16(i), true
		}
	}
	return 0, false
}

func (r *PortRange) free(port uint16) { r.used[port-r.first].Store(false) }

package netio

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Options that fail change nothing that a user could act on, so their errors are dropped: a Unix socket has no TCP options.

// tune sets the options that every stream socket gets. Accepted sockets inherit them from the listening one.
func tune(fd int, keepAlive bool, mss int) {
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	if keepAlive {
		_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1)
	}
	if mss > 0 {
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, mss)
	}
}

// resetOnClose makes the close of a socket a reset: the kernel keeps nothing of the connection, and drops what the peer
// has not taken yet.
func resetOnClose(fd int) {
	lin := syscall.Linger{Onoff: 1}
	_ = syscall.SetsockoptLinger(fd, syscall.SOL_SOCKET, syscall.SO_LINGER, &lin) // a plain close follows then
}

// newSocket makes a stream socket for a, in the blocking mode that the poller needs.
func newSocket(family int, nonblock bool) (int, error) {
	kind := syscall.SOCK_STREAM | syscall.SOCK_CLOEXEC
	if nonblock {
		kind |= syscall.SOCK_NONBLOCK
	}
	return syscall.Socket(family, kind, 0)
}

// sockName is a socket's own address.
func sockName(fd int) Addr { return rawName(fd, syscall.SYS_GETSOCKNAME) }

// SocketAddr is the address that a socket is bound to.
func SocketAddr(fd int) Addr { return sockName(fd) }

// peerName is the address of a socket's peer.
func peerName(fd int) Addr { return rawName(fd, syscall.SYS_GETPEERNAME) }

// rawName asks for an address without the allocations of the syscall package.
func rawName(fd int, call uintptr) Addr {
	var sa syscall.RawSockaddrAny
	n := uint32(unsafe.Sizeof(sa))
	_, _, errno := syscall.RawSyscall(call, uintptr(fd), uintptr(unsafe.Pointer(&sa)), uintptr(unsafe.Pointer(&n)))
	if errno != 0 {
		return Addr{}
	}
	return addrOfRaw(&sa, n)
}

// sockError takes a socket's pending error.
func sockError(fd int) syscall.Errno {
	n, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ERROR)
	if err != nil {
		return Errno(err)
	}
	return syscall.Errno(n)
}

// bindDevice binds a socket to a network interface.
func bindDevice(fd int, name string) error {
	if name == "" {
		return nil
	}
	return unix.BindToDevice(fd, name)
}

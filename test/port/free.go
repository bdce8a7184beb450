package port

import (
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
)

// Blocks of ports lie below the kernel's usual range for outgoing connections, which starts at 32768.
const (
	first     = 10000
	blockSize = 100
	blocks    = 220
)

// claims are the blocks of this process, the last of them in use from the port next on.
var claims struct {
	sync.Mutex
	held []net.PacketConn
	next int
	end  int
}

// Free returns a port on which nothing listens, for TCP or UDP, and that Free gives to nobody else while this process lives.
func Free() (int, error) {
	claims.Lock()
	defer claims.Unlock()
	for {
		for claims.next < claims.end {
			claims.next++
			if unused(claims.next - 1) {
				return claims.next - 1, nil
			}
		}
		if err := claim(); err != nil {
			return 0, err
		}
	}
}

// claim takes a block that no process has; each process begins to look at a place of its own.
func claim() error {
	for i := range blocks {
		start := first + (os.Getpid()+len(claims.held)+i)%blocks*blockSize
		c, err := net.ListenPacket("unixgram", fmt.Sprintf("@metergate-test-ports-%d", start))
		if err != nil {
			continue
		}
		claims.held = append(claims.held, c)
		claims.next, claims.end = start, start+blockSize
		return nil
	}
	return fmt.Errorf("cannot find a free port: all %d blocks of ports are taken", blocks)
}

// unused says that nobody outside the tests uses a port.
func unused(port int) bool {
	return binds(syscall.SOCK_STREAM, port) && binds(syscall.SOCK_DGRAM, port)
}

// binds tells whether a port can be bound beside sockets that do not listen. It does not listen itself: a program that is
// being started elsewhere holds a copy of all sockets for a moment, and would hold the port against its user.
func binds(kind, port int) bool {
	fd, err := syscall.Socket(syscall.AF_INET, kind|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer syscall.Close(fd)
	if syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1) != nil {
		return false
	}
	return syscall.Bind(fd, &syscall.SockaddrInet4{Port: port}) == nil
}

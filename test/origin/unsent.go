package origin

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// unsent waits, at most a second, until the peer's kernel has acknowledged every byte written.
func unsent(tcp *net.TCPConn) {
	raw, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	for range 1000 {
		left := 0
		raw.Control(func(fd uintptr) { left, _ = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) })
		if left == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

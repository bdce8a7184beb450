package gateway

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

// Ports below the kernel's default range for outgoing connections, which starts at 32768.
const firstPort, numPorts = 10000, 22000

// nextPort starts at a place of its own in every test process.
var nextPort atomic.Uint32

func init() { nextPort.Store(uint32(os.Getpid()*131) % numPorts) }

// FreePort returns a port that nothing on this machine listens on, for TCP or UDP.
func FreePort() (int, error) {
	for range numPorts {
		port := firstPort + int(nextPort.Add(1)%numPorts)
		if free(port) {
			return port, nil
		}
	}
	return 0, errors.New("cannot find a free port")
}

func free(port int) bool {
	addr := fmt.Sprintf(":%d", port)
	tcp, err := net.Listen("tcp", addr)
	if err != nil {
		return false
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp", addr)
	if err != nil {
		return false
	}
	return udp.Close() == nil
}

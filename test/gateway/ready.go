package gateway

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// listens finds the addresses that a configuration listens on.
var listens = regexp.MustCompile(`(?m)^\s*(?:bind|stats\s+socket)\s+"?([^\s"]+)`)

// addresses returns the ports and socket paths of a configuration. What it does not
// understand (inherited descriptors, abstract sockets, ranges) is not waited for.
func addresses(config string) (ports []int, paths []string) {
	for _, m := range listens.FindAllStringSubmatch(config, -1) {
		for addr := range strings.SplitSeq(m[1], ",") {
			addr = strings.TrimPrefix(addr, "unix@")
			if strings.HasPrefix(addr, "/") {
				paths = append(paths, addr)
			} else if port, err := strconv.Atoi(addr[strings.LastIndexByte(addr, ':')+1:]); err == nil {
				ports = append(ports, port)
			}
		}
	}
	return ports, paths
}

// ready says whether everything listens. It reads the kernel's tables instead of
// connecting: a connection would be counted by the gateway.
func ready(ports []int, paths []string) bool {
	for _, path := range paths {
		if fi, err := os.Stat(path); err != nil || fi.Mode()&os.ModeSocket == 0 {
			return false
		}
	}
	open := listening()
	for _, port := range ports {
		if !open[port] {
			return false
		}
	}
	return true
}

// Listens says whether some process listens on a TCP port, without connecting to it.
func Listens(port int) bool { return listening()[port] }

// listening is the set of TCP ports in state LISTEN, of both families.
func listening() map[int]bool {
	const stateListen = "0A"
	open := map[int]bool{}
	for _, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		table, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(table)) {
			f := strings.Fields(line)
			if len(f) < 4 || f[3] != stateListen {
				continue
			}
			var port int
			if _, err := fmt.Sscanf(f[1][strings.LastIndexByte(f[1], ':')+1:], "%X", &port); err == nil {
				open[port] = true
			}
		}
	}
	return open
}

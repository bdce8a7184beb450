package syslog

import (
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"time"

	"metergate/internal/conf"
)

// A sink is a destination: how to reach it.
type sink struct {
	network string // "fd", "udp", "tcp", "unixgram", "unix", "ring" or "func"
	addr    string
	fd      int
	to      netip.AddrPort
	ring    *Ring
	take    func(line []byte)
}

// destination returns the sink at an address.
func destination(a conf.Addr) sink {
	switch a.Family {
	case conf.FD:
		return sink{network: "fd", addr: strconv.Itoa(a.FD), fd: a.FD}
	case conf.Unix, conf.Abstract:
		path := a.Path
		if a.Family == conf.Abstract {
			path = "@" + path
		}
		if a.Datagram {
			return sink{network: "unixgram", addr: path}
		}
		return sink{network: "unix", addr: path}
	}
	to := netip.AddrPortFrom(a.IP, uint16(a.Port))
	if a.Datagram {
		return sink{network: "udp", addr: to.String(), to: to}
	}
	return sink{network: "tcp", addr: to.String(), to: to}
}

func (s sink) key() string { return s.network + "@" + s.addr }

// packets reports whether each line is written on its own: what open returns are datagrams then.
func (s sink) packets() bool {
	return s.network == "udp" || s.network == "unixgram" || s.network == "ring" || s.network == "func"
}

// dialTimeout bounds how long a stream may take to open.
const dialTimeout = 5 * time.Second

// open opens the destination: an io.Writer, or datagrams.
func (s sink) open() (io.Closer, error) {
	switch s.network {
	case "fd":
		return openFD(s.fd), nil
	case "ring":
		return taker(s.ring.put), nil
	case "func":
		return taker(s.take), nil
	case "udp", "unixgram":
		return s.openPackets()
	}
	return net.DialTimeout(s.network, s.addr, dialTimeout)
}

// openFD returns an inherited descriptor, which stays open when the writer ends: others may use it.
func openFD(fd int) io.Closer {
	switch fd {
	case 1:
		return lent{os.Stdout}
	case 2:
		return lent{os.Stderr}
	}
	return lent{rawFD(fd)}
}

// lent is what a writer does not own.
type lent struct{ io.Writer }

// Close leaves it open.
func (lent) Close() error { return nil }

// A rawFD is a descriptor without an os.File, which would close it when it is collected.
type rawFD int

// Write writes all of p.
func (fd rawFD) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		if m, err = syscall.Write(int(fd), p[n:]); err == syscall.EINTR {
			err = nil
		}
		n += max(m, 0)
	}
	return n, err
}

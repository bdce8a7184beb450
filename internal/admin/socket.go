package admin

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// A Socket is one address of a stats socket line.
type Socket struct {
	Addr  conf.Addr
	Level Level
	// Expose allows a newer process to take over the gateway's listening sockets.
	Expose bool

	severity severityOutput
	listener net.Listener
	closed   atomic.Bool
}

// fd returns the descriptor of the socket, -1 when it is closed.
func (k *Socket) fd() int {
	number := -1
	if raw, err := k.listener.(syscall.Conn).SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { number = int(fd) }) // fails on a closed socket, which has none
	}
	return number
}

// String returns the address with its family, as `show cli sockets` prints it.
func (k *Socket) String() string {
	addr := k.listener.Addr()
	if u, ok := addr.(*net.UnixAddr); ok {
		if len(u.Name) > 0 && u.Name[0] == '@' {
			return "abns" + u.Name
		}
		if k.Addr.Family == conf.Unix {
			return "unix@" + k.Addr.Path
		}
		return "unix@" + u.Name
	}
	tcp := addr.(*net.TCPAddr)
	if tcp.IP.To4() != nil {
		return "ipv4@" + tcp.String()
	}
	return "ipv6@" + tcp.String()
}

// open opens the sockets of a line.
func (s *Server) open(line conf.Entry[socketLine], d *conf.Diagnostics) {
	for _, addr := range line.Value.addrs {
		if err := s.openPorts(addr, line.Value.bag); err != nil {
			d.Add(conf.Message{Level: conf.Alert, Text: fmt.Sprintf("Binding [%s] for proxy GLOBAL: cannot bind socket (%v) for [%s]", line.Pos, reason(err), addr.Text)})
		}
	}
}

// openPorts opens an address, at each of its ports.
func (s *Server) openPorts(a conf.Addr, b *conf.Bag) error {
	opts, err := proxy.BindOptions(a, b)
	if err != nil {
		return err
	}
	for last := max(a.Port, a.LastPort); a.Port <= last; a.Port++ {
		l, err := listen(a, opts)
		if err != nil {
			return err
		}
		s.sockets = append(s.sockets, &Socket{
			Addr: a, Level: bindLevel.Or(b, Operator), Expose: bindExpose.Or(b, false),
			severity: bindSeverity.Or(b, severityNone), listener: l,
		})
	}
	return nil
}

// reason is the system's own word for a failure, where there is one.
func reason(err error) error {
	if e := netio.Errno(err); e != 0 {
		return e
	}
	return err
}

// close stops listening. The path of a Unix socket stays: by now it may be a newer process's.
func (k *Socket) close() {
	if !k.closed.Swap(true) {
		k.listener.Close()
	}
}

func listen(a conf.Addr, o netio.ListenOpts) (net.Listener, error) {
	switch a.Family {
	case conf.Unix:
		return listenPath(a.Path, o)
	case conf.Abstract:
		return net.Listen("unix", "@"+a.Path)
	case conf.FD:
		return listenFD(a.FD)
	case conf.Inet:
		return listenTCP(a, o)
	}
	return nil, fmt.Errorf("a stats socket cannot be served on '%s'", a.Text)
}

// listenTCP listens on an address that an older process may still serve.
func listenTCP(a conf.Addr, o netio.ListenOpts) (net.Listener, error) {
	network, host := "tcp4", ""
	if a.IP.IsValid() {
		host = a.IP.String()
	}
	if a.Version == 6 || a.IP.Is6() || o.V6Only {
		network = "tcp6"
	}
	c := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		var err error
		if failed := raw.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) }); failed != nil {
			return failed
		}
		return err
	}}
	return c.Listen(context.Background(), network, net.JoinHostPort(host, strconv.Itoa(a.Port)))
}

// listenFD serves a listening socket that the parent process has opened.
func listenFD(fd int) (net.Listener, error) {
	f := os.NewFile(uintptr(fd), "fd@"+strconv.Itoa(fd))
	defer f.Close()
	return net.FileListener(f)
}

// maxPath is the longest path of a Unix socket.
const maxPath = 107

// listenPath listens on a path, in place of a socket that may be there. The new socket gets its name when all its rights
// are set, so that clients find the old one or the new one at any time.
func listenPath(path string, o netio.ListenOpts) (net.Listener, error) {
	temp := path + "." + strconv.Itoa(os.Getpid()) + ".tmp"
	if len(temp) > maxPath {
		temp = path
	}
	if err := os.Remove(temp); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: temp})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	if err := place(temp, path, o); err != nil {
		l.Close()
		os.Remove(temp)
		return nil, err
	}
	return l, nil
}

// place gives the socket at temp its rights and its name.
func place(temp, path string, o netio.ListenOpts) error {
	if o.Mode != 0 {
		if err := os.Chmod(temp, os.FileMode(o.Mode)); err != nil {
			return err
		}
	}
	if o.UID >= 0 || o.GID >= 0 {
		if err := os.Lchown(temp, o.UID, o.GID); err != nil {
			return err
		}
	}
	return os.Rename(temp, path)
}

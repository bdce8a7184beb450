package main

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// logSink receives the log lines of a proxy on a Unix datagram socket and throws them away.
type logSink struct{ fd int }

// listenLogs opens the socket in dir and returns its path.
func listenLogs(p *poller, dir string) (string, error) {
	path := filepath.Join(dir, "log.sock")
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return "", os.NewSyscallError("socket", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		return "", os.NewSyscallError("bind", err)
	}
	return path, p.add(fd, &logSink{fd: fd})
}

func (s *logSink) ready(p *poller, _ uint32) error {
	for {
		if n, err := p.read(s.fd); n < 0 || err != nil {
			return err
		}
	}
}

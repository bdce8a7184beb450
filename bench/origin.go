package main

import (
	"bytes"
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// The answers of the origins, by the first letters of the path.
var (
	smallAnswer = originAnswer(128)
	largeAnswer = originAnswer(1 << 20)
)

func originAnswer(size int) []byte {
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncache-control: no-store\r\ncontent-length: %d\r\n\r\n", size)
	return append([]byte(head), bytes.Repeat([]byte("x"), size)...)
}

// listenOrigins opens n origins on loopback and returns their addresses.
func listenOrigins(p *poller, n int) (addrs []string, err error) {
	for range n {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return nil, os.NewSyscallError("socket", err)
		}
		if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
			return nil, os.NewSyscallError("bind", err)
		}
		if err := unix.Listen(fd, 4096); err != nil {
			return nil, os.NewSyscallError("listen", err)
		}
		sa, err := unix.Getsockname(fd)
		if err != nil {
			return nil, os.NewSyscallError("getsockname", err)
		}
		in := sa.(*unix.SockaddrInet4)
		addrs = append(addrs, net.JoinHostPort("127.0.0.1", fmt.Sprint(in.Port)))
		if err := p.add(fd, &originListener{fd: fd}); err != nil {
			return nil, err
		}
	}
	return addrs, nil
}

type originListener struct{ fd int }

func (l *originListener) ready(p *poller, _ uint32) error {
	for {
		fd, _, err := unix.Accept4(l.fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err == unix.EAGAIN {
			return nil
		}
		if err != nil {
			return os.NewSyscallError("accept4", err)
		}
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
		if err := p.add(fd, &originConn{fd: fd}); err != nil {
			return err
		}
	}
}

// originConn answers every request head; requests have no body.
type originConn struct {
	fd   int
	head []byte // of a request that came in pieces
	rest []byte // of an answer that the socket did not take yet
}

func (c *originConn) ready(p *poller, events uint32) error {
	if events&unix.EPOLLOUT != 0 && len(c.rest) > 0 {
		if err := c.send(p, c.rest); err != nil {
			return err
		}
	}
	if events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) == 0 {
		return nil
	}
	n, err := p.read(c.fd)
	if n == 0 || err != nil { // a proxy may close or reset its side at any time
		p.drop(c.fd)
		return nil
	}
	if n < 0 {
		return nil
	}
	data := p.buf[:n]
	if len(c.head) > 0 {
		c.head = append(c.head, data...)
		data = c.head
	}
	return c.answer(p, data)
}

// answer replies to every complete head in data and keeps what is left.
func (c *originConn) answer(p *poller, data []byte) error {
	for {
		i := bytes.Index(data, []byte("\r\n\r\n"))
		if i < 0 {
			c.head = append(c.head[:0], data...)
			return nil
		}
		reply := smallAnswer
		if bytes.HasPrefix(data, []byte("GET /large")) {
			reply = largeAnswer
		}
		if err := c.send(p, reply); err != nil {
			return err
		}
		data = data[i+4:]
	}
}

func (c *originConn) send(p *poller, b []byte) (err error) {
	if c.rest, err = write(c.fd, b); err != nil {
		p.drop(c.fd)
	}
	return nil
}

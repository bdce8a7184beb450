package main

import (
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// client is one keep-alive connection; got counts the bytes of the answer it waits for.
type client struct {
	d   *driver
	fd  int
	got int
	due time.Time
}

// connect opens a non-blocking connection to a port of 127.0.0.1.
func connect(addr string) (fd int, err error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host != "127.0.0.1" {
		return -1, fmt.Errorf("%s is not an address on 127.0.0.1", addr)
	}
	sa := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	fmt.Sscan(port, &sa.Port)
	if fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return -1, os.NewSyscallError("socket", err)
	}
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	if err := unix.Connect(fd, sa); err != nil {
		unix.Close(fd)
		return -1, os.NewSyscallError("connect", err)
	}
	return fd, unix.SetNonblock(fd, true)
}

func (c *client) send() error {
	rest, err := write(c.fd, c.d.request)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("the proxy stopped reading requests")
	}
	return err
}

func (c *client) ready(p *poller, events uint32) error {
	if events&(unix.EPOLLIN|unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) == 0 {
		return nil
	}
	n, err := c.take(p)
	if err != nil || n == 0 {
		return fmt.Errorf("the proxy closed a client's connection after %d bytes of an answer: %v", c.got, err)
	}
	if n < 0 {
		return nil
	}
	if c.got += n; c.got > c.d.size {
		return fmt.Errorf("an answer has %d bytes, want %d", c.got, c.d.size)
	}
	if c.got == c.d.size {
		c.done()
	}
	return nil
}

// take reads the beginning of an answer, to look at its status, and discards the rest.
func (c *client) take(p *poller) (int, error) {
	if c.got > 0 {
		return p.discard(c.fd)
	}
	n, err := p.read(c.fd)
	if n >= 12 && string(p.buf[9:12]) != "200" {
		return n, fmt.Errorf("an answer begins %q", p.buf[:12])
	}
	if n == len(p.buf) { // no further edge tells of what is there already
		rest, err := p.discard(c.fd)
		return n + max(rest, 0), err
	}
	return n, err
}

func (c *client) done() {
	c.got = 0
	d := c.d
	d.out.requests++
	d.out.latency.add(time.Since(c.due))
	d.idle = append(d.idle, c)
}

package syslog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"metergate/internal/conf"
)

// maxReceived bounds a line that is received.
const maxReceived = 64 << 10

// A Receiver listens for lines that others send, and gives them to a relay.
type Receiver struct {
	Relay *Relay
	Idle  time.Duration // after which a silent stream is closed, 0 for never
	Max   int           // streams open at once
	Lines bool          // streams are lines, whatever they begin with (option assume-rfc6587-ntf)

	mu    sync.Mutex
	open  map[io.Closer]bool
	ended bool
	done  sync.WaitGroup
}

// Listen begins to receive at an address: datagrams or streams, as it says.
func (r *Receiver) Listen(a conf.Addr) error {
	if a.Family != conf.Inet {
		return fmt.Errorf("'%s' is no address to receive lines at", a.Text)
	}
	ip := a.IP
	if !ip.IsValid() {
		ip = netip.IPv4Unspecified()
	}
	to := netip.AddrPortFrom(ip, uint16(a.Port)).String()
	lc := net.ListenConfig{Control: shared}
	if a.Datagram {
		c, err := lc.ListenPacket(context.Background(), "udp", to)
		if err == nil {
			r.start(c, func() { r.datagrams(c) })
		}
		return err
	}
	l, err := lc.Listen(context.Background(), "tcp", to)
	if err == nil {
		r.start(l, func() { r.accept(l) })
	}
	return err
}

// shared lets an older process listen at the same address until it ends.
func shared(_, _ string, c syscall.RawConn) (err error) {
	if e := c.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) }); e != nil {
		return e
	}
	return err
}

// Close ends the listening and the streams.
func (r *Receiver) Close() {
	r.mu.Lock()
	r.ended = true
	for c := range r.open {
		c.Close()
	}
	r.mu.Unlock()
	r.done.Wait()
}

// start runs f on a goroutine until c is closed; false means that it was not begun.
func (r *Receiver) start(c io.Closer, f func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		c.Close()
		return false
	}
	if r.open == nil {
		r.open = map[io.Closer]bool{}
	}
	r.open[c] = true
	r.done.Go(func() {
		f()
		c.Close()
		r.mu.Lock()
		delete(r.open, c)
		r.mu.Unlock()
	})
	return true
}

func (r *Receiver) datagrams(c net.PacketConn) {
	buf := make([]byte, maxReceived)
	for {
		n, from, err := c.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil && n > 0 {
			r.Relay.Pass(bytes.TrimRight(buf[:n], "\n\r\x00"), senderOf(from))
		}
	}
}

func (r *Receiver) accept(l net.Listener) {
	places := make(chan struct{}, max(r.Max, 1))
	for {
		places <- struct{}{}
		c, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			<-places
			time.Sleep(reopenPause) // out of descriptors, most likely
			continue
		}
		if !r.start(c, func() { r.stream(c); <-places }) {
			return
		}
	}
}

// stream passes on the lines of a connection until it ends, or what comes is none.
func (r *Receiver) stream(c net.Conn) {
	in, from := bufio.NewReaderSize(c, maxReceived), senderOf(c.RemoteAddr())
	for {
		if r.Idle > 0 {
			c.SetReadDeadline(time.Now().Add(r.Idle))
		}
		line, err := readFrame(in, r.Lines)
		if len(line) > 0 {
			r.Relay.Pass(line, from)
		}
		if err != nil {
			return
		}
	}
}

// errNoFrame is a stream that is none of lines.
var errNoFrame = errors.New("neither a length nor a priority begins the line")

// readFrame reads the next line of a stream: behind its length, or up to a line feed (RFC 6587 section 3.4). The last
// one may end with the stream.
func readFrame(in *bufio.Reader, lines bool) ([]byte, error) {
	first, err := in.Peek(1)
	switch {
	case err != nil:
		return nil, err
	case !lines && first[0] >= '1' && first[0] <= '9':
		return readCounted(in)
	case !lines && first[0] != '<':
		return nil, errNoFrame
	}
	line, err := in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	return bytes.TrimRight(line, "\n\r\x00"), err
}

func readCounted(in *bufio.Reader) ([]byte, error) {
	n := 0
	for {
		c, err := in.ReadByte()
		switch {
		case err != nil:
			return nil, err
		case c == ' ':
			line, err := in.Peek(n)
			if err == nil {
				in.Discard(n)
			}
			return bytes.TrimRight(line, "\n\r\x00"), err
		case c < '0' || c > '9' || n > maxReceived/10-1:
			return nil, errNoFrame
		}
		n = n*10 + int(c-'0')
	}
}

// senderOf is the address behind a net.Addr, invalid for what has none.
func senderOf(a net.Addr) netip.Addr {
	if a == nil {
		return netip.Addr{}
	}
	at, _ := netip.ParseAddrPort(a.String())
	return at.Addr()
}

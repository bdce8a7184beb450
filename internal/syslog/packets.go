package syslog

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// packetsAtOnce is how many datagrams one call of the kernel sends at most.
const packetsAtOnce = 64

// datagrams are a destination that takes each line on its own.
type datagrams interface {
	// WriteEach writes the pieces of p that end at ends, from the first-th on, and returns how many were taken. With an
	// error it is the one behind them that was not; without one, all were taken or it is to be called again.
	WriteEach(p []byte, ends []int, first int) (int, error)
}

// A packetWriter sends datagrams, many in one call of the kernel.
type packetWriter struct {
	io.Closer
	raw     syscall.RawConn
	name    unsafe.Pointer // the address they go to, nil where the socket is connected
	nameLen uint32
	batch   [packetsAtOnce]mmsghdr
	pieces  [packetsAtOnce]syscall.Iovec

	// Of one call; send is sendLoaded, made once.
	send   func(fd uintptr) bool
	loaded int
	sent   int
	errno  syscall.Errno
}

// mmsghdr is the kernel's struct of that name; it tells at its end how many bytes went, which are all of a datagram.
type mmsghdr struct {
	hdr syscall.Msghdr
	_   [8]byte
}

// openPackets opens a socket for datagrams. One for UDP is not connected: a daemon that is away must not turn into errors of the
// lines that follow.
func (s sink) openPackets() (io.Closer, error) {
	if s.network == "unixgram" {
		c, err := net.DialUnix(s.network, nil, &net.UnixAddr{Name: s.addr, Net: s.network})
		if err != nil {
			return nil, err
		}
		return newPacketWriter(c)
	}
	if s.to.Addr().Is4() {
		return s.openUDP("udp4", unsafe.Pointer(&syscall.RawSockaddrInet4{
			Family: syscall.AF_INET, Port: networkOrder(s.to.Port()), Addr: s.to.Addr().As4(),
		}), syscall.SizeofSockaddrInet4)
	}
	return s.openUDP("udp6", unsafe.Pointer(&syscall.RawSockaddrInet6{
		Family: syscall.AF_INET6, Port: networkOrder(s.to.Port()), Addr: s.to.Addr().As16(),
	}), syscall.SizeofSockaddrInet6)
}

// networkOrder is a port as addresses hold it.
func networkOrder(port uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, port))
}

func (s sink) openUDP(network string, name unsafe.Pointer, size uint32) (io.Closer, error) {
	c, err := net.ListenUDP(network, nil)
	if err != nil {
		return nil, err
	}
	w, err := newPacketWriter(c)
	if err == nil {
		w.name, w.nameLen = name, size
	}
	return w, err
}

func newPacketWriter(c interface {
	io.Closer
	syscall.Conn
},
) (*packetWriter, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		c.Close()
		return nil, err
	}
	w := &packetWriter{Closer: c, raw: raw}
	w.send = w.sendLoaded
	return w, nil
}

// WriteEach sends each piece as a datagram, and waits while the receiver has no room.
func (w *packetWriter) WriteEach(p []byte, ends []int, first int) (int, error) {
	w.load(p, ends, first)
	if err := w.raw.Write(w.send); err != nil {
		return 0, err
	}
	if w.errno != 0 {
		return 0, os.NewSyscallError("sendmmsg", w.errno)
	}
	return w.sent, nil
}

// load describes the pieces to the kernel.
func (w *packetWriter) load(p []byte, ends []int, first int) {
	w.loaded = 0
	from := startOf(ends, first)
	for _, end := range ends[first:min(len(ends), first+packetsAtOnce)] {
		piece, m := &w.pieces[w.loaded], &w.batch[w.loaded].hdr
		*piece = syscall.Iovec{Base: unsafe.SliceData(p[from:]), Len: uint64(end - from)}
		*m = syscall.Msghdr{Name: (*byte)(w.name), Namelen: w.nameLen, Iov: piece, Iovlen: 1}
		from = end
		w.loaded++
	}
}

// startOf is where the i-th piece begins.
func startOf(ends []int, i int) int {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// sendLoaded sends what is loaded, and reports whether it need not wait for room. The call of the kernel never waits, so the
// scheduler need not hear of it.
func (w *packetWriter) sendLoaded(fd uintptr) bool {
	for {
		n, _, errno := syscall.RawSyscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&w.batch)), uintptr(w.loaded),
			syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
		if errno != syscall.EINTR {
			w.sent, w.errno = int(n), errno
			return errno != syscall.EAGAIN
		}
	}
}

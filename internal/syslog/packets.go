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
}

// mmsghdr is the kernel's struct of that name.
type mmsghdr struct {
	hdr syscall.Msghdr
	len uint32
	_   [4]byte
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
	return &packetWriter{Closer: c, raw: raw}, nil
}

// WriteEach sends each piece as a datagram, and waits while the receiver has no room.
func (w *packetWriter) WriteEach(p []byte, ends []int, first int) (sent int, err error) {
	count := w.load(p, ends, first)
	var errno syscall.Errno
	err = w.raw.Write(func(fd uintptr) bool {
		sent, errno = sendEach(fd, w.batch[:count])
		return errno != syscall.EAGAIN
	})
	if err == nil && errno != 0 {
		err = os.NewSyscallError("sendmmsg", errno)
	}
	return sent, err
}

// load describes the pieces to the kernel, and returns how many they are.
func (w *packetWriter) load(p []byte, ends []int, first int) (count int) {
	from := startOf(ends, first)
	for _, end := range ends[first:min(len(ends), first+packetsAtOnce)] {
		piece, m := &w.pieces[count], &w.batch[count].hdr
		*piece = syscall.Iovec{Base: unsafe.SliceData(p[from:]), Len: uint64(end - from)}
		*m = syscall.Msghdr{Name: (*byte)(w.name), Namelen: w.nameLen, Iov: piece, Iovlen: 1}
		from = end
		count++
	}
	return count
}

// startOf is where the i-th piece begins.
func startOf(ends []int, i int) int {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// sendEach sends datagrams. The call never waits, so the scheduler need not hear of it.
func sendEach(fd uintptr, batch []mmsghdr) (int, syscall.Errno) {
	for {
		n, _, errno := syscall.RawSyscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&batch[0])), uintptr(len(batch)), syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
		switch errno {
		case 0:
			return int(n), 0
		case syscall.EINTR:
		default:
			return 0, errno
		}
	}
}

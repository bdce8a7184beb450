package app

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// A channel connects a master and one of its workers. It carries messages: one letter, a text, and for some a
// descriptor.
type channel struct{ conn *net.UnixConn }

// What is said on a channel.
const (
	sayReady    = 'R' // worker: the gateway serves
	sayLog      = 'L' // worker: what it printed at its start
	sayClient   = 'C' // master: a connection to the Runtime API; the text says what the client may do
	sayHandOver = 'H' // master: a connection to the next worker, which takes the listening sockets over
)

// maxMessage bounds a message; longer texts are sent in parts.
const maxMessage = 16 << 10

// newChannel makes a channel. The second end is for the worker.
func newChannel() (channel, *os.File, error) {
	near, far, err := socketPair(syscall.SOCK_SEQPACKET)
	if err != nil {
		return channel{}, nil, err
	}
	conn, err := fileConn(near)
	if err != nil {
		far.Close()
		return channel{}, nil, err
	}
	return channel{conn}, far, nil
}

// socketPair returns two sockets that are connected.
func socketPair(kind int) (near, far *os.File, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, kind|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot connect processes: %w", err)
	}
	return os.NewFile(uintptr(fds[0]), "near"), os.NewFile(uintptr(fds[1]), "far"), nil
}

// fileConn makes a connection of a socket, which it takes.
func fileConn(f *os.File) (*net.UnixConn, error) {
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("cannot use the connection between processes: %w", err)
	}
	conn, ok := c.(*net.UnixConn)
	if !ok {
		c.Close()
		return nil, errors.New("the connection between processes is no Unix socket")
	}
	return conn, nil
}

// send sends a message, and the descriptor of f unless it is nil.
func (c channel) send(what byte, text string, f *os.File) error {
	var rights []byte
	if f != nil {
		rights = syscall.UnixRights(int(f.Fd()))
	}
	_, _, err := c.conn.WriteMsgUnix(append([]byte{what}, text...), rights, nil)
	return err
}

// receive waits for a message. It fails when the other side is gone.
func (c channel) receive() (what byte, text string, f *os.File, err error) {
	buf, rights := make([]byte, maxMessage+1), make([]byte, syscall.CmsgSpace(4))
	n, control, _, _, err := c.conn.ReadMsgUnix(buf, rights)
	if err == nil && n == 0 {
		err = net.ErrClosed
	}
	if err != nil {
		return 0, "", nil, err
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:control])
	if err != nil {
		return 0, "", nil, err
	}
	for i := range messages {
		fds, err := syscall.ParseUnixRights(&messages[i])
		if err != nil {
			return 0, "", nil, err
		}
		for _, fd := range fds {
			f = os.NewFile(uintptr(fd), "passed on")
		}
	}
	return buf[0], string(buf[1:n]), f, nil
}

// Write sends what a worker prints at its start.
func (c channel) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		part := rest[:min(len(rest), maxMessage)]
		if err := c.send(sayLog, string(part), nil); err != nil {
			return 0, err
		}
		rest = rest[len(part):]
	}
	return len(p), nil
}

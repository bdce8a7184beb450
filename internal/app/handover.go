package app

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// A newer process takes listening sockets over through the Runtime API of the older one, in the form that HAProxy
// speaks, so that either can take over from the other:
//
//	newer: _getsocks\n
//	older: number of sockets, 4 bytes
//	older: up to 252 descriptors, and for each: name space, interface (a length byte, then the name), 4 zero bytes
//	newer: 4 bytes when it has them; then the older one sends more
const (
	handOverCommand = "_getsocks\n"
	handOverBatch   = 252
	handOverWait    = 2 * time.Second
	// handOverEntry bounds what is said of one socket.
	handOverEntry = 2 + 255 + 255 + 4
)

// handOver sends the listening sockets of the gateway to the process at the other end of conn.
func handOver(g *proxy.Gateway, conn *net.UnixConn) error {
	conn.SetDeadline(time.Now().Add(handOverWait))
	var sockets []*netio.Listener
	for l := range g.Sockets() {
		sockets = append(sockets, l)
	}
	if _, err := conn.Write(binary.NativeEndian.AppendUint32(nil, uint32(len(sockets)))); err != nil {
		return fmt.Errorf("cannot send the number of sockets: %w", err)
	}
	for len(sockets) > 0 {
		n := min(len(sockets), handOverBatch)
		if err := sendBatch(conn, sockets[:n]); err != nil {
			return err
		}
		sockets = sockets[n:]
	}
	return nil
}

// sendBatch sends some sockets and waits until they are received.
func sendBatch(conn *net.UnixConn, sockets []*netio.Listener) error {
	var fds []int
	var text []byte
	for _, l := range sockets {
		fds = append(fds, l.FD())
		text = append(text, 0, byte(len(l.Interface())))
		text = append(text, l.Interface()...)
		text = append(text, 0, 0, 0, 0)
	}
	if _, _, err := conn.WriteMsgUnix(text, syscall.UnixRights(fds...), nil); err != nil {
		return fmt.Errorf("cannot send %d sockets: %w", len(fds), err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 4)); err != nil {
		return fmt.Errorf("cannot learn whether the sockets were received: %w", err)
	}
	return nil
}

// A heritage holds listening sockets of an older process, by their addresses.
type heritage map[string]int

// takeOver asks the older process behind a stats socket for its listening sockets.
func takeOver(path string) (heritage, error) {
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Net: "unix", Name: path})
	if err != nil {
		return nil, fmt.Errorf("Failed to connect to the old process socket '%s': %w", path, reason(err))
	}
	return receive(conn)
}

func reason(err error) error {
	if e := netio.Errno(err); e != 0 {
		return e
	}
	return err
}

// receive takes the listening sockets from a Runtime API, and closes the connection.
func receive(conn *net.UnixConn) (h heritage, err error) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(handOverWait))
	if _, err := io.WriteString(conn, handOverCommand); err != nil {
		return nil, fmt.Errorf("cannot ask the old process for its sockets: %w", err)
	}
	word := make([]byte, 4)
	if _, err := io.ReadFull(conn, word); err != nil {
		return nil, fmt.Errorf("Failed to get the number of sockets to be transferred: %w", err)
	}
	h = heritage{}
	for count := int(binary.NativeEndian.Uint32(word)); count > 0; {
		n, err := h.receiveBatch(conn)
		if err == nil && n == 0 {
			err = errors.New("the old process sent nothing")
		}
		if err != nil {
			h.close()
			return nil, fmt.Errorf("cannot receive the sockets of the old process: %w", err)
		}
		count -= n
	}
	return h, nil
}

// receiveBatch takes one message of descriptors, and says so.
func (h heritage) receiveBatch(conn *net.UnixConn) (n int, err error) {
	text := make([]byte, handOverBatch*handOverEntry)
	rights := make([]byte, syscall.CmsgSpace(handOverBatch*4))
	read, control, _, _, err := conn.ReadMsgUnix(text, rights)
	if err != nil {
		return 0, err
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:control])
	if err != nil {
		return 0, err
	}
	text = text[:read]
	for i := range messages {
		fds, err := syscall.ParseUnixRights(&messages[i])
		if err != nil {
			return n, err
		}
		for _, fd := range fds {
			var device string
			device, text = entry(text)
			h.add(fd, device)
		}
		n += len(fds)
	}
	_, err = conn.Write(make([]byte, 4))
	return n, err
}

// entry takes what is said of one socket off text, and returns the interface.
func entry(text []byte) (device string, rest []byte) {
	for range 2 {
		if len(text) == 0 || len(text) < 1+int(text[0]) {
			return "", nil
		}
		device, text = string(text[1:1+text[0]]), text[1+text[0]:]
	}
	return device, text[min(4, len(text)):]
}

// add keeps a socket under its address; a second one for the same address is not needed.
func (h heritage) add(fd int, device string) {
	syscall.CloseOnExec(fd)
	key := heirloom(netio.SocketAddr(fd).String(), device)
	if _, taken := h[key]; taken {
		syscall.Close(fd)
		return
	}
	h[key] = fd
}

func heirloom(addr, device string) string { return addr + "%" + device }

// take returns the socket of an address, whose owner the caller becomes, or a negative number.
func (h heritage) take(addr, device string) int {
	fd, ok := h[heirloom(addr, device)]
	if !ok {
		return -1
	}
	delete(h, heirloom(addr, device))
	return fd
}

// close closes the sockets that nobody took.
func (h heritage) close() {
	for key, fd := range h {
		syscall.Close(fd)
		delete(h, key)
	}
}

// heirs finds the sockets that an older process has for this one: those of -x, or those of the worker before. A worker
// goes on without them: its addresses can be bound twice.
func (p *program) heirs() heritage {
	var h heritage
	var err error
	switch {
	case p.birth.Old > 0:
		var conn *net.UnixConn
		if conn, err = fileConn(os.NewFile(uintptr(p.birth.Old), "old worker")); err == nil {
			h, err = receive(conn)
		}
	case p.o.TakeOver != "" && p.o.TakeOver != "/dev/null":
		h, err = takeOver(p.o.TakeOver)
	}
	if err != nil {
		p.diag.Warningf("%v", err)
	}
	if err != nil && !p.birth.Worker {
		p.diag.Alertf("Failed to get the sockets from the old process!")
	}
	return h
}

package app

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"metergate/internal/admin"
)

// A superior is the master, as its worker sees it.
type superior struct {
	channel
	gone chan struct{} // closed when it is not there any more
}

// meet finds the master of a worker, and has it hear what is printed at the start.
func (p *program) meet() error {
	if p.birth.Master == 0 {
		return nil
	}
	conn, err := fileConn(os.NewFile(uintptr(p.birth.Master), "master"))
	if err != nil {
		return err
	}
	p.master = &superior{channel{conn}, make(chan struct{})}
	p.stderr = io.MultiWriter(p.stderr, p.master)
	return nil
}

// ready tells who waits for it that the gateway serves.
func (p *program) ready(r *running) error {
	if p.master == nil {
		return p.detach()
	}
	go p.master.serve(r)
	return p.master.send(sayReady, "", nil)
}

// orphaned is closed when the master is gone; without a master it is nil.
func (p *program) orphaned() <-chan struct{} {
	if p.master == nil {
		return nil
	}
	return p.master.gone
}

// serve does what the master asks, until it is gone.
func (s *superior) serve(r *running) {
	defer close(s.gone)
	for {
		what, text, f, err := s.receive()
		if err != nil {
			return
		}
		if f == nil {
			continue
		}
		conn, err := fileConn(f)
		if err != nil {
			continue // whoever is at the other end sees it closed
		}
		switch what {
		case sayClient:
			go r.attend(conn, text)
		case sayHandOver:
			go r.yield(conn)
		default:
			conn.Close()
		}
	}
}

// attend answers a client that the master passed on.
func (r *running) attend(conn *net.UnixConn, text string) {
	c, err := admin.ParseClient(text)
	if err != nil {
		conn.Close()
		return
	}
	r.api.Serve(conn, c)
}

// yield hands the listening sockets to the next worker.
func (r *running) yield(conn *net.UnixConn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(handOverPatience))
	command := make([]byte, len(handOverCommand))
	if _, err := io.ReadFull(conn, command); err != nil || string(command) != handOverCommand {
		return
	}
	if err := handOver(r.gateway, conn); err != nil && r.gateway.Announce != nil {
		r.gateway.Announce(severityWarning, fmt.Sprintf("the next worker did not get the listening sockets: %v", err))
	}
}

// handOverPatience is how long the next worker may take to ask: it reads its configuration first.
const handOverPatience = 5 * time.Minute

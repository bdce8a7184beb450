package forward

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// An owner is what other processes find at the address of a section while this one reads and sends.
type owner struct {
	d      *destination
	socket net.Listener
	wanted chan struct{} // closed when a newer process wants the section
	conns  sync.WaitGroup

	mu    sync.Mutex
	waits []net.Conn // of newer processes
}

// claim makes this process the owner of the section, once an older one gives it away, and returns what is closed when it is to
// be given away itself, or when all is over. Without an address to be had there is no owner.
func (d *destination) claim(l *life) (*owner, <-chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), claimMost)
	defer cancel()
	go func() {
		select {
		case <-l.over:
			cancel()
		case <-ctx.Done():
		}
	}()
	for {
		socket, err := net.Listen("unix", d.address())
		if err == nil {
			o := &owner{d: d, socket: socket, wanted: make(chan struct{})}
			o.conns.Go(o.serve)
			return o, o.last(l)
		}
		if !errors.Is(err, syscall.EADDRINUSE) || errors.Is(askFor(ctx, d.address()), errForeign) {
			return nil, l.stop
		}
		select {
		case <-ctx.Done():
			return nil, l.stop
		case <-time.After(claimPoll):
		}
	}
}

// last returns what is closed when the section is to be given away, or when all is over.
func (o *owner) last(l *life) <-chan struct{} {
	last := make(chan struct{})
	go func() {
		defer close(last)
		select {
		case <-l.stop:
		case <-l.over:
			return
		}
		select {
		case <-o.wanted:
		case <-l.over:
		}
	}()
	return last
}

// serve hears other processes until the socket is closed.
func (o *owner) serve() {
	for {
		c, err := o.socket.Accept()
		if err != nil {
			return
		}
		o.conns.Go(func() { o.hear(c) })
	}
}

// hear reads the message of one process.
func (o *owner) hear(c net.Conn) {
	_ = c.SetDeadline(time.Now().Add(handoverWait))
	lines := bufio.NewScanner(c)
	lines.Buffer(make([]byte, 4096), maxReport)
	var m handover
	if sameUser(c) != nil || !lines.Scan() || json.Unmarshal(lines.Bytes(), &m) != nil {
		c.Close()
		return
	}
	if m.Want {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.waits = append(o.waits, c); len(o.waits) == 1 {
			close(o.wanted)
		}
		return
	}
	defer c.Close()
	if o.d.reader.drained.hear(m.Counts) {
		_ = json.NewEncoder(c).Encode(handover{Taken: true}) // one that does not hear it will report again
	}
}

// release gives the section away and reports whether a newer process has it now.
func (o *owner) release() (given bool) {
	o.socket.Close()
	o.conns.Wait()
	for _, c := range o.waits {
		_ = c.SetDeadline(time.Now().Add(handoverWait))
		_ = json.NewEncoder(c).Encode(handover{Yours: true}) // the end of the connection says the same
		c.Close()
	}
	return len(o.waits) > 0
}

package syslog

import (
	"net"
	"strconv"
	"time"
)

// A forwarder takes the lines of a ring to one of its servers, on a goroutine of its own.
type forwarder struct {
	ring   *Ring
	server RingServer
	out    *Outputs
	place  *ringReader
	ended  chan struct{}
	done   chan struct{}

	conn   net.Conn
	failed bool
	frame  []byte
}

func newForwarder(r *Ring, s RingServer, o *Outputs) *forwarder {
	f := &forwarder{ring: r, server: s, out: o, place: r.join(), ended: make(chan struct{}), done: make(chan struct{})}
	go f.run()
	return f
}

// close sends what is left, if the server takes it in good time.
func (f *forwarder) close() {
	close(f.ended)
	select {
	case <-f.done:
	case <-time.After(closePatience):
	}
}

func (f *forwarder) run() {
	defer close(f.done)
	defer f.disconnect()
	for {
		lines, _, more := f.ring.Since(f.place.next)
		if err := f.send(lines); err != nil {
			f.fail(err)
			if !f.pause(reopenPause) {
				return
			}
			continue
		}
		if len(lines) > 0 {
			continue
		}
		select {
		case <-more:
		case <-f.ended:
			last, _, _ := f.ring.Since(f.place.next)
			f.send(last) // what it does not take now it will not get
			return
		}
	}
}

// pause waits; false means that the forwarder is to end.
func (f *forwarder) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-f.ended:
		return false
	}
}

// send sends lines, each a write of its own, so that the ring knows which of them the server has.
func (f *forwarder) send(lines [][]byte) error {
	for _, line := range lines {
		if err := f.connect(); err != nil {
			return err
		}
		f.frame = f.frame[:0]
		if f.server.Octets {
			f.frame = append(strconv.AppendInt(f.frame, int64(len(line)), 10), ' ')
		}
		f.frame = append(f.frame, line...)
		if !f.server.Octets {
			f.frame = append(f.frame, '\n')
		}
		f.conn.SetWriteDeadline(time.Now().Add(orTime(f.ring.Send, dialTimeout)))
		if _, err := f.conn.Write(f.frame); err != nil {
			f.disconnect()
			return err
		}
		f.ring.took(f.place, 1)
		f.failed = false
	}
	return nil
}

func (f *forwarder) connect() (err error) {
	if f.conn != nil {
		return nil
	}
	to := destination(f.server.Addr)
	f.conn, err = net.DialTimeout(to.network, to.addr, orTime(f.ring.Connect, dialTimeout))
	return err
}

func (f *forwarder) disconnect() {
	if f.conn != nil {
		f.conn.Close()
		f.conn = nil
	}
}

// fail reports that the server does not take lines, once until it does again.
func (f *forwarder) fail(err error) {
	if !f.failed {
		f.failed = true
		f.out.complain(ringError{f.ring.Name, f.server.Name, err})
	}
}

// A ringError is why lines of a ring do not reach a server.
type ringError struct {
	ring, server string
	error
}

// Error returns the message.
func (e ringError) Error() string {
	return "cannot forward lines of ring " + e.ring + " to server " + e.server + ": " + e.error.Error()
}

// Unwrap returns the cause.
func (e ringError) Unwrap() error { return e.error }

func orTime(d, other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return d
}

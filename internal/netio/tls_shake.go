package netio

import (
	"net"
	"time"
)

// netConn is what crypto/tls works on.
type netConn = net.Conn

// readShake is Read during the handshake: it parks the task. The header comes by itself, so that crypto/tls refuses what is
// no TLS as soon as it can tell.
func (y *tlsLayer) readShake(p []byte) (int, error) {
	c := y.c
	if y.rest == 0 {
		head, err := c.Peek(y.task, recordHead, y.deadline)
		if err != nil {
			return 0, err
		}
		y.rest, y.step = recordHead+bodyLen(head), head[0] == handshakeRecord
		p = p[:min(len(p), recordHead)]
	} else if _, err := c.Peek(y.task, y.rest, y.deadline); err != nil {
		return 0, err
	} else if y.step {
		if err := c.l.steps.enter(y.task); err != nil {
			return 0, err
		}
	}
	n := y.take(&c.in, p)
	c.drained()
	return n, nil
}

// shakeSteps lets one step of a handshake run in a turn, so that many handshakes do not delay other connections: each
// costs as much as dozens of requests. While tasks wait, one of them, the heir, tries in each turn, or one was signalled
// and will be the heir.
type shakeSteps struct {
	turn    int64 // of the last step
	heir    bool
	waiting Cond
}

func (s *shakeSteps) enter(t *Task) error {
	for s.turn == t.l.now {
		if err := s.wait(t); err != nil {
			s.waiting.Signal()
			return err
		}
	}
	s.turn = t.l.now
	s.waiting.Signal()
	return nil
}

// wait parks until the next turn, or until the tasks that came before have had theirs.
func (s *shakeSteps) wait(t *Task) error {
	if s.heir {
		return s.waiting.wait(t, "handshake", 0)
	}
	s.heir = true
	err := t.Yield()
	s.heir = false
	return err
}

// Close does nothing: the end of the connection is its user's affair.
func (y *tlsLayer) Close() error { return nil }

// LocalAddr and RemoteAddr are asked for by no code of a handshake that is used here.
func (y *tlsLayer) LocalAddr() net.Addr  { return tlsAddr(y.c.LocalAddr().String()) }
func (y *tlsLayer) RemoteAddr() net.Addr { return tlsAddr(y.c.RemoteAddr().String()) }

// SetDeadline and its like do nothing: parks have deadlines of their own.
func (y *tlsLayer) SetDeadline(time.Time) error      { return nil }
func (y *tlsLayer) SetReadDeadline(time.Time) error  { return nil }
func (y *tlsLayer) SetWriteDeadline(time.Time) error { return nil }

// tlsAddr is an address as crypto/tls wants it, for the key of a session with a server whose name is not known.
type tlsAddr string

func (a tlsAddr) Network() string { return "tcp" }
func (a tlsAddr) String() string  { return string(a) }

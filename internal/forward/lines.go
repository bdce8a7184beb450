package forward

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// Lines hands lines over to a TCP connection, to a receiver that never says anything.
type lines struct {
	target *target
	conn   net.Conn
}

// deliver writes lines. Those that the connection did not take whole when it failed are refused, and the others count as sent.
func (l *lines) deliver(ctx context.Context, m *message) (v verdict) {
	if !l.alive() {
		if err := l.dial(ctx); err != nil {
			return verdict{err: err}
		}
	}
	conn := l.conn
	err := conn.SetWriteDeadline(time.Now().Add(l.target.answer))
	defer context.AfterFunc(ctx, func() { _ = conn.SetWriteDeadline(time.Now()) })()
	n := 0
	if err == nil {
		n, err = conn.Write(joined(m.parts))
	}
	if err == nil {
		return v
	}
	l.close()
	return notSent(m.parts, n, err)
}

// notSent is the verdict when of a message no more than n bytes were handed over.
func notSent(parts []part, n int, err error) (v verdict) {
	at := 0
	for ; at < len(parts) && n >= len(parts[at].item); at++ {
		n -= len(parts[at].item)
	}
	if at == 0 {
		return verdict{err: err}
	}
	for ; at < len(parts); at++ {
		v.refused = append(v.refused, refusal{at, err.Error()})
	}
	return v
}

// notHTTP refuses what only requests of HTTP can carry.
func notHTTP(t *target) error {
	switch {
	case t.auth != "":
		return fmt.Errorf("'auth' is of no use to %s", t.kind.name)
	case len(t.header) > 0:
		return fmt.Errorf("'http-header' is of no use to %s", t.kind.name)
	}
	return nil
}

// lookTime is how long to look for the end of a connection.
const lookTime = time.Millisecond

// alive reports whether there is a connection that the receiver did not end.
func (l *lines) alive() bool {
	if l.conn == nil {
		return false
	}
	_ = l.conn.SetReadDeadline(time.Now().Add(lookTime))
	if _, err := l.conn.Read(make([]byte, 512)); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		l.close()
	}
	return l.conn != nil
}

// dial connects.
func (l *lines) dial(ctx context.Context) error {
	dialer := net.Dialer{Timeout: l.target.connect}
	address := withPort(l.target.url.Host, "2003")
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	if l.target.tls == nil {
		l.conn = conn
		return nil
	}
	c := l.target.tls.Clone()
	if c.ServerName == "" {
		c.ServerName = l.target.url.Hostname()
	}
	secure := tls.Client(conn, c)
	ctx, cancel := context.WithTimeout(ctx, l.target.connect)
	defer cancel()
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return fmt.Errorf("cannot agree on TLS: %w", err)
	}
	l.conn = secure
	return nil
}

func (l *lines) close() {
	l.conn.Close()
	l.conn = nil
}

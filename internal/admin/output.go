package admin

import (
	"errors"
	"net"
	"os"
	"time"
)

// outputSize is how much of an answer is kept before the client must take some.
const outputSize = 16 << 10

// An output is the way to a client. It fails when the client takes nothing for as long as the timeout says; one that
// takes little at a time is waited for.
type output struct {
	conn    net.Conn
	timeout func() time.Duration
	buf     []byte
	err     error
}

// errOutput wraps what ended the way to the client, so that it is not reported to it as the error of a command.
type errOutput struct{ error }

// Write queues p, and sends when enough is queued.
func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	if len(o.buf)+len(p) > outputSize {
		if err := o.flush(); err != nil {
			return 0, err
		}
	}
	if len(p) > outputSize {
		return len(p), o.send(p)
	}
	o.buf = append(o.buf, p...)
	return len(p), nil
}

// flush sends what is queued.
func (o *output) flush() error {
	err := o.send(o.buf)
	o.buf = o.buf[:0]
	return err
}

// send writes p, in pieces that a client takes whole or not at all, mostly: each part that it takes gives it the full time
// for the next one, counted from when the piece was offered.
func (o *output) send(p []byte) error {
	for len(p) > 0 && o.err == nil {
		o.conn.SetWriteDeadline(time.Now().Add(o.timeout()))
		n, err := o.conn.Write(p[:min(len(p), outputSize)])
		p = p[n:]
		if err != nil && !(n > 0 && errors.Is(err, os.ErrDeadlineExceeded)) {
			o.err = errOutput{err}
		}
	}
	return o.err
}

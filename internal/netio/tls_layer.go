package netio

import (
	"crypto/tls"
	"io"

	"metergate/internal/buf"
)

const (
	// recordHead is the length of a record's header, the last two bytes of which are the length of what follows.
	recordHead = 5
	// handshakeRecord is the type of records that carry handshake messages.
	handshakeRecord = 22
	// recordPlain is the most payload in a record.
	recordPlain = 16 << 10
	// openRoom is the least room that payload is opened into.
	openRoom = 512
)

// tlsLayer is crypto/tls as the layer of a connection, and the socket that crypto/tls works on.
//
//	raw ──Read──▶ tls.Conn ──open──▶ Conn.in        Conn.out ◀──Write── tls.Conn ◀──seal── payload
//
// While task is set the handshake runs: Read parks then. Later nothing parks, because open calls crypto/tls only when a whole
// record is there, and Write never does. Read gives bytes of one record at a time, so that crypto/tls never holds
// input which open does not know of, and an idle connection has all its input in raw.
type tlsLayer struct {
	c        *Conn
	conn     *tls.Conn
	task     *Task // of the handshake
	deadline int64 // of the handshake
	in       buf.Queue
	rest     int  // bytes of the record that is being read
	step     bool // it is a message of the handshake
	more     bool // crypto/tls holds payload that did not fit
	unsealed int  // payload of the call of seal that is not in a record yet
	queued   int  // payload that is not sent
	marks    []mark
	state    TLSState
}

// A mark is a record on its way out: its bytes that are not sent, and the payload that they complete.
type mark struct{ raw, payload int }

var _ layer = (*tlsLayer)(nil)

func (y *tlsLayer) raw() *buf.Queue { return &y.in }
func (y *tlsLayer) spent() bool     { return y.in.Len() == 0 }
func (y *tlsLayer) drained(*Conn)   {}
func (y *tlsLayer) held() int       { return 0 }
func (y *tlsLayer) clear(c *Conn)   { y.in.Clear(&c.l.bufs) }

// open decrypts the records that are there.
func (y *tlsLayer) open(c *Conn) error {
	for y.more || y.whole() {
		room := c.in.Fill(&c.l.bufs, openRoom)
		n, err := y.conn.Read(room)
		y.more = n == len(room)
		c.in.Grown(&c.l.bufs, n)
		c.bytesIn += int64(n)
		if err != nil && err != errNoRecord {
			return err
		}
	}
	return nil
}

// whole tells whether a whole record is there.
func (y *tlsLayer) whole() bool {
	if y.in.Len() < recordHead {
		return false
	}
	return y.in.Len() >= recordHead+bodyLen(y.in.Peek(&y.c.l.bufs, recordHead))
}

// bodyLen gives the length of what follows a record's header.
func bodyLen(head []byte) int { return int(head[3])<<8 | int(head[4]) }

func (y *tlsLayer) seal(c *Conn, p []byte) error {
	y.queued += len(p)
	if c.l.plain.add(y, p) {
		return nil
	}
	return y.protect(p)
}

// protect appends the records of p to the output.
func (y *tlsLayer) protect(p []byte) error {
	y.unsealed = len(p)
	_, err := y.conn.Write(p)
	return err
}

func (y *tlsLayer) sent(n int) (payload int64) {
	done := 0
	for n > 0 && done < len(y.marks) {
		m := &y.marks[done]
		if m.raw > n {
			m.raw -= n
			break
		}
		n -= m.raw
		payload += int64(m.payload)
		done++
	}
	y.marks = append(y.marks[:0], y.marks[done:]...)
	y.queued -= int(payload)
	if len(y.marks) == 0 && cap(y.marks) > 8 {
		y.marks = nil // of a burst; an idle connection keeps little
	}
	return payload
}

// shut queues the alert that ends the output in order.
func (y *tlsLayer) shut(c *Conn) {
	c.l.plain.seal()
	_ = y.conn.CloseWrite() // it fails when the encryption broke, and then there is nothing to say
}

// noRecord is the error of a read that would have to wait. It is temporary, so that crypto/tls does not keep it.
type noRecord struct{}

var errNoRecord error = noRecord{}

func (noRecord) Error() string   { return "no whole record" }
func (noRecord) Timeout() bool   { return false }
func (noRecord) Temporary() bool { return true }

// Read gives crypto/tls bytes of the record at hand. It makes the layer a net.Conn, as all that follows.
func (y *tlsLayer) Read(p []byte) (int, error) {
	if y.task != nil {
		return y.readShake(p)
	}
	if y.rest == 0 {
		if !y.whole() {
			return 0, errNoRecord
		}
		y.rest = recordHead + bodyLen(y.in.Peek(&y.c.l.bufs, recordHead))
	}
	return y.take(&y.in, p), nil
}

// take copies from q what belongs to the record at hand.
func (y *tlsLayer) take(q *buf.Queue, p []byte) int {
	n := copy(p[:min(len(p), y.rest)], q.Head())
	q.Discard(&y.c.l.bufs, n)
	y.rest -= n
	return n
}

// Write queues a record.
func (y *tlsLayer) Write(p []byte) (int, error) {
	c := y.c
	if err := c.writeErr(); err != nil {
		return 0, err
	}
	c.out.Append(&c.l.bufs, p)
	c.touch()
	if y.task == nil {
		payload := min(y.unsealed, recordPlain)
		y.unsealed -= payload
		y.marks = append(y.marks, mark{len(p), payload})
	}
	return len(p), nil
}

var _ io.ReadWriteCloser = (*tlsLayer)(nil)

package netio

import (
	"net/netip"
	"slices"
	"sync/atomic"

	"metergate/internal/buf"
)

const (
	// inHigh and inLow bound the input of a connection that nobody reads: receiving stops above, and resumes below.
	inHigh, inLow = 128 << 10, 32 << 10
	// outHigh bounds what Room lets into the output queue; at outLow who waits for room is readied.
	outHigh, outLow = 192 << 10, 64 << 10
)

// connFlags are the facts about a connection.
type connFlags uint32

const (
	fConnected connFlags = 1 << iota // output may be sent
	fEOF                             // the end of input was read
	fHup                             // the peer closed or reset, perhaps behind unread input
	fDirty                           // in Loop.dirty
	fIdle                            // idle; on tells what to do
	fRoused                          // in Loop.roused
	fShut                            // FIN wanted after the output
	fFin                             // FIN sent
	fClosing                         // closed by the user
	fReset                           // close with a reset
	fNoLinger                        // the same, once the output was taken by the kernel
	fDropped                         // given to poller.drop
	fResetOnly                       // OnReset rather than OnHangup
	fSip                             // input is received when it is asked for, a piece at a time

	// Of the pollers.
	fReadable // a read may bring something; on rings only where a poll told so
	fWritable // epoll: a send may be taken
	fQueued   // epoll: to be drained in a later turn
	fArmed    // rings: a receive is in flight
	fStopped  // rings: the receive is being cancelled
	fSending  // rings: a send is in flight
	fQuiet    // rings: and its success will post no completion
	fWatched  // rings: a poll for hangups is in flight
	fStarved  // rings: waits for receive buffers
	fPollIn   // rings: a poll for input is in flight
	fPollOut  // rings: a poll for room is in flight
)

// Conn is a stream connection of one loop. At a time one task reads it; several may write. It must not be used after Close
// or Abort.
type Conn struct {
	// Owner is the user's: what the connection belongs to.
	Owner any

	l     *Loop
	fd    int32
	index uint32
	refs  int16  // submissions in flight
	port  uint16 // the peer's
	flags connFlags
	in    buf.Queue
	out   buf.Queue
	err   error

	bytesIn, bytesOut int64

	readers, writers Cond
	timer            timer // idle deadline or the end of a close
	on               func(*Conn, IdleEvent)
	task             *Task   // serves or dialed it; ends with it
	hangup           TaskRef // cancelled on a hangup
	layer            layer   // nil: plain
	ln               *Listener
	id               uint64
	ip               netip.Addr // the peer's, invalid for a Unix peer
	names            *names     // nil where there are none
	msg              *message   // rings: memory of a send or connect in flight
}

var connIDs atomic.Uint64

// newConn takes a socket into the loop's table.
func (l *Loop) newConn(fd int) *Conn {
	c := &Conn{l: l, fd: int32(fd), id: connIDs.Add(1)}
	c.timer.x = c
	if n := len(l.free); n > 0 {
		c.index = l.free[n-1]
		l.free = l.free[:n-1]
	} else {
		c.index = uint32(len(l.conns))
		l.conns = extend(l.conns, nil)
	}
	l.conns[c.index] = c
	l.stats.conns.Add(1)
	return c
}

// extend is append for tables that grow with the number of connections: it doubles them, as the steps of append would
// leave several times the table's size behind as garbage.
func extend[T any](s []T, v T) []T {
	if len(s) == cap(s) {
		s = slices.Grow(s, max(len(s), 64))
	}
	return append(s, v)
}

// gen tells the connection from earlier ones with the same index.
func (c *Conn) gen() uint32 { return uint32(c.id) & 0xffffff }

// ID is unique within the process.
func (c *Conn) ID() uint64 { return c.id }

// Loop is the connection's loop.
func (c *Conn) Loop() *Loop { return c.l }

// Listener is where the connection was accepted, nil for one that was dialed.
func (c *Conn) Listener() *Listener { return c.ln }

// FD is the socket, for options that this package does not offer; it stays the connection's.
func (c *Conn) FD() int { return int(c.fd) }

// BytesIn is the number of bytes that the kernel delivered (inside TLS: of payload).
func (c *Conn) BytesIn() int64 { return c.bytesIn }

// BytesOut is the number of bytes that the kernel took (inside TLS: of payload).
func (c *Conn) BytesOut() int64 { return c.bytesOut }

// EOF tells that the peer's end of stream came; all before it is buffered or read.
func (c *Conn) EOF() bool { return c.flags&fEOF != 0 }

// HungUp tells that the peer closed or reset, also while input that precedes it still waits in the kernel.
func (c *Conn) HungUp() bool { return c.flags&fHup != 0 }

// Err is the error that broke the connection, or nil.
func (c *Conn) Err() error { return c.err }

// OnHangup cancels t with ErrHangup when the peer closes or resets the connection while t waits elsewhere; nil undoes it.
func (c *Conn) OnHangup(t *Task) { c.onHangup(t, false) }

// OnReset is OnHangup for resets and errors only, so that a half-closed peer still gets its answer.
func (c *Conn) OnReset(t *Task) { c.onHangup(t, true) }

func (c *Conn) onHangup(t *Task, resetOnly bool) {
	if t == nil {
		c.hangup = TaskRef{}
		return
	}
	c.hangup = t.Ref()
	c.flags &^= fResetOnly
	if resetOnly {
		c.flags |= fResetOnly
	}
	c.l.poller.watch(c)
	c.checkHangup()
}

// checkHangup cancels who asked to know of a hangup.
func (c *Conn) checkHangup() {
	if c.hangup.t == nil || c.err == nil && (c.flags&fHup == 0 || c.flags&fResetOnly != 0) {
		return
	}
	c.hangup.Cancel(ErrHangup)
	c.hangup = TaskRef{}
}

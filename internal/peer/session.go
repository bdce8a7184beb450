package peer

import (
	"errors"

	"metergate/internal/netio"
)

// errOver ends a session.
var errOver = errors.New("the session with the peer is over")

// A session is one connection with a peer.
type session struct {
	section *Section
	peer    *Peer
	conn    *netio.Conn
	reader  netio.TaskRef
	course  course
	heard   texts

	tables  map[uint64]*table // by the peer's number
	current *table            // that updates are about
	pushed  []uint64          // by table, the last touch that was told
	defined int               // the table that was defined last, plus 1

	wake   netio.Cond
	lesson bool // all is to be told
	once   bool // and then nothing more
	acks   bool // some are owed
	told   int64
}

// A table is what is known of a peer's table.
type table struct {
	definition
	shared *shared // nil for one that nobody has here
	number uint32  // of the last update
	owed   bool    // an ack
}

// maxTables bounds the tables that a peer can define.
const maxTables = 1024

func (s *Section) session(p *Peer, c *netio.Conn, modern bool) *session {
	k := &session{section: s, peer: p, conn: c, tables: map[uint64]*table{}, pushed: append([]uint64(nil), p.acked...)}
	k.course.life = modern
	p.session = k
	p.hellos++
	return k
}

// run serves the connection until it ends.
func (k *session) run(t *netio.Task) {
	k.section.live.Add(1)
	defer k.section.live.Add(-1)
	k.reader = t.Ref()
	k.told = t.Now()
	k.section.ask()
	writer := t.Child("peer writer", func(t *netio.Task) {
		err := k.write(t)
		k.reader.Cancel(err)
	})
	k.refuse(k.read(t))
	writer.Cancel(errOver)
	if k.peer.session == k {
		k.peer.session = nil
	}
	if k.section.asking == k {
		k.section.asking = nil
		k.section.ask()
	}
	k.conn.Close(heartbeat)
}

// refuse tells the peer what is wrong with what it sent.
func (k *session) refuse(err error) {
	switch {
	case errors.Is(err, errRange):
		_ = k.conn.Write([]byte{classError, errorSize})
	case errors.Is(err, errShort), errors.Is(err, errUnknownData), errors.Is(err, errStrange):
		_ = k.conn.Write([]byte{classError, errorProtocol})
	}
}

// end ends the session. Home loop.
func (k *session) end() {
	if k.peer.session == k {
		k.peer.session = nil
	}
	k.reader.Cancel(errOver)
}

// control queues a control message.
func (k *session) control(kind byte) {
	k.course.out = append(k.course.out, classControl, kind)
	k.wake.Wake()
}

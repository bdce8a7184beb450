package peer

import (
	"encoding/binary"
	"errors"

	"metergate/internal/netio"
	"metergate/internal/stick"
)

// How changes are told: how often they are looked for (ns), and how many entries are taken at once.
const (
	lookPause = int64(50e6)
	atOnce    = 200
)

// write tells the peer what there is to tell until the session ends.
func (k *session) write(t *netio.Task) error {
	var found []stick.Update
	for {
		k.ack()
		if k.lesson {
			if err := k.teach(t); err != nil {
				return err
			}
		}
		more := false
		for i := 0; i < len(k.section.tables) && !k.once; i++ {
			found = k.push(i, found[:0], t.Now()/1e6)
			more = more || len(found) == atOnce
		}
		if len(k.course.out) == 0 && k.course.life && t.Now() >= k.told+heartbeat {
			k.control(controlHeartbeat)
		}
		if err := k.flush(t); err != nil {
			return err
		}
		if more {
			continue
		}
		if err := k.wake.Wait(t, t.Now()+lookPause); err != nil && !errors.Is(err, netio.ErrDeadline) {
			return err
		}
	}
}

// flush hands what was written to the connection, which must take it in time.
func (k *session) flush(t *netio.Task) error {
	if len(k.course.out) == 0 {
		return nil
	}
	if err := k.conn.Room(t, len(k.course.out), t.Now()+learnTime); err != nil {
		return err
	}
	err := k.conn.Write(k.course.out)
	k.course.out, k.told = k.course.out[:0], t.Now()
	if err != nil {
		return err
	}
	return t.Spend(1 << 10)
}

// ack confirms the last update of each table.
func (k *session) ack() {
	if !k.acks {
		return
	}
	k.acks = false
	for id, tab := range k.tables {
		if tab.owed {
			tab.owed = false
			var buf [maxNumber + 4]byte
			k.course.out = appendMessage(k.course.out, tableAck, binary.BigEndian.AppendUint32(appendNumber(buf[:0], id), tab.number))
		}
	}
}

// push tells of the oldest changes of a table that were not told.
func (k *session) push(i int, found []stick.Update, now int64) []stick.Update {
	s := k.section.tables[i]
	if s.table.Touches() == k.pushed[i] {
		return found
	}
	found = s.table.Since(found, k.pushed[i], atOnce)
	for _, u := range found {
		next := k.about(i) && u.Seq == k.pushed[i]+1
		e := s.table.Lock(u.Ref, now)
		k.course.update(s.table, e, uint32(u.Seq), next)
		e.Unlock()
		s.table.Drop(u.Ref)
		k.pushed[i] = u.Seq
	}
	return found
}

// about makes a table the one that updates are about, and tells whether it was.
func (k *session) about(i int) bool {
	if k.defined == i+1 {
		return true
	}
	k.defined = i + 1
	k.course.define(uint64(i+1), k.section.tables[i])
	return false
}

// teach tells of all entries of all tables. Their updates have the number that the peer has confirmed, so that its confirmation
// of them hides no change.
func (k *session) teach(t *netio.Task) error {
	k.lesson = false
	complete := k.section.complete()
	for i, s := range k.section.tables {
		k.about(i)
		number := uint32(k.peer.acked[i])
		for c, more := (stick.Cursor{}), true; more; {
			c, more = s.table.Visit(c, t.Now()/1e6, atOnce, func(e stick.Entry) bool {
				k.course.update(s.table, e, number, false)
				return true
			})
			if err := k.flush(t); err != nil {
				return err
			}
		}
		k.defined = 0 // the next update tells its number
	}
	if complete {
		k.control(controlFinished)
	} else {
		k.control(controlPartial)
	}
	return nil
}

package share

import (
	"context"
	"errors"
	"slices"

	"metergate/internal/stick"
)

// batch is how many keys a question and its answer are about.
const batch = 256

// maxSkew is how far the shared clock, which is guessed anew with each answer, may be off before it is set again, in ms. It is
// small beside the windows of rates.
const maxSkew = 25

// errLate says that the store had taken a later question of this process.
var errLate = errors.New("the store refuses the question: its number is too low")

// round puts one question about a table. It tells whether there is more to tell or to learn.
func (s *Store) round(ctx context.Context, t *shared, last bool) (more bool, err error) {
	q := s.question(t)
	told := t.news(q, s.clock())
	lesson, taught := t.lesson, true
	if t.again {
		lesson, taught = t.everything(q, s.clock())
	}
	full := len(q.told) >= batch
	q.last = last && !full && taught
	ctx, cancel := context.WithTimeout(ctx, s.patience())
	defer cancel()
	asked := s.clock()
	s.status.sent(len(q.told))
	a, err := s.link.keeper.exchange(ctx, q)
	if err != nil {
		return false, err
	}
	switch {
	case a.over:
		s.startOver()
		return true, nil
	case a.lost:
		s.tellAgain()
		return true, nil
	}
	t.told.Store(told)
	t.table.SetTold(told)
	t.again, t.lesson = !taught, lesson
	s.me.acked = q.seq
	s.status.answered(len(q.told))
	s.setClock(a.now - (asked+s.clock())/2)
	if q.last {
		return false, nil
	}
	turned := s.learnRoll(a)
	folds := t.learn(s, a)
	if turned {
		s.relearn()
	}
	if err := s.fold(ctx, folds); err != nil {
		return false, err
	}
	return full || t.again || len(a.changes) >= batch, nil
}

// question begins the next one about a table.
func (s *Store) question(t *shared) *question {
	s.me.seq++
	return &question{
		id: s.me.id, seq: s.me.seq, acked: s.me.acked, table: t.name, expire: t.table.Config().Expire, lapse: s.MaxStaleness.Milliseconds(),
		cursor: t.cursor, limit: batch, ended: s.known.version,
	}
}

// news has the question tell what was touched since that was last told, and gives the last touch of it.
func (t *shared) news(q *question, now int64) uint64 {
	until, seq := t.table.Touches(), t.told.Load()
	if until == seq {
		return seq
	}
	t.entries = t.table.Since(t.entries[:0], seq, batch)
	for _, u := range t.entries {
		e := t.table.Lock(u.Ref, now)
		q.told = append(q.told, tell(t.table, e, recordOf(t.table, e)))
		e.Unlock()
		t.table.Drop(u.Ref)
		seq = u.Seq
	}
	if len(t.entries) < batch {
		seq = max(seq, until) // what was touched and then forgotten
	}
	return seq
}

// everything has the question tell entries to which this process contributed, as many as it has room for. It gives where to go
// on, and whether those were the last.
func (t *shared) everything(q *question, now int64) (to stick.Cursor, last bool) {
	to, more := t.lesson, true
	for room := batch - len(q.told); room > 0 && more; room = batch - len(q.told) {
		to, more = t.table.Visit(to, now, room, func(e stick.Entry) bool {
			if r := recordOf(t.table, e); !r.zero() {
				q.told = append(q.told, tell(t.table, e, r))
			}
			return true
		})
	}
	return to, !more
}

func tell(t *stick.Table, e stick.Entry, r record) telling {
	return telling{key: string(e.Key()), birth: e.Birth(), record: string(r.append(nil))}
}

// tellAgain has everything told and learned anew, as the store does not know any more what it had confirmed.
func (s *Store) tellAgain() {
	s.status.lost()
	s.me.acked = 0
	for _, t := range s.tables {
		t.again, t.lesson, t.cursor = true, stick.Cursor{}, "0"
	}
}

// setClock sets the shared clock of the tables when it is off: by how much it is ahead of theirs, in ms.
func (s *Store) setClock(shift int64) {
	for _, t := range s.tables {
		if d := shift - t.table.Shift(); d > maxSkew || d < -maxSkew {
			t.table.SetShift(shift)
		}
	}
}

// learnRoll learns of other processes. It tells whether one fell silent, ended or is heard of again.
func (s *Store) learnRoll(a *answer) (turned bool) {
	for _, id := range a.ended {
		s.known.ended[id] = true
	}
	s.known.version = a.version
	same := len(a.lapsed) == len(s.known.lapsed) && !slices.ContainsFunc(a.lapsed, func(id string) bool { return !s.known.lapsed[id] })
	if same && len(a.ended) == 0 {
		return false
	}
	clear(s.known.lapsed)
	for _, id := range a.lapsed {
		s.known.lapsed[id] = true
	}
	return true
}

// relearn has tables learned anew that know what others have in use.
func (s *Store) relearn() {
	for _, t := range s.tables {
		if _, ok := t.table.Stores(stick.ConnCur); ok {
			t.cursor = "0"
		}
	}
}

// startOver begins again as a new process, after the others took this one for ended: what it had told stays, and what it
// counted since cannot be told from it any more.
func (s *Store) startOver() {
	s.me = identity{id: newID()}
	for _, t := range s.tables {
		now := s.clock()
		for c, more := (stick.Cursor{}), true; more; {
			c, more = t.table.Visit(c, now, batch, func(e stick.Entry) bool {
				e.Disown()
				return true
			})
		}
		s.status.drop(dropEnded, t.table.Touches()-t.told.Load())
		t.told.Store(t.table.Touches())
		t.cursor = "0"
		t.again, t.lesson = true, stick.Cursor{} // what is in use now
	}
}

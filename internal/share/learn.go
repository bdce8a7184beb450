package share

import (
	"context"
	"strconv"
	"strings"
)

// foldAt is how many fields of ended processes a key has when they are folded, and maxFolds in how many keys after one answer.
const (
	foldAt   = 4
	maxFolds = 32
)

// learn takes over what an answer says of the table's keys, and gives what may be folded.
func (t *shared) learn(s *Store, a *answer) (folds []*folding) {
	now := s.clock()
	s.status.learned(len(a.changes))
	for i := range a.changes {
		c := &a.changes[i]
		t.cursor = c.cursor
		if c.life <= 0 {
			continue
		}
		if f := t.learnKey(s, c, now); f != nil && len(folds) < maxFolds {
			folds = append(folds, f)
		}
	}
	return folds
}

// learnKey takes over one key.
func (t *shared) learnKey(s *Store, c *change, now int64) *folding {
	ref, ok := t.table.Get([]byte(c.key), now)
	if !ok {
		s.status.drop(dropFull, 1)
		return nil
	}
	defer t.table.Drop(ref)
	e := t.table.Lock(ref, now)
	own := field(s.me.id, e.Birth())
	e.Unlock()
	f := &folding{table: t.name, key: c.key, before: c.fields[baseField]}
	t.shares = t.shares[:0]
	var done record
	for name, text := range c.fields {
		if name == own {
			continue
		}
		r, err := parseRecord(text)
		if err != nil {
			s.status.drop(dropMalformed, 1)
			f.table = "" // left as it is
			continue
		}
		owner, _, _ := strings.Cut(name, ".")
		over := name == baseField || owner == s.me.id || s.known.ended[owner]
		t.shares = r.shares(t.shares, t.table, over || s.known.lapsed[owner])
		if over {
			done = done.fold(r)
		}
		if over && name != baseField {
			f.fields = append(f.fields, name, text)
		}
	}
	e = t.table.Lock(ref, now)
	e.Forget()
	e.Learn(t.shares)
	e.Learned(c.life)
	e.Unlock()
	if len(f.fields) < 2*foldAt || f.table == "" {
		return nil
	}
	f.base = string(done.append(nil))
	return f
}

// field is the name under which a process keeps what it contributed by an entry.
func field(id string, birth uint64) string { return id + "." + strconv.FormatUint(birth, 10) }

// fold puts together what processes contributed that have ended.
func (s *Store) fold(ctx context.Context, folds []*folding) error {
	for _, f := range folds {
		s.me.seq++
		f.id, f.seq, f.acked = s.me.id, s.me.seq, s.me.acked
		taken, err := s.link.keeper.fold(ctx, f)
		if err != nil || !taken {
			return err
		}
		s.me.acked = f.seq
		s.status.folded()
	}
	return nil
}

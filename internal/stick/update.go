package stick

import (
	"cmp"
	"slices"
)

// mark gives the touch its number, and puts the entry last among those that peers are told of. The caller holds the lock.
func (e Entry) mark(m *meta) {
	seq := e.t.seq.Add(1)
	if !e.t.asked.Load() {
		return
	}
	if m.seq != 0 {
		e.s.told.cut(e.index)
	}
	m.seq = seq
	e.s.told.push(e.index)
}

// Watch has touches kept in order from now on, for Since. It costs what a list costs, so tables without peers do not do it.
func (t *Table) Watch() { t.asked.Store(true) }

// Update is an entry that was touched, held for the reader, who drops it.
type Update struct {
	Seq uint64
	Ref Ref
}

// Since appends to dst the entries touched last after the touch number seq, in the order of their touches, at most max of the
// oldest. The caller drops each.
func (t *Table) Since(dst []Update, seq uint64, max int) []Update {
	first := len(dst)
	until := t.seq.Load() // a later one may be there before an earlier one of another shard
	for n := range t.shards {
		s := &t.shards[n]
		s.mu.Lock()
		dst = s.since(dst, uint16(n), seq, until, max)
		s.mu.Unlock()
	}
	found := dst[first:]
	slices.SortFunc(found, func(a, b Update) int { return cmp.Compare(a.Seq, b.Seq) })
	for len(found) > max {
		t.Drop(found[len(found)-1].Ref)
		found = found[:len(found)-1]
	}
	return dst[:first+len(found)]
}

// since appends what was touched after seq and not after until, the oldest first and at most max.
func (s *shard) since(dst []Update, n uint16, seq, until uint64, max int) []Update {
	i := s.told.last
	for i != 0 && s.meta(i).seq > seq {
		i = s.meta(i).told.prev
	}
	if i == 0 {
		i = s.told.first
	} else {
		i = s.meta(i).told.next
	}
	for ; i != 0 && s.meta(i).seq <= until && max > 0; max-- {
		m := s.meta(i)
		m.refs++
		dst = append(dst, Update{m.seq, Ref{n, i}})
		i = m.told.next
	}
	return dst
}

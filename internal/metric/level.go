package metric

import "sync/atomic"

// A Level is how many of something there are at once, with the exact peak over all loops. Both share one cache line
// between the loops, so it is for concurrency (sessions, queues), not for events.
type Level struct {
	Now, Peak *Column
	at        slots
}

// NewLevel declares the present value and its peak. Clearing lowers the peak to the present value.
func NewLevel(now, peak Column) *Level {
	l := &Level{}
	l.Now = std.count(now, func(s *Set, _ *View) uint64 { return l.Value(s) })
	l.Peak = std.count(peak, func(s *Set, _ *View) uint64 { return l.Max(s) })
	l.at = std.level(now.On.Kinds())
	return l
}

// Inc counts one in and returns how many there are now.
func (l *Level) Inc(s *Set) uint64 {
	if s == nil {
		return 0
	}
	w := s.level()[l.at[s.kind]:]
	n := w[0].Add(1)
	raise(&w[1], n)
	return n
}

// Dec counts one out.
func (l *Level) Dec(s *Set) {
	if s != nil {
		s.level()[l.at[s.kind]].Add(^uint64(0))
	}
}

// Value returns how many there are now.
func (l *Level) Value(s *Set) uint64 { return l.word(s, 0) }

// Max returns the most there were at once since the start or the last clearing.
func (l *Level) Max(s *Set) uint64 { return l.word(s, 1) }

func (l *Level) word(s *Set, i int) uint64 {
	if s == nil || l.at[s.kind] < 0 {
		return 0
	}
	sw := s.shared.Load()
	if sw == nil {
		return 0
	}
	return sw.words[int(l.at[s.kind])+i].Load()
}

// raise lifts w to n unless it is higher.
func raise(w *atomic.Uint64, n uint64) {
	for old := w.Load(); n > old && !w.CompareAndSwap(old, n); old = w.Load() {
	}
}

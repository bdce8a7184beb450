package netio

import "sync/atomic"

// Slots bounds the concurrent uses of something over all loops (a server's maxconn), with a queue of tasks that wait.
// Acquire and Release cost one atomic operation while nobody waits.
//
// The word holds who uses a slot and who waits for one of these, so that a release cannot miss a waiter. A task may instead
// wait in the SlotQueue for any of its members; then the count of the queue is looked at after the word was changed, and the
// waiter looks at the words after it counted itself, so that one of the two sees the other.
type Slots struct {
	owner any
	q     *SlotQueue
	word  atomic.Uint64 // waiting<<32 | used
	limit atomic.Int32
	open  atomic.Bool
	wait  waiters // guarded by q.mu
}

// Slot is one use. The zero Slot is none.
type Slot struct{ s *Slots }

const oneWaiting = 1 << 32

func used(w uint64) int64    { return int64(w & (oneWaiting - 1)) }
func waiting(w uint64) int64 { return int64(w >> 32) }

// Owner is whose slots these are.
func (s *Slots) Owner() any { return s.owner }

// Used is the number of slots in use. Any goroutine.
func (s *Slots) Used() int { return int(used(s.word.Load())) }

// Waiting is the number of tasks that wait for these slots. Any goroutine.
func (s *Slots) Waiting() int { return int(waiting(s.word.Load())) }

// Limit reads the limit. Any goroutine.
func (s *Slots) Limit() int { return int(s.limit.Load()) }

// free tells whether a word leaves a slot.
func (s *Slots) free(w uint64) bool {
	limit := int64(s.limit.Load())
	return limit <= 0 || used(w) < limit
}

// TryAcquire takes a slot when one is free and nobody waits who has a claim to it. Any goroutine.
func (s *Slots) TryAcquire() (Slot, bool) {
	if s.open.Load() && s.q.waiting.Load() > 0 {
		return Slot{}, false
	}
	for {
		w := s.word.Load()
		if waiting(w) > 0 || !s.free(w) {
			return Slot{}, false
		}
		if s.word.CompareAndSwap(w, w+1) {
			return Slot{s}, true
		}
	}
}

// Take takes a slot even over the limit, for what the configuration exempts from it. Any goroutine.
func (s *Slots) Take() Slot {
	s.word.Add(1)
	return Slot{s}
}

// Acquire takes a slot. It waits behind those that came earlier, on any loop, with the same or a smaller prio.
func (s *Slots) Acquire(t *Task, prio int, deadline int64) (Slot, error) {
	if sl, ok := s.TryAcquire(); ok {
		return sl, nil
	}
	return s.q.enqueue(t, s, prio, deadline)
}

// Slots tells whose slot it is.
func (sl Slot) Slots() *Slots { return sl.s }

// IsZero tells whether there is no slot.
func (sl Slot) IsZero() bool { return sl.s == nil }

// Release gives the slot back; with tasks waiting it passes to the first of them. Any goroutine.
func (sl Slot) Release() {
	s := sl.s
	for {
		w := s.word.Load()
		if waiting(w) > 0 {
			s.q.handOver(s)
			return
		}
		if s.word.CompareAndSwap(w, w-1) {
			break
		}
	}
	if s.q.waiting.Load() > 0 {
		s.q.serve(s)
	}
}

// SetLimit changes the limit, 0 = none; a raised one serves waiting tasks at once. Any goroutine.
func (s *Slots) SetLimit(n int) {
	s.limit.Store(int32(n))
	if s.Waiting()+s.q.Waiting() > 0 { // who begins to wait later looks at the limit then
		s.q.serve(s)
	}
}

// SetOpen says whether the slots serve the shared queue: whether their server is up. New slots are open. Any goroutine.
func (s *Slots) SetOpen(open bool) {
	s.open.Store(open)
	if open {
		s.q.serve(s)
	}
}

// Kick ends all waits for these slots with cause, because their server went down, and gives their number. Any goroutine.
func (s *Slots) Kick(cause error) int {
	s.q.mu.Lock()
	defer s.q.mu.Unlock()
	n := 0
	for ; len(s.wait.heap) > 0; n++ {
		s.q.answer(s.wait.first(), nil, cause)
	}
	return n
}

package netio

import (
	"slices"
	"sync"
	"sync/atomic"
)

// SlotQueue is a queue shared by the slots of several servers: a backend's. A task waits in it until any open member frees a
// slot. It also keeps the order among the members' own queues: a freed slot goes to whoever waits longest of its own queue
// and the shared one.
type SlotQueue struct {
	mu      sync.Mutex // held for a few instructions, and only when somebody waits
	seq     uint64
	wait    waiters
	waiting atomic.Int32
	members []*Slots
}

// NewSlotQueue makes a queue without members.
func NewSlotQueue() *SlotQueue { return new(SlotQueue) }

// NewSlots makes slots on their own, with a limit; 0 = none.
func NewSlots(owner any, limit int) *Slots { return NewSlotQueue().NewSlots(owner, limit) }

// NewSlots makes slots within the queue, with a limit; 0 = none. Any goroutine.
func (q *SlotQueue) NewSlots(owner any, limit int) *Slots {
	s := &Slots{owner: owner, q: q}
	s.limit.Store(int32(limit))
	s.open.Store(true)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.members = append(slices.Clone(q.members), s)
	return s
}

// Remove takes slots out of the queue's members, whose waits end with cause. Slots in use are released as before.
func (q *SlotQueue) Remove(s *Slots, cause error) {
	s.SetOpen(false)
	q.mu.Lock()
	q.members = slices.DeleteFunc(slices.Clone(q.members), func(m *Slots) bool { return m == s })
	q.mu.Unlock()
	s.Kick(cause)
}

// Waiting is the number of tasks in the shared queue. Any goroutine.
func (q *SlotQueue) Waiting() int { return int(q.waiting.Load()) }

// Acquire waits until any open member of the queue frees a slot.
func (q *SlotQueue) Acquire(t *Task, prio int, deadline int64) (Slot, error) {
	return q.enqueue(t, nil, prio, deadline)
}

// Kick ends all waits of the shared queue with cause, and gives their number. Any goroutine.
func (q *SlotQueue) Kick(cause error) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 0
	for ; len(q.wait.heap) > 0; n++ {
		q.answer(q.wait.first(), nil, cause)
	}
	return n
}

// enqueue waits for a slot of s, or of any open member when s is nil.
func (q *SlotQueue) enqueue(t *Task, s *Slots, prio int, deadline int64) (Slot, error) {
	if err := t.refuse(deadline); err != nil {
		return Slot{}, err
	}
	w := &t.slot
	q.mu.Lock()
	q.seq++
	w.run, w.prio, w.seq, w.of, w.got, w.cause, w.answered = t.id, prio, q.seq, s, nil, nil, false
	q.add(w)
	q.mu.Unlock()
	for !w.isAnswered(q) {
		if err := t.wait("slot", deadline); err != nil && !q.giveUp(w) {
			return Slot{}, err
		}
	}
	if w.got == nil {
		return Slot{}, w.cause
	}
	return Slot{w.got}, nil
}

// add queues a waiter, and serves the queue when a slot became free meanwhile.
func (q *SlotQueue) add(w *waiter) {
	if w.of != nil {
		w.of.wait.push(w)
		w.of.word.Add(oneWaiting)
		q.fill(w.of)
		return
	}
	q.wait.push(w)
	q.waiting.Add(1)
	for _, m := range q.members {
		if w.answered {
			return
		}
		q.fill(m)
	}
}

// giveUp takes a waiter out of its queue; it is true when it was answered before.
func (q *SlotQueue) giveUp(w *waiter) (answered bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !w.answered {
		q.remove(w)
	}
	return w.answered
}

// handOver passes the slot that its user gives back to the first who waits for it, or frees it.
func (q *SlotQueue) handOver(s *Slots) {
	q.mu.Lock()
	defer q.mu.Unlock()
	s.word.Add(^uint64(0))
	q.fill(s)
}

// serve fills free slots.
func (q *SlotQueue) serve(s *Slots) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.fill(s)
}

// fill gives free slots of s to those who wait for them, the first of both queues first.
func (q *SlotQueue) fill(s *Slots) {
	for {
		w := s.wait.peek()
		if v := q.wait.peek(); s.open.Load() && v != nil && (w == nil || v.before(w)) {
			w = v
		}
		if w == nil || !s.claim() {
			return
		}
		q.answer(w, s, nil)
	}
}

// claim takes a slot for one who waits.
func (s *Slots) claim() bool {
	for {
		w := s.word.Load()
		if !s.free(w) {
			return false
		}
		if s.word.CompareAndSwap(w, w+1) {
			return true
		}
	}
}

// answer ends a wait, with a slot or a cause.
func (q *SlotQueue) answer(w *waiter, got *Slots, cause error) {
	q.remove(w)
	w.got, w.cause, w.answered = got, cause, true
	t, run := w.t, w.run
	t.l.Post(func() {
		if t.id == run && !t.done && t.state == "slot" {
			t.ready()
		}
	})
}

// remove takes a waiter out of its queue.
func (q *SlotQueue) remove(w *waiter) {
	if w.of != nil {
		w.of.wait.remove(w)
		w.of.word.Add(^uint64(oneWaiting) + 1)
		return
	}
	q.wait.remove(w)
	q.waiting.Add(-1)
}

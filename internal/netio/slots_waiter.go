package netio

// waiter is a task's place in a queue for slots; it is part of the task. Its fields are guarded by the queue's mutex.
type waiter struct {
	t        *Task
	run      uint64 // the task's ID
	prio     int
	seq      uint64
	of       *Slots // whose slot it waits for; nil = any of the queue
	pos      int    // in the heap, plus one
	got      *Slots
	cause    error
	answered bool
}

// before orders waiters: by prio, then by arrival.
func (w *waiter) before(v *waiter) bool {
	if w.prio != v.prio {
		return w.prio < v.prio
	}
	return w.seq < v.seq
}

// isAnswered tells whether the wait ended; from then on the waiter is the task's alone.
func (w *waiter) isAnswered(q *SlotQueue) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return w.answered
}

// waiters is a binary heap of waiters.
type waiters struct{ heap []*waiter }

// peek gives the first waiter, or nil.
func (h *waiters) peek() *waiter {
	if len(h.heap) == 0 {
		return nil
	}
	return h.heap[0]
}

// first gives the first waiter of a heap that is not empty.
func (h *waiters) first() *waiter { return h.heap[0] }

func (h *waiters) push(w *waiter) {
	h.heap = append(h.heap, w)
	w.pos = len(h.heap)
	h.up(w)
}

func (h *waiters) remove(w *waiter) {
	i, last := w.pos-1, h.heap[len(h.heap)-1]
	h.heap[len(h.heap)-1] = nil
	h.heap = h.heap[:len(h.heap)-1]
	w.pos = 0
	if w == last {
		return
	}
	h.set(i, last)
	h.down(last)
	h.up(last)
}

func (h *waiters) up(w *waiter) {
	for w.pos > 1 {
		p := h.heap[w.pos/2-1]
		if !w.before(p) {
			return
		}
		h.swap(w, p)
	}
}

func (h *waiters) down(w *waiter) {
	for {
		least := w
		for c := 2 * w.pos; c <= 2*w.pos+1 && c <= len(h.heap); c++ {
			if h.heap[c-1].before(least) {
				least = h.heap[c-1]
			}
		}
		if least == w {
			return
		}
		h.swap(w, least)
	}
}

func (h *waiters) swap(a, b *waiter) {
	i, j := a.pos-1, b.pos-1
	h.set(i, b)
	h.set(j, a)
}

func (h *waiters) set(i int, w *waiter) {
	h.heap[i] = w
	w.pos = i + 1
}

package netio

import "sync/atomic"

// letter is one function posted to a loop.
type letter struct {
	f    func()
	next *letter
}

// ended marks the mailbox of a loop that ended.
var ended letter

// mailbox takes functions from any goroutine, without a lock: a stack that the loop takes whole and turns around.
type mailbox struct{ top atomic.Pointer[letter] }

// put adds f; it is false when the loop ended.
func (m *mailbox) put(f func()) bool {
	n := &letter{f: f}
	for {
		top := m.top.Load()
		if top == &ended {
			return false
		}
		n.next = top
		if m.top.CompareAndSwap(top, n) {
			return true
		}
	}
}

// empty tells whether nothing was put.
func (m *mailbox) empty() bool {
	top := m.top.Load()
	return top == nil || top == &ended
}

// take gives what was put, oldest first.
func (m *mailbox) take() *letter {
	for {
		top := m.top.Load()
		if top == nil || top == &ended {
			return nil
		}
		if m.top.CompareAndSwap(top, nil) {
			return reverse(top)
		}
	}
}

// end closes the mailbox and gives what was still in it.
func (m *mailbox) end() *letter { return reverse(m.top.Swap(&ended)) }

func reverse(n *letter) (first *letter) {
	for n != nil {
		n, n.next, first = n.next, first, n
	}
	return first
}

package netio

import "iter"

// coroutine is what tasks run on, one after the other. A task has one from its first resumption until its function
// returned: a burst of tasks that end without parking, as those of new connections do, needs a single stack.
type coroutine struct {
	t     *Task
	next  func() (struct{}, bool) // resumes it
	stop  func()                  // ends it; only while no task has it
	yield func(struct{}) bool     // parks it
}

// next resumes the task; the loop's turn calls it.
func (t *Task) next() {
	if t.co == nil {
		t.l.lend(t)
	}
	t.co.next()
}

// lend gives t a coroutine, which was made on the loop's thread.
func (l *Loop) lend(t *Task) {
	n := len(l.coroutines)
	if n == 0 {
		co := &coroutine{}
		co.next, co.stop = iter.Pull(co.body)
		l.coroutines, n = append(l.coroutines, co), 1
	}
	t.co = l.coroutines[n-1]
	t.co.t = t
	l.coroutines = l.coroutines[:n-1]
}

// body runs one task after another, parked in the loop's pool between them.
func (co *coroutine) body(yield func(struct{}) bool) {
	co.yield = yield
	for {
		t := co.t
		t.state = "running"
		t.run()
		t.finish()
		if !yield(struct{}{}) {
			return
		}
	}
}

// giveBack puts the coroutine of a task that is over back into the pool.
func (t *Task) giveBack() {
	t.co.t = nil
	t.l.coroutines = append(t.l.coroutines, t.co)
	t.co = nil
}

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
		l := t.l
		t.state = "running"
		t.run()
		t.finish()
		if !l.takeBack(co) || !yield(struct{}{}) {
			return
		}
	}
}

// keepTasks bounds the tasks, and the coroutines, that are kept for reuse after a burst, such as one of new connections.
const keepTasks = 1024

// takeBack puts a coroutine whose task is over back into the pool, unless there are enough: then it ends, and its stack
// is freed.
func (l *Loop) takeBack(co *coroutine) bool {
	co.t.co, co.t = nil, nil
	if len(l.coroutines) == keepTasks {
		return false
	}
	l.coroutines = append(l.coroutines, co)
	return true
}

package netio

import "sync/atomic"

const (
	// turnShare is the work a task may do in a turn before Spend yields.
	turnShare = 64 << 10
	// RequestCost is what a request counts for in Spend: 16 requests are a turn's share.
	RequestCost = turnShare / 16
	// patience is how often a task may try to park after its cancel before that is taken for an endless loop.
	patience = 1000
)

// Task is straight-line work of one loop, on a coroutine. A *Task is valid until its function returned; keep a TaskRef beyond that.
type Task struct {
	l     *Loop
	id    uint64  // of this run: tasks are pooled
	label *string // the name, never written to: the watchdog reads it

	f     func(*Task)        // the function to run, or
	serve func(*Task, *Conn) // the one that serves conn
	conn  *Conn

	co      *coroutine // that it runs on; nil before its first resumption
	timer   timer
	cause   error
	ignored int  // parks refused since the cancel
	expired bool // the timer ended the park
	queued  bool // on the ready list
	done    bool
	share   int // work done since it was resumed

	state string // what it waits for
	since int64
	live  int // its index in Loop.tasks

	cond        *Cond // the condition it waits for, and its neighbours there
	prev, after *Task

	parent   *Task
	children []*Task // those that have not returned
	index    int     // in parent.children
	ended    Cond    // a child returned

	slot waiter
}

// TaskRef names one run of a task, also after it ended. The zero TaskRef names none.
type TaskRef struct {
	t  *Task
	id uint64
}

var taskIDs atomic.Uint64

// Ref gives a reference that outlives the task.
func (t *Task) Ref() TaskRef { return TaskRef{t, t.id} }

// Task gives the task if it still lives, else nil. Loop thread only.
func (r TaskRef) Task() *Task {
	if r.t == nil || r.t.id != r.id || r.t.done {
		return nil
	}
	return r.t
}

// Cancel cancels the task if it still lives, and tells whether it did. Loop thread only.
func (r TaskRef) Cancel(cause error) bool {
	t := r.Task()
	if t == nil {
		return false
	}
	t.Cancel(cause)
	return true
}

// Loop is the task's loop.
func (t *Task) Loop() *Loop { return t.l }

// ID is unique within the process.
func (t *Task) ID() uint64 { return t.id }

// Name is the task's name in `show tasks` and messages.
func (t *Task) Name() string { return *t.label }

// SetName renames the task.
func (t *Task) SetName(name string) { t.label = t.l.labelOf(name) }

// Now is Loop.Now.
func (t *Task) Now() int64 { return t.l.now }

// Err is the cancel cause, or nil.
func (t *Task) Err() error { return t.cause }

// Done tells whether that run of the task has ended.
func (r TaskRef) Done() bool { return r.Task() == nil }

// Sleep parks until the given time, and gives nil then.
func (t *Task) Sleep(until int64) error {
	for t.l.now < until {
		if err := t.wait("sleep", until); err != nil && err != ErrDeadline {
			return err
		}
	}
	return t.refuse(0)
}

// Yield lets the other ready tasks of the loop run first.
func (t *Task) Yield() error {
	if err := t.refuse(0); err != nil {
		return err
	}
	t.ready()
	return t.park("yield", 0)
}

// Spend counts n bytes of work and yields when the task has used up its share of the turn. A request counts RequestCost.
func (t *Task) Spend(n int) error {
	if t.share += n; t.share < turnShare {
		return nil
	}
	return t.Yield()
}

// Cancel makes the current park and every later one return cause (nil: ErrCanceled), for the children too. The first cause
// stays. Loop thread only.
func (t *Task) Cancel(cause error) {
	if cause == nil {
		cause = ErrCanceled
	}
	if t.cause == nil && !t.done {
		t.cause = cause
		if t != t.l.current {
			t.ready()
		}
	}
	for _, c := range t.children {
		c.Cancel(cause)
	}
}

// wait parks without a condition.
func (t *Task) wait(what string, deadline int64) error {
	if err := t.refuse(deadline); err != nil {
		return err
	}
	return t.park(what, deadline)
}

// refuse gives the error of a park that must not begin: the cancel cause, or ErrDeadline.
func (t *Task) refuse(deadline int64) error {
	if t.cause != nil {
		if t.ignored++; t.ignored > patience {
			panic("netio: task " + *t.label + " ignores its cancel: " + t.cause.Error())
		}
		return t.cause
	}
	if deadline != 0 && deadline <= t.l.now {
		return ErrDeadline
	}
	return nil
}

// park gives the thread back to the loop until the task is readied, and tells why.
func (t *Task) park(what string, deadline int64) error {
	t.l.timers.set(&t.timer, deadline)
	t.suspend(what)
	t.timer.want = 0
	expired := t.expired
	t.expired = false
	switch {
	case t.cause != nil:
		return t.cause
	case expired:
		return ErrDeadline
	}
	return nil
}

// suspend is the one place where a task leaves the thread.
func (t *Task) suspend(what string) {
	t.state, t.since = what, t.l.now
	t.co.yield(struct{}{})
	t.state, t.share = "running", 0
}

// expire is the timer's end of a park.
func (t *Task) expire() {
	t.expired = true
	t.ready()
}

// ready puts the task on the ready list; the turn resumes it.
func (t *Task) ready() {
	if !t.queued {
		t.queued = true
		t.l.ready = append(t.l.ready, t)
	}
}

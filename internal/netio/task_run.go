package netio

import (
	"fmt"
	"os"
	"runtime/debug"
)

// newTask takes a task from the pool, or makes one. It gets a coroutine when it is first resumed.
func (l *Loop) newTask(name string) *Task {
	var t *Task
	if n := len(l.pool); n > 0 {
		t = l.pool[n-1]
		l.pool = l.pool[:n-1]
	} else {
		t = &Task{l: l}
		t.timer.x = t
		t.slot.t = t
	}
	t.id, t.label, t.done = taskIDs.Add(1), l.labelOf(name), false
	t.state, t.since = "ready", l.now
	t.live = len(l.tasks)
	l.tasks = append(l.tasks, t)
	l.stats.tasks.Store(int64(len(l.tasks)))
	t.ready()
	return t
}

// Go queues f as a new task; it starts in a later step of the turn, never inline. It fails only on a stopping loop.
func (l *Loop) Go(name string, f func(*Task)) error {
	if l.stopping {
		return ErrStopping
	}
	l.newTask(name).f = f
	return nil
}

// Child starts a task that is joined before t returns and shares t's cancel.
func (t *Task) Child(name string, f func(*Task)) TaskRef {
	c := t.l.newTask(name)
	c.f, c.parent, c.cause, c.index = f, t, t.cause, len(t.children)
	t.children = append(t.children, c)
	return c.Ref()
}

// Join parks until the child returned.
func (t *Task) Join(child TaskRef) error {
	for !child.Done() {
		if err := t.ended.wait(t, "join", 0); err != nil {
			return err
		}
	}
	return nil
}

// leave takes a child that returned out of its parent's list.
func (t *Task) leave(c *Task) {
	last := len(t.children) - 1
	t.children[c.index] = t.children[last]
	t.children[c.index].index = c.index
	t.children[last] = nil
	t.children = t.children[:last]
	t.ended.Wake()
}

// run calls the task's function and keeps what it breaks inside the task.
func (t *Task) run() {
	returned := false
	defer func() {
		if returned {
			return
		}
		r := recover()
		if r == nil {
			fmt.Fprintf(os.Stderr, "netio: runtime.Goexit in task %s ends the process\n%s", *t.label, debug.Stack())
			os.Exit(2)
		}
		t.l.panicked(t, r, debug.Stack())
	}()
	if t.serve != nil {
		t.serve(t, t.conn)
	} else {
		t.f(t)
	}
	returned = true
}

// panicked reports a panic and ends the task's connections.
func (l *Loop) panicked(t *Task, r any, stack []byte) {
	l.stats.panics.Add(1)
	task, value := *t.label, fmt.Sprint(r)
	l.group.logs.Run(func() {
		l.group.log.Error("task panicked", "task", task, "loop", l.shard, "panic", value, "stack", string(stack))
	})
	for _, c := range l.conns {
		if c != nil && c.task == t {
			c.Abort()
		}
	}
	for _, c := range t.children {
		c.Cancel(ErrCanceled)
	}
}

// finish joins the children, settles the connection and puts the task back.
func (t *Task) finish() {
	for len(t.children) > 0 {
		t.ended.link(t)
		t.suspend("join")
		t.ended.unlink(t)
	}
	if c := t.conn; c != nil && c.task == t {
		c.task = nil
		if c.flags&(fIdle|fClosing) == 0 {
			c.Close(closeLinger)
		}
	}
	t.done = true
	t.l.remove(t)
	if t.parent != nil {
		t.parent.leave(t)
	}
	t.l.recycle(t)
}

// remove takes t out of the list of live tasks.
func (l *Loop) remove(t *Task) {
	last := l.tasks[len(l.tasks)-1]
	l.tasks[t.live], last.live = last, t.live
	l.tasks[len(l.tasks)-1] = nil
	l.tasks = l.tasks[:len(l.tasks)-1]
	l.stats.tasks.Store(int64(len(l.tasks)))
}

// recycle forgets what t did and puts it into the pool.
func (l *Loop) recycle(t *Task) {
	t.id, t.cause, t.ignored, t.expired, t.share = 0, nil, 0, false, 0
	t.f, t.serve, t.conn, t.parent = nil, nil, nil, nil
	t.timer.want = 0
	if len(l.pool) < keepTasks {
		l.pool = append(l.pool, t)
	}
}

// labelOf gives the one copy of a name that tasks of the loop share. The table is bounded: names may be made up of traffic.
func (l *Loop) labelOf(name string) *string {
	if l.label == nil || *l.label != name {
		l.label = l.findLabel(name)
	}
	return l.label
}

func (l *Loop) findLabel(name string) *string {
	if p := l.labels[name]; p != nil {
		return p
	}
	if l.labels == nil || len(l.labels) >= 1024 {
		l.labels = make(map[string]*string)
	}
	label := name // a copy of its own, so that only this path allocates
	l.labels[name] = &label
	return &label
}

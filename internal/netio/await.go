package netio

import "sync"

// Pool runs functions that block on a bounded number of goroutines, which end when there is nothing to do.
type Pool struct {
	mu      sync.Mutex // held for a few instructions, never while a function runs
	max     int
	workers int
	jobs    []func() // waiting for a worker
}

// NewPool makes a pool of at most n goroutines.
func NewPool(n int) *Pool { return &Pool{max: max(n, 1)} }

// Run queues f. Any goroutine.
func (p *Pool) Run(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.workers == p.max {
		p.jobs = append(p.jobs, f)
		return
	}
	p.workers++
	go p.work(f)
}

// work runs f and then what waits.
func (p *Pool) work(f func()) {
	for f != nil {
		f()
		f = p.pick()
	}
}

// pick gives the next job, or counts the worker out.
func (p *Pool) pick() func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.jobs) == 0 {
		p.jobs = nil
		p.workers--
		return nil
	}
	f := p.jobs[0]
	p.jobs[0] = nil
	p.jobs = p.jobs[1:]
	return f
}

// awaited is the result of a function that a task waits for. It belongs to the task's loop once arrived is called there.
type awaited[T any] struct {
	v       T
	err     error
	arrived bool
	left    bool // the task is gone
	cond    Cond
}

// Await runs f on the pool while t is parked, and gives its result. When t is cancelled meanwhile, a late result without an
// error goes to drop (may be nil), on the loop or, once that ended, on the worker.
func Await[T any](t *Task, p *Pool, f func() (T, error), drop func(T)) (T, error) {
	var zero T
	if err := t.refuse(0); err != nil {
		return zero, err
	}
	a, l := new(awaited[T]), t.l
	discard := func() {
		if drop != nil && a.err == nil {
			drop(a.v)
		}
	}
	p.Run(func() {
		a.v, a.err = f()
		if !l.Post(func() {
			a.arrived = true
			a.cond.Wake()
			if a.left {
				discard()
			}
		}) {
			discard()
		}
	})
	for !a.arrived {
		if err := a.cond.wait(t, "await", 0); err != nil {
			if a.left = !a.arrived; !a.left {
				discard()
			}
			return zero, err
		}
	}
	return a.v, a.err
}

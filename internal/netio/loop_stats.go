package netio

import "sync/atomic"

// LoopStats are the meters of one loop.
type LoopStats struct {
	Turns       uint64 // turns taken
	Resumes     uint64 // tasks resumed
	Events      uint64 // completions or readiness events handled
	Accepted    uint64 // connections accepted
	Tasks       int64  // live tasks
	Conns       int64  // open connections
	Stalls      uint64 // turns over 50 ms
	LongestTurn int64  // ns
	BusyTime    int64  // ns not spent waiting
	Panics      uint64 // tasks ended by a panic
	BufBytes    int64  // memory mapped by the buffer pool
}

// loopStats are written by the loop and read by anyone.
type loopStats struct {
	turns, resumes, events, accepted, stalls, panics atomic.Uint64
	tasks, conns, longest, busy, bufBytes            atomic.Int64

	began   atomic.Int64           // when the turn in progress began; 0 while waiting
	current atomic.Pointer[string] // the name of the task resumed last
}

// turn counts a turn that took d ns.
func (s *loopStats) turn(d int64) {
	s.turns.Add(1)
	s.busy.Add(d)
	if d > s.longest.Load() {
		s.longest.Store(d)
	}
	s.began.Store(0)
}

// Stats reads the loop's meters. Any goroutine.
func (l *Loop) Stats() LoopStats {
	s := &l.stats
	return LoopStats{
		Turns: s.turns.Load(), Resumes: s.resumes.Load(), Events: s.events.Load(), Accepted: s.accepted.Load(),
		Tasks: s.tasks.Load(), Conns: s.conns.Load(),
		Stalls: s.stalls.Load(), LongestTurn: s.longest.Load(), BusyTime: s.busy.Load(), Panics: s.panics.Load(),
		BufBytes: s.bufBytes.Load(),
	}
}

// TaskInfo describes a live task for `show tasks`.
type TaskInfo struct {
	ID    uint64
	Name  string
	State string // "ready", "running", or what it waits for: "peek", "room", "sleep", "slot", ...
	Since int64  // when that began, on the clock of Loop.Now
	Until int64  // the deadline of its wait, or 0
}

// Tasks calls f for each live task. Loop thread only.
func (l *Loop) Tasks(f func(TaskInfo)) {
	for _, t := range l.tasks {
		f(TaskInfo{ID: t.id, Name: *t.label, State: t.state, Since: t.since, Until: t.timer.want})
	}
}

package netio

import (
	"runtime"
	"sync/atomic"
	"time"

	"metergate/internal/buf"
)

// epoch is what the clock of Loop.Now counts from.
var epoch = time.Now()

// zeroHour is the clock's reading at the epoch: large, so that no reading is 0, which means no time, nor below it in a
// synctest bubble, where it is the year 2000.
const zeroHour = int64(50 * 365 * 24 * time.Hour)

// Clock is a fresh reading on the clock of Loop.Now, for measuring and for code that is not on a loop.
func Clock() int64 { return zeroHour + int64(time.Since(epoch)) }

const (
	// rawWait is how long a loop may wait in a system call that the Go scheduler does not know of: as long as that lets a
	// goroutine run, and longer than a tick of the kernel, so that waiting does not reprogram the machine's timer.
	// doc/decisions/waiting.md has the measurements, and why this does not hold up a stop of the world.
	rawWait = int64(10 * time.Millisecond)
	// longWait bounds any wait, so that a loop shows signs of life.
	longWait = int64(time.Hour)
	// stall is a turn's length that is reported.
	stall = int64(50 * time.Millisecond)
	// keepWarm is how many free buffers keep their memory, and trimAfter how long others must be unused to give it back.
	keepWarm, trimAfter = 64, int64(500 * time.Millisecond)
)

// Loop is one event loop. Unless said otherwise its methods belong to code that runs on it.
type Loop struct {
	group  *Group
	shard  int
	poller poller
	now    int64 // read once a turn
	wall   int64

	timers timers
	bufs   buf.Pool
	mail   mailbox
	ready  []*Task // to resume
	spare  []*Task // the other list of the pair
	tasks  []*Task // live
	pool   []*Task // over, for reuse
	labels map[string]*string
	label  *string // the one asked for last: of most tasks

	coroutines []*coroutine // parked, without a task

	current *Task
	conns   []*Conn  // by index; nil where free
	free    []uint32 // free indices
	dirty   []*Conn  // with output to flush
	roused  []*Conn  // idle, with something to report

	pipes []*Pipe // empty, for use

	steps     shakeSteps
	plain     plainText
	acceptors []*acceptor
	load      atomic.Int64 // accepted connections, those on their way included
	sleeping  atomic.Bool  // about to wait or waiting: a poster must wake it
	stopping  bool
	calm      calm
	stallSaid int64 // when a stall was logged
	trim      *Timer
	stats     loopStats
	gone      chan struct{} // closed when the loop ended
}

// Now is the turn's monotonic time in nanoseconds, from an arbitrary zero; all deadlines are on this clock, on every loop.
func (l *Loop) Now() int64 { return l.now }

// Wall is the turn's time of day in Unix nanoseconds.
func (l *Loop) Wall() int64 { return l.wall }

// Shard is the loop's index, 0 <= Shard < Group.N, for sharded counters.
func (l *Loop) Shard() int { return l.shard }

// Group gives the loops this one belongs to.
func (l *Loop) Group() *Group { return l.group }

// Post queues f for the loop's next turn; f must not park. Any goroutine. It is false when the loop ended: f will not run.
func (l *Loop) Post(f func()) bool {
	if !l.mail.put(f) {
		return false
	}
	if l.sleeping.Load() && l.sleeping.CompareAndSwap(true, false) {
		l.poller.wake()
	}
	return true
}

// run is the life of the loop's thread.
func (l *Loop) run(opened chan<- error) {
	runtime.LockOSThread() // never unlocked: the thread ends with the loop
	defer close(l.gone)
	err := l.poller.open(l)
	opened <- err
	if err != nil {
		return
	}
	shortSlice()
	l.tick()
	l.trim = l.NewTimer(l.trimBuffers)
	for !l.finished() {
		l.turn()
	}
	l.end()
}

// turn waits, takes in what happened, and resumes the tasks that have something to do: each kind of work at one place.
func (l *Loop) turn() {
	before := l.now
	l.wait()
	began := l.tick()
	l.calm.waited(began - before)
	n := l.poller.handle()
	l.readMail()
	l.timers.expire(l.now)
	l.rouse()
	n += l.resume()
	l.flush()
	l.calm.idle = n == 0
	if n == 0 {
		l.stats.bufBytes.Store(int64(l.bufs.Bytes()))
	}
	if l.bufs.Warm()+l.poller.warm() > keepWarm && l.trim.tm.want == 0 {
		l.trim.Set(l.now + trimAfter)
	}
	took := Clock() - began
	l.stats.turn(took)
	if took > stall {
		l.stalled(took)
	}
}

// tick reads the clock for the turn.
func (l *Loop) tick() int64 {
	t := time.Now()
	l.now, l.wall = zeroHour+int64(t.Sub(epoch)), t.UnixNano()
	l.stats.began.Store(l.now)
	return l.now
}

// wait submits what was queued and waits until something happens or the next timer is due.
func (l *Loop) wait() {
	l.sleeping.Store(true)
	limit := l.now + longWait
	if next := l.timers.next(); next != 0 {
		limit = min(limit, next)
	}
	ns := max(limit-l.now, 0)
	if len(l.ready)+len(l.roused)+len(l.dirty) > 0 || l.poller.busy() || !l.mail.empty() {
		ns = 0
	}
	l.poller.wait(ns, l.calm.patient())
	l.sleeping.Store(false)
}

// readMail runs what other goroutines posted.
func (l *Loop) readMail() {
	for n := l.mail.take(); n != nil; n = n.next {
		l.calm.idle = false
		n.f()
	}
}

// resume resumes the tasks that were ready when it began. It is the only place that does so.
func (l *Loop) resume() int {
	batch := l.ready
	l.ready = l.spare[:0]
	for i, t := range batch {
		batch[i] = nil
		t.queued = false
		l.current = t
		if l.stats.current.Load() != t.label {
			l.stats.current.Store(t.label)
		}
		t.next()
	}
	l.current = nil
	l.spare = batch
	l.stats.resumes.Add(uint64(len(batch)))
	return len(batch)
}

// flush hands the output of the turn to the poller, and lets closing connections take their next step.
func (l *Loop) flush() {
	l.plain.seal()
	for i := 0; i < len(l.dirty); i++ {
		c := l.dirty[i]
		l.dirty[i] = nil
		c.flags &^= fDirty
		c.flush()
	}
	l.dirty = l.dirty[:0]
}

// rouse reports to idle connections what happened to them.
func (l *Loop) rouse() {
	for i := 0; i < len(l.roused); i++ {
		c := l.roused[i]
		l.roused[i] = nil
		c.rouse()
	}
	l.roused = l.roused[:0]
}

// trimBuffers gives back buffer memory that a burst needed.
func (l *Loop) trimBuffers() {
	l.bufs.Trim(keepWarm)
	l.poller.trim()
}

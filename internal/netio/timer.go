package netio

// expirer is what a timer belongs to: a task, a connection, a Timer, an acceptor.
type expirer interface{ expire() }

// timer is lazy: moving its time later only stores it, and the entry in the heap catches up when it comes to the top.
// So a request that renews a deadline costs one store.
type timer struct {
	want int64 // when to expire; 0 = never
	pos  int32 // index in the heap plus one; 0 = not in it
	x    expirer
}

// entry is a timer's place in the heap; at is never later than the timer's want.
type entry struct {
	at int64
	tm *timer
}

// timers is a four-way heap of the timers of one loop.
type timers struct{ heap []entry }

// set makes tm expire at when (0: never).
func (ts *timers) set(tm *timer, when int64) {
	tm.want = when
	switch {
	case when == 0:
	case tm.pos == 0:
		ts.heap = extend(ts.heap, entry{})
		ts.up(len(ts.heap)-1, entry{when, tm})
	case when < ts.heap[tm.pos-1].at:
		ts.up(int(tm.pos-1), entry{when, tm})
	}
}

// remove takes tm out of the heap, so that nothing refers to its owner any more.
func (ts *timers) remove(tm *timer) {
	tm.want = 0
	if tm.pos == 0 {
		return
	}
	i, last := int(tm.pos-1), len(ts.heap)-1
	e := ts.heap[last]
	ts.heap[last] = entry{}
	ts.heap = ts.heap[:last]
	tm.pos = 0
	if i < last {
		ts.down(i, e)
		ts.up(int(e.tm.pos-1), e)
	}
}

// next is the time of the first entry, which may be early, or 0 when there is none.
func (ts *timers) next() int64 {
	if len(ts.heap) == 0 {
		return 0
	}
	return ts.heap[0].at
}

// expire expires what is due.
func (ts *timers) expire(now int64) {
	for len(ts.heap) > 0 && ts.heap[0].at <= now {
		tm := ts.heap[0].tm
		switch {
		case tm.want > now:
			ts.down(0, entry{tm.want, tm})
		case tm.want == 0:
			ts.remove(tm)
		default:
			ts.remove(tm)
			tm.x.expire()
		}
	}
}

// up puts e at i or above.
func (ts *timers) up(i int, e entry) {
	for i > 0 {
		p := (i - 1) / 4
		if ts.heap[p].at <= e.at {
			break
		}
		ts.place(i, ts.heap[p])
		i = p
	}
	ts.place(i, e)
}

// down puts e at i or below.
func (ts *timers) down(i int, e entry) {
	for {
		c := 4*i + 1
		if c >= len(ts.heap) {
			break
		}
		for k := c + 1; k < min(c+4, len(ts.heap)); k++ {
			if ts.heap[k].at < ts.heap[c].at {
				c = k
			}
		}
		if ts.heap[c].at >= e.at {
			break
		}
		ts.place(i, ts.heap[c])
		i = c
	}
	ts.place(i, e)
}

func (ts *timers) place(i int, e entry) {
	ts.heap[i] = e
	e.tm.pos = int32(i + 1)
}

// Timer calls its function on the loop when its time has come. It costs no task while it waits.
type Timer struct {
	l  *Loop
	f  func()
	tm timer
}

// NewTimer makes a timer that calls f on the loop; f must not park.
func (l *Loop) NewTimer(f func()) *Timer {
	t := &Timer{l: l, f: f}
	t.tm.x = t
	return t
}

// Set arms the timer for when (on the clock of Loop.Now), replacing an earlier time; 0 disarms it. Loop thread only.
func (t *Timer) Set(when int64) { t.l.timers.set(&t.tm, when) }

// Stop disarms the timer for good or until the next Set. Loop thread only.
func (t *Timer) Stop() { t.l.timers.remove(&t.tm) }

func (t *Timer) expire() { t.f() }

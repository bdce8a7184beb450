package syslog

import "sync/atomic"

// queueSize is how many lines may wait for one destination; a power of two.
const queueSize = 4096

// keepLine is the largest buffer that an empty place of a queue keeps.
const keepLine = 2048

// An entry is one line on its way.
type entry struct {
	route *route
	level Level
	when  int64
	data  int // bytes of structured data before the text in buf
	buf   []byte
}

// A queue holds entries between many producers and one consumer, without locks. Each place carries a turn: it is free
// for the producer of that number, and full one number later.
type queue struct {
	head   atomic.Uint64 // the next place to fill
	_      [56]byte      // producers and the consumer on lines of their own
	tail   atomic.Uint64 // the next place to read; only the consumer moves it
	_      [56]byte
	places [queueSize]place
}

type place struct {
	turn atomic.Uint64
	entry
}

func newQueue() *queue {
	q := &queue{}
	for i := range q.places {
		q.places[i].turn.Store(uint64(i))
	}
	return q
}

// put copies an entry into the queue; false means that there is no room.
func (q *queue) put(r *route, level Level, when int64, data, text []byte) bool {
	for {
		n := q.head.Load()
		p := &q.places[n%queueSize]
		switch turn := p.turn.Load(); {
		case turn < n:
			return false // not yet read since the round before
		case turn > n || !q.head.CompareAndSwap(n, n+1):
			continue // another producer has it
		}
		p.route, p.level, p.when, p.data = r, level, when, len(data)
		p.buf = append(append(p.buf[:0], data...), text...)
		p.turn.Store(n + 1)
		return true
	}
}

// peek returns the oldest entry, or nil. It is valid until drop.
func (q *queue) peek() *entry {
	n := q.tail.Load()
	p := &q.places[n%queueSize]
	if p.turn.Load() != n+1 {
		return nil
	}
	return &p.entry
}

// drop frees the place of the oldest entry.
func (q *queue) drop() {
	n := q.tail.Load()
	p := &q.places[n%queueSize]
	if cap(p.buf) > keepLine {
		p.buf = nil
	}
	p.turn.Store(n + queueSize)
	q.tail.Store(n + 1)
}

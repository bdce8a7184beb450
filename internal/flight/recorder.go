package flight

import "math/bits"

// Sizes of a recorder: at most slowClasses*ringSize + failedClasses*ringSize records of a few KB each.
const (
	slowClasses   = 8
	failedClasses = 6
	ringSize      = 32
	cells         = 1 << 10 // of 40 bytes
)

// How long an operation has its place in a ring, in ns, and how many failures of a sort are kept in a second.
const (
	slowSpell   = 10e9
	failedSpell = 1e9
	failedEach  = 4
)

// A Recorder keeps requests of one loop.
type Recorder struct {
	slow   [slowClasses]ring
	failed [failedClasses]ring
	cells  [cells]cell
}

// A cell remembers what was kept of one sort of request: an operation and a class of latency, or an operation and a way to
// fail.
type cell struct {
	sort  uint64 // 0 when empty
	until int64  // end of its spell
	worst int64  // of a slow sort: the time of the request that is kept
	place uint64 // where that is
	kept  int    // of a failed sort: how many in this spell
}

// A Place is where a record is kept. The zero Place is none.
type Place struct {
	ring *ring
	at   uint64
}

// IsZero reports whether there is no place.
func (p Place) IsZero() bool { return p.ring == nil }

// Keep keeps a record there. It must not change any more.
func (p Place) Keep(r *Record) { p.ring.put(p.at, r) }

// SlowClass returns the class of a time: below 1 ms, 4 ms, 16 ms, and so on by fours up to 4 s, and all above.
func SlowClass(ns int64) int {
	return min((bits.Len64(uint64(max(ns, 0))>>20)+1)/2, slowClasses-1)
}

// WantsSlow returns a place for a request of an operation that took so long, none when that is not among the slowest of its
// sort. Now is any clock in ns.
func (r *Recorder) WantsSlow(operation uint64, took, now int64) Place {
	class := SlowClass(took)
	ring := &r.slow[class]
	c := r.cell(mix(operation, uint64(class)+1), now)
	switch {
	case c == nil:
		return Place{}
	case now >= c.until: // a new spell
		c.until, c.worst, c.place = now+slowSpell, took, ring.next
		ring.next++
	case took <= c.worst || !ring.holds(c.place):
		return Place{}
	}
	c.worst = took
	return Place{ring, c.place}
}

// WantsFailed returns a place for a request of an operation that failed by a cause (the first letter of the termination
// state) in a way, which may be any number; none when enough of the sort were kept this second.
func (r *Recorder) WantsFailed(operation uint64, cause byte, way uint64, now int64) Place {
	c := r.cell(mix(operation, way<<8|uint64(cause)|1<<63), now)
	if c == nil {
		return Place{}
	}
	if now >= c.until {
		c.until, c.kept = now+failedSpell, 0
	}
	if c.kept++; c.kept > failedEach {
		return Place{}
	}
	ring := &r.failed[failedClass(cause)]
	ring.next++
	return Place{ring, ring.next - 1}
}

// failedClass groups causes by who can do something about them: client, server, rules, resources, operators, and none.
func failedClass(cause byte) int {
	switch cause {
	case 'C', 'c':
		return 0
	case 'S', 's':
		return 1
	case 'P', 'L':
		return 2
	case 'R', 'I':
		return 3
	case 'D', 'U', 'K':
		return 4
	}
	return 5
}

// ways is how many cells a sort may be in.
const ways = 4

// cell returns the cell of a sort, which may be a new one whose spell is over. It is nil when all that it could have are
// in use: what is kept in a spell is bounded by that.
func (r *Recorder) cell(sort uint64, now int64) *cell {
	var free *cell
	for i := range uint64(ways) {
		c := &r.cells[(sort+i)%cells]
		if c.sort == sort {
			return c
		}
		if free == nil && now >= c.until {
			free = c
		}
	}
	if free != nil {
		*free = cell{sort: sort, until: now}
	}
	return free
}

// mix makes one number of two, and never 0.
func mix(a, b uint64) uint64 {
	h := (a ^ b*0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd
	h ^= h >> 32
	return h*0xc4ceb9fe1a85ec53 | 1
}

// Sort returns a number for the name of an operation.
func Sort(name []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range name {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

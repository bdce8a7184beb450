package origin

import (
	"slices"
	"sync"
	"time"
)

// Entry is one request as the origin saw it.
type Entry struct {
	Conn     int           // number of the connection, from 1
	Method   string        // as received
	Target   string        // as received
	Head     string        // request line and headers as received, final empty line included
	Body     int64         // bytes of the body, framing taken off
	Status   int           // status answered, 0 when nothing was
	In, Out  int64         // bytes on the wire of this request and of its answer, 100 Continue included
	Began    time.Time     // its first byte
	Took     time.Duration // from there to the end of the answer
	Whole    bool          // the answer was sent whole
	Finished bool          // nothing of this entry will change any more
}

// Ledger is what an origin received and sent since it started.
type Ledger struct {
	Conns    int     // connections accepted
	Open     int     // of them still open
	Held     int     // answers that wait for a Release
	Requests int     // requests whose head was read whole
	Finished int     // of them answered, or given up
	In, Out  int64   // bytes on the wire of all connections
	Entries  []Entry // in the order of arrival
}

// Path counts the requests whose target without its query is path.
func (l Ledger) Path(path string) int {
	return l.count(func(e Entry) bool { return pathOf(e.Target) == path })
}

// Status counts the answers with this status.
func (l Ledger) Status(code int) int {
	return l.count(func(e Entry) bool { return e.Status == code })
}

func (l Ledger) count(want func(Entry) bool) (n int) {
	for _, e := range l.Entries {
		if want(e) {
			n++
		}
	}
	return n
}

// book guards a ledger while connections write to it.
type book struct {
	mu sync.Mutex
	l  Ledger
}

func (b *book) opened() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.l.Conns++
	b.l.Open++
	return b.l.Conns
}

func (b *book) closed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.l.Open--
}

func (b *book) held() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.l.Held++
}

func (b *book) released() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.l.Held = 0
}

func (b *book) moved(in, out int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.l.In += int64(in)
	b.l.Out += int64(out)
}

// enter adds an entry and returns its index.
func (b *book) enter(e Entry) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.l.Requests++
	b.l.Entries = append(b.l.Entries, e)
	return len(b.l.Entries) - 1
}

// amend changes entry i under the lock.
func (b *book) amend(i int, f func(*Entry)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := &b.l.Entries[i]
	was := e.Finished
	f(e)
	if e.Finished && !was {
		b.l.Finished++
	}
}

func (b *book) copy() Ledger {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.l
	l.Entries = slices.Clone(l.Entries)
	return l
}

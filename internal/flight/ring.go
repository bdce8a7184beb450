package flight

import "sync/atomic"

// A ring holds the last records that were put into it. Its loop writes; anybody reads.
type ring struct {
	next  uint64 // the place after the last
	place [ringSize]atomic.Pointer[Record]
}

// put keeps a record at a place, in the stead of what was there one turn before.
func (g *ring) put(at uint64, r *Record) { g.place[at%ringSize].Store(r) }

// holds reports whether a place has not been given away since.
func (g *ring) holds(at uint64) bool { return g.next-at <= ringSize }

// each calls f for each record.
func (g *ring) each(f func(*Record)) {
	for i := range g.place {
		if r := g.place[i].Load(); r != nil {
			f(r)
		}
	}
}

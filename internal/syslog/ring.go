package syslog

import (
	"slices"
	"sync"
	"time"

	"metergate/internal/conf"
)

// A RingConfig is a section ring.
type RingConfig struct {
	Name, Description string
	Form              Form          // in which lines are kept
	Len               int           // of a line, its header included
	Size              int64         // of all lines, in bytes
	Connect, Send     time.Duration // what a server may take for a connection, and to take a line; 0 is the usual time
	Servers           []RingServer
}

// A RingServer is where the lines of a ring go.
type RingServer struct {
	Name string
	Addr conf.Addr
	// Octets has each line preceded by its length (RFC 6587 section 3.4.1) in place of a line feed behind it.
	Octets bool
}

// A Ring keeps the lines that were logged last, for who asks and for the servers that they go to. A line that a server
// has not got yet is not given up for a newer one: that one is dropped.
type Ring struct {
	RingConfig

	mu      sync.Mutex
	lines   [][]byte
	first   uint64 // number of the oldest line
	bytes   int64
	dropped uint64
	readers []*ringReader
	grown   chan struct{} // closed when a line comes
}

// A ringReader is a server's place in a ring: the number of the next line that it is to get.
type ringReader struct{ next uint64 }

// NewRing returns an empty ring, which keeps and sends nothing yet.
func NewRing(c RingConfig) *Ring { return &Ring{RingConfig: c, grown: make(chan struct{})} }

// put keeps a line, without the line feed at its end.
func (r *Ring) put(line []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.bytes+int64(len(line)) > r.Size && len(r.lines) > 0 && !r.owed() {
		r.bytes -= int64(len(r.lines[0]))
		r.lines[0], r.lines = nil, r.lines[1:]
		r.first++
	}
	if r.bytes+int64(len(line)) > r.Size {
		r.dropped++
		return
	}
	r.lines = append(r.lines, slices.Clone(line))
	r.bytes += int64(len(line))
	close(r.grown)
	r.grown = make(chan struct{})
}

// owed reports whether a server has yet to get the oldest line.
func (r *Ring) owed() bool {
	return slices.ContainsFunc(r.readers, func(v *ringReader) bool { return v.next <= r.first })
}

// Since returns the lines from a number on, the number behind them, and a channel that is closed when there are more.
// Any goroutine may call it; it must not change the lines.
func (r *Ring) Since(from uint64) (lines [][]byte, next uint64, more <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	end := r.first + uint64(len(r.lines))
	return slices.Clone(r.lines[min(max(from, r.first), end)-r.first:]), end, r.grown
}

// Dropped returns how many lines found no room.
func (r *Ring) Dropped() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dropped
}

// join gives a server its place: it gets what the ring holds now, and all that comes.
func (r *Ring) join() *ringReader {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := &ringReader{next: r.first}
	r.readers = append(r.readers, v)
	return v
}

// took moves a server's place on.
func (r *Ring) took(v *ringReader, lines int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v.next += uint64(lines)
}

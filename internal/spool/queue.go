package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// A Queue holds batches until they are done with. Its methods may be called from any goroutine.
type Queue struct {
	place
	id      string
	limit   int64 // bytes of all segments
	segment int64 // bytes from which on a segment is full
	damaged []string

	mu       sync.Mutex
	segments []*segment
	next     uint64 // the number of the next batch
	done     uint64 // that of the last one that is done with
	taken    uint64 // that of the last one that Head returned
}

// A Drop says which batches were dropped: those from First to Last.
type Drop struct {
	First, Last    uint64
	Batches, Items int
}

// The bounds of a segment, an eighth of the queue within them, and of what waits in memory because the directory does not
// take it.
const (
	segmentLeast  = 16 << 10
	segmentMost   = 4 << 20
	fallbackLimit = 16 << 20
	// damageGap is left between the numbers of a damaged directory and those to come: more than a segment can have held.
	damageGap = segmentMost / recordHead
)

// Open returns the queue of a directory, or an empty one in memory when dir is "". limit bounds it in bytes. The error is
// ErrHeld while another process uses the directory.
func Open(dir string, limit int64) (*Queue, error) {
	p, err := take(dir)
	if err != nil {
		return nil, err
	}
	q := &Queue{place: p, limit: limit, segment: min(max(limit/8, segmentLeast), segmentMost)}
	q.id, q.done = p.readDone()
	q.next = q.done + 1
	if dir == "" {
		return q, nil
	}
	if err := q.load(); err != nil {
		p.leave()
		return nil, err
	}
	return q, nil
}

// load reads the segments of the directory.
func (q *Queue) load() error {
	names, err := segmentFiles(q.dir)
	if err != nil {
		return fmt.Errorf("cannot read the queue: %w", err)
	}
	for _, name := range names {
		s, damage, err := openSegment(filepath.Join(q.dir, name), q.done)
		if err != nil {
			return fmt.Errorf("cannot read the queue: %w", err)
		}
		if damage != "" {
			q.damaged = append(q.damaged, damage)
			q.next += damageGap
		}
		q.next = max(q.next, s.last+1)
		if len(s.entries) == 0 {
			s.remove()
			continue
		}
		q.segments = append(q.segments, s)
	}
	return q.writeDone(q.id, q.done)
}

// Identity names the queue; with the number of a batch it names the batch.
func (q *Queue) Identity() string { return q.id }

// Damaged says in words what of the directory could not be read when it was opened.
func (q *Queue) Damaged() []string { return q.damaged }

// Put queues items as a batch of that time, in ms since 1970. What had to go to make room is returned; it is the new batch
// itself when all others are being delivered. The error says why the directory did not take the batch: it waits in memory
// then.
func (q *Queue) Put(at int64, items [][]byte) (seq uint64, drops []Drop, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	seq = q.next
	record, err := appendRecord(nil, Batch{Seq: seq, At: at, Items: items})
	if err != nil {
		return 0, nil, err
	}
	q.next++
	drops, ok := q.room(int64(len(record)), q.limit, func(*segment) bool { return true })
	if ok {
		if err = q.add(record, q.dir); err == nil {
			return seq, drops, nil
		}
		var more []Drop
		more, ok = q.room(int64(len(record)), min(q.limit, fallbackLimit), func(s *segment) bool { return s.file == nil })
		drops = append(drops, more...)
	}
	if !ok {
		return seq, append(drops, Drop{seq, seq, 1, len(items)}), err
	}
	return seq, drops, errors.Join(err, q.add(record, ""))
}

// add puts a record into the last segment, or a new one in the directory.
func (q *Queue) add(record []byte, dir string) error {
	e, _ := cutRecord(record)
	if n := len(q.segments); n > 0 {
		if s := q.segments[n-1]; (s.file != nil) == (dir != "") && s.size < q.segment {
			return s.add(record)
		}
	}
	s, err := newSegment(dir, e.seq)
	if err != nil {
		return fmt.Errorf("cannot queue a batch: %w", err)
	}
	if err := s.add(record); err != nil {
		s.remove()
		return fmt.Errorf("cannot queue a batch: %w", err)
	}
	q.segments = append(q.segments, s)
	return nil
}

// room drops the oldest segments that count until n more bytes are within the limit, and reports whether they are.
func (q *Queue) room(n, limit int64, counts func(*segment) bool) (drops []Drop, ok bool) {
	size := n
	for _, s := range q.segments {
		if counts(s) {
			size += s.size
		}
	}
	q.segments = slices.DeleteFunc(q.segments, func(s *segment) bool {
		if size <= limit || !counts(s) || len(s.entries) > 0 && s.entries[0].seq <= q.taken {
			return false
		}
		size -= s.size
		if len(s.entries) > 0 {
			drops = append(drops, s.drop())
		}
		s.remove()
		return true
	})
	return drops, size <= limit
}

// Head returns the oldest batches, together at most that many items and at least one batch; none when there are none.
// They count as being delivered until Done. A batch that cannot be read any more is dropped.
func (q *Queue) Head(items int) (head []Batch, drops []Drop) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, s := range q.segments {
		for _, e := range s.entries {
			if items -= e.items; items < 0 && len(head) > 0 {
				return head, drops
			}
			q.taken = max(q.taken, e.seq)
			b, err := s.read(e)
			if err != nil {
				drops = append(drops, Drop{e.seq, e.seq, 1, e.items})
				continue
			}
			head = append(head, b)
		}
	}
	return head, drops
}

// Done says that all batches up to a number are done with.
func (q *Queue) Done(seq uint64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.done = max(q.done, seq)
	err := q.writeDone(q.id, q.done)
	last := len(q.segments) - 1
	for i, s := range q.segments {
		s.entries = slices.DeleteFunc(s.entries, func(e entry) bool { return e.seq <= seq })
		if len(s.entries) == 0 && (i < last || s.size >= q.segment) {
			err = errors.Join(err, s.remove())
			q.segments[i] = nil
		}
	}
	q.segments = slices.DeleteFunc(q.segments, func(s *segment) bool { return s == nil })
	return err
}

// Aside keeps a batch that nobody will take, or a part of one, for people to look at, and returns the name of its file. The name
// is empty when the queue has no directory, or a quarter of its limit is in such files already.
func (q *Queue) Aside(b Batch) (string, error) {
	record, err := appendRecord(nil, b)
	if err != nil || q.dir == "" || q.asideBytes()+int64(len(record)) > q.limit/4 {
		return "", err
	}
	name := filepath.Join(q.dir, fileName(b.Seq, aside))
	return name, appendFile(name, record)
}

// appendFile writes behind what is in a file already.
func appendFile(name string, content []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// A Length says how much waits in a queue.
type Length struct {
	Batches, Items int
	Bytes          int64
	Oldest         int64 // the time of the oldest batch, in ms since 1970; 0 when there is none
}

// Length returns what waits, those that are being delivered included.
func (q *Queue) Length() (n Length) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, s := range q.segments {
		for _, e := range s.entries {
			if n.Batches == 0 {
				n.Oldest = e.at
			}
			n.Batches, n.Items, n.Bytes = n.Batches+1, n.Items+e.items, n.Bytes+int64(e.size)
		}
	}
	return n
}

// Close lets another process use the directory. What is in memory only is lost, and returned.
func (q *Queue) Close() (drops []Drop) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, s := range q.segments {
		if s.file != nil {
			s.file.Close()
		} else if len(s.entries) > 0 {
			drops = append(drops, s.drop())
		}
	}
	q.segments = nil
	q.leave()
	return drops
}

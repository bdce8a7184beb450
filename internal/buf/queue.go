package buf

import "syscall"

// copyLimit is the largest piece that Move copies into the room of the last block rather than linking: below it a copy
// costs less than a further segment, and it keeps many small pieces from holding many blocks.
const copyLimit = 8 << 10

// seg is a part of a block.
type seg struct {
	b        *Block
	off, end int
	next     *seg
}

func (s *seg) bytes() []byte { return s.b.mem[s.off:s.end] }

// growable tells whether bytes may be appended in place: the segment must end at the block's fill mark.
func (s *seg) growable() int {
	if s.end != s.b.w {
		return 0
	}
	return len(s.b.mem) - s.end
}

// Queue is a sequence of bytes in segments. The zero Queue is empty. It must be cleared with the pool it was filled from.
type Queue struct {
	head, tail *seg
	n          int
}

// Len is the number of bytes.
func (q *Queue) Len() int { return q.n }

// Head is the first segment's bytes, nil when the queue is empty.
func (q *Queue) Head() []byte {
	if q.head == nil {
		return nil
	}
	return q.head.bytes()
}

// Segments tells whether more than one segment is queued.
func (q *Queue) Segments() bool { return q.head != q.tail }

// Gather points iov at the first segments, and gives how many it took and their bytes.
func (q *Queue) Gather(iov []syscall.Iovec) (count, n int) {
	for s := q.head; s != nil && count < len(iov); s = s.next {
		b := s.bytes()
		if len(b) == 0 {
			continue
		}
		iov[count].Base = &b[0]
		iov[count].SetLen(len(b))
		count++
		n += len(b)
	}
	return count, n
}

// Append copies b to the end.
func (q *Queue) Append(p *Pool, b []byte) {
	q.n += len(b)
	for len(b) > 0 {
		if q.tail == nil || q.tail.growable() == 0 {
			q.link(p, p.Get(), 0, 0)
		}
		s := q.tail
		n := copy(s.b.mem[s.end:], b)
		s.b.Filled(n)
		s.end += n
		b = b[n:]
	}
}

// Lend appends b itself, whose memory must stay as it is while the queue, or one that it was moved to, holds it.
func (q *Queue) Lend(p *Pool, b []byte) {
	if len(b) > 0 {
		q.link(p, &Block{mem: b, w: len(b), refs: 1, lent: true}, 0, len(b))
		q.n += len(b)
	}
}

// Push appends the filled part of a block, whose reference the queue takes. A small fill is copied behind the last segment
// when it fits, so that a trickle of small reads holds one block rather than many.
func (q *Queue) Push(p *Pool, b *Block) {
	if s := q.tail; s != nil && b.w <= copyLimit && s.growable() >= b.w {
		q.Append(p, b.mem[:b.w])
		p.Put(b)
		return
	}
	q.n += b.w
	q.link(p, b, 0, b.w)
}

// Fill gives the room behind the last segment when it has at least least bytes, or a fresh block's; call Grown with what was
// written there. It lets a read go straight into the queue.
func (q *Queue) Fill(p *Pool, least int) []byte {
	if q.tail == nil || q.tail.growable() < least {
		q.link(p, p.Get(), 0, 0)
	}
	return q.tail.b.mem[q.tail.end:]
}

// Grown completes Fill. With nothing written and nothing queued it gives the block back.
func (q *Queue) Grown(p *Pool, n int) {
	s := q.tail
	s.b.Filled(n)
	s.end += n
	q.n += n
	if q.n == 0 {
		q.Clear(p)
	}
}

// Discard drops the first n bytes.
func (q *Queue) Discard(p *Pool, n int) {
	if n > q.n {
		panic("buf: discard beyond the queue")
	}
	q.n -= n
	for n > 0 {
		s := q.head
		if k := s.end - s.off; k > n {
			s.off += n
			return
		} else {
			n -= k
		}
		q.drop(p)
	}
	for q.head != nil && q.head.off == q.head.end {
		q.drop(p)
	}
}

// Peek gives the first n bytes in one piece, moving them together when they are in several. n must not exceed Len.
func (q *Queue) Peek(p *Pool, n int) []byte {
	if q.head == nil {
		return nil
	}
	if h := q.head.bytes(); len(h) >= n {
		return h
	}
	if n > q.n {
		panic("buf: peek beyond the queue")
	}
	q.gather(p, n)
	return q.head.bytes()
}

// gather puts the first n bytes, and what else of their segments fits, into one new first block.
func (q *Queue) gather(p *Pool, n int) {
	b := p.GetFor(n)
	rest := *q
	for b.w < n {
		h := rest.Head()
		k := copy(b.Free(), h)
		b.Filled(k)
		rest.Discard(p, k)
	}
	s := p.seg(b, 0, b.w)
	s.next = rest.head
	*q = Queue{head: s, tail: rest.tail, n: rest.n + b.w}
	if q.tail == nil {
		q.tail = s
	}
}

// Move takes the first n bytes to the end of dst. Large pieces change hands without a copy.
func (q *Queue) Move(p *Pool, dst *Queue, n int) {
	if n > q.n {
		panic("buf: move beyond the queue")
	}
	for n > 0 {
		s := q.head
		k := min(n, s.end-s.off)
		n -= k
		switch {
		case k <= copyLimit && dst.tail != nil && dst.tail.growable() >= k || k <= copyLimit/4:
			dst.Append(p, s.b.mem[s.off:s.off+k])
			q.Discard(p, k)
		case k == s.end-s.off:
			q.unlink(k)
			dst.attach(s, k)
		default:
			s.b.refs++
			dst.link(p, s.b, s.off, s.off+k)
			dst.n += k
			q.Discard(p, k)
		}
	}
}

// Clear drops everything.
func (q *Queue) Clear(p *Pool) {
	for q.head != nil {
		q.drop(p)
	}
	q.n = 0
}

// link appends a segment for a part of b without counting its bytes.
func (q *Queue) link(p *Pool, b *Block, off, end int) { q.attach(p.seg(b, off, end), 0) }

// attach appends a segment that holds k bytes not yet counted.
func (q *Queue) attach(s *seg, k int) {
	s.next = nil
	if q.tail == nil {
		q.head = s
	} else {
		q.tail.next = s
	}
	q.tail = s
	q.n += k
}

// unlink takes the first segment, of k bytes, out of the queue and keeps its node.
func (q *Queue) unlink(k int) {
	q.head = q.head.next
	if q.head == nil {
		q.tail = nil
	}
	q.n -= k
}

// drop gives the first segment back.
func (q *Queue) drop(p *Pool) {
	s := q.head
	q.unlink(0)
	p.Put(s.b)
	s.b, s.next = nil, p.segs
	p.segs = s
}

// seg gives a segment node.
func (p *Pool) seg(b *Block, off, end int) *seg {
	s := p.segs
	if s == nil {
		s = new(seg)
	} else {
		p.segs = s.next
	}
	*s = seg{b: b, off: off, end: end}
	return s
}

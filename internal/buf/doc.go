// Package buf holds the byte buffers of the event loops: fixed-size blocks off the Go heap, owned by one loop's pool, and
// queues of block segments that can be appended to, peeked, discarded and moved without copying.
//
//	Pool ── Get ─▶ Block ── Queue.Push / Append ─▶ Queue ── Move ─▶ Queue ── Discard ─▶ Pool
//
// Everything here is confined to one loop: no locks, no atomics. A block is shared by reference count when a queue is split
// inside it; bytes beyond the block's fill mark belong to nobody, so that only the segment that ends at the mark may grow.
package buf

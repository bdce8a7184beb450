package cache

import "sync/atomic"

// objectCost is about what an object takes beside its texts.
const objectCost = 256

// pieceSize is how much memory is taken at once for a body whose length is not known.
const pieceSize = 16 << 10

// An Object is a response. Head and the body may be read, not changed.
type Object struct {
	Head   []byte
	Stored int64 // seconds since 1970
	Expire int64
	Age    int64 // seconds that it was old when it was stored

	cache    *Cache
	key      string
	variant  Variant
	body     [][]byte
	length   int64
	size     int64 // bytes that are reserved for it
	complete bool  // under the lock of its part, as what follows
	indexed  bool
	newer    *Object
	older    *Object
	refs     atomic.Int32 // readers, and the index
}

// Expect takes memory at once for a body of n bytes. It is false when there is no room for it.
func (o *Object) Expect(n int64) bool { return n == 0 || o.grow(n) }

// grow adds an empty piece of n bytes.
func (o *Object) grow(n int64) bool {
	if o.size+n > o.cache.MaxObject || !o.cache.reserve(n) {
		return false
	}
	o.size += n
	o.body = append(o.body, make([]byte, 0, n))
	return true
}

// Append adds to the body. It is false when the object has become too large, or the cache has no room; then it is to be
// abandoned.
func (o *Object) Append(p []byte) bool {
	for len(p) > 0 {
		last := len(o.body) - 1
		if last < 0 || len(o.body[last]) == cap(o.body[last]) {
			if !o.grow(min(pieceSize, max(o.cache.MaxObject-o.size, 1))) {
				return false
			}
			continue
		}
		b := o.body[last]
		n := min(len(p), cap(b)-len(b))
		o.body[last] = append(b, p[:n]...)
		o.length += int64(n)
		p = p[n:]
	}
	return true
}

// Commit makes the object one that look-ups find. The caller is no longer its reader.
func (o *Object) Commit() {
	o.cache.part([]byte(o.key)).commit(o)
	o.Release()
}

// Abandon drops an object that will not be complete.
func (o *Object) Abandon() {
	o.cache.part([]byte(o.key)).drop(o)
	o.Release()
}

// Release ends the use of an object that Lookup gave.
func (o *Object) Release() {
	if o.refs.Add(-1) == 0 {
		o.cache.used.Add(-o.size)
	}
}

// Body returns the body, in pieces.
func (o *Object) Body() [][]byte { return o.body }

// Len returns the length of the body.
func (o *Object) Len() int64 { return o.length }

// Size returns the bytes that the object takes.
func (o *Object) Size() int64 { return o.size }

// Key returns what the object is found by.
func (o *Object) Key() string { return o.key }

// Readers returns how many use the object now.
func (o *Object) Readers() int { return int(o.refs.Load()) - 1 }

package cache

import (
	"hash/maphash"
	"sync/atomic"
)

// A Config is what a section says of its cache. Sizes are in bytes.
type Config struct {
	Name       string
	Size       int64
	MaxObject  int64
	MaxAge     int64 // seconds
	Vary       bool
	MaxVariant int // objects with the same key
}

// A Cache is a store of responses.
type Cache struct {
	Config
	seed   maphash.Seed
	used   atomic.Int64
	victim atomic.Uint32 // the part that gives way next
	parts  [partCount]part
}

// partCount is in how many parts the index is split.
const partCount = 16

// New makes a cache.
func New(c Config) *Cache {
	k := &Cache{Config: c, seed: maphash.MakeSeed()}
	for i := range k.parts {
		k.parts[i].open()
	}
	return k
}

// Used returns how many bytes are taken.
func (k *Cache) Used() int64 { return k.used.Load() }

func (k *Cache) part(key []byte) *part {
	return &k.parts[maphash.Bytes(k.seed, key)%partCount]
}

// reserve takes n bytes, dropping objects for them where it must. It is false when there is nothing left to drop.
func (k *Cache) reserve(n int64) bool {
	for {
		used := k.used.Load()
		if used+n <= k.Size {
			if k.used.CompareAndSwap(used, used+n) {
				return true
			}
			continue
		}
		if !k.dropOne() {
			return false
		}
	}
}

// dropOne drops an object that nobody reads: the one that was asked for least recently in the part whose turn it is.
func (k *Cache) dropOne() bool {
	for range partCount {
		if k.parts[k.victim.Add(1)%partCount].dropOldest() {
			return true
		}
	}
	return false
}

// Lookup returns the object of a key that suits a request, at the time now in seconds since 1970, and counts the caller
// as its reader until it calls Release. It is nil when there is none.
func (k *Cache) Lookup(key []byte, asked *Variant, now int64) *Object {
	return k.part(key).lookup(key, asked, now)
}

// Begin starts an object that lasts until the time expire. It is nil when there is no room for it, when as many variants
// are there as may be, or when another one is being filled for the same requests. One that is there already is replaced.
func (k *Cache) Begin(key, head []byte, v Variant, now, expire int64) *Object {
	size := int64(len(key)+len(head)) + objectCost
	if size > k.MaxObject || !k.reserve(size) {
		return nil
	}
	o := &Object{cache: k, key: string(key), Head: append([]byte(nil), head...), variant: v, Stored: now, Expire: expire, size: size}
	o.refs.Store(1)
	if !k.part(key).insert(o, k.MaxVariant, now) {
		k.used.Add(-size)
		return nil
	}
	return o
}

// Invalidate drops all objects of a key.
func (k *Cache) Invalidate(key []byte) { k.part(key).invalidate(key) }

// Each calls f with what is there, part by part. It is for views, not for loops.
func (k *Cache) Each(f func(*Object)) {
	for i := range k.parts {
		for _, o := range k.parts[i].all() {
			f(o)
		}
	}
}

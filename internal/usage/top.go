package usage

import (
	"bytes"
	"hash/maphash"
)

// A Top counts requests by key, and keeps the keys that are counted most, in memory of fixed size: the algorithm
// Space-Saving (Metwally, Agrawal, El Abbadi 2005). When all places are taken a new key takes that of the least, whose
// counts go to the rest. A key with more than total/budget requests always has a place; what its row says is counted
// since it got it, and is exact. It belongs to one loop.
type Top struct {
	budget  int
	seed    maphash.Seed
	entries []entry
	heap    []int32 // numbers of entries, the least rank first
	index   []int32 // open hash of keys: number of the entry plus 1
	rest    Counts
	total   uint64
}

type entry struct {
	key    []byte
	hash   uint64
	rank   uint64 // at most how often the key can have been counted
	at     int32  // place in the heap
	counts Counts
}

// NewTop returns an empty Top for at most budget keys.
func NewTop(budget int) *Top { return &Top{budget: max(budget, 1), seed: maphash.MakeSeed()} }

// Add counts a request under a key, which is copied.
func (t *Top) Add(key []byte, r *Record) {
	h := maphash.Bytes(t.seed, key)
	e := t.find(key, h)
	if e == nil {
		e = t.place(key, h)
	}
	e.rank++
	e.counts.Add(r)
	t.total++
	t.sink(int(e.at))
}

// Total returns how many requests were counted; they are the sum over all keys and the rest.
func (t *Top) Total() uint64 { return t.total }

// Sum returns the requests of all keys and of the rest, added up.
func (t *Top) Sum() uint64 {
	sum := t.rest[Requests]
	for i := range t.entries {
		sum += t.entries[i].counts[Requests]
	}
	return sum
}

// Clear forgets everything.
func (t *Top) Clear() {
	t.entries, t.heap, t.rest, t.total = t.entries[:0], t.heap[:0], Counts{}, 0
	clear(t.index)
}

func (t *Top) find(key []byte, h uint64) *entry {
	if len(t.index) == 0 {
		return nil
	}
	mask := uint64(len(t.index) - 1)
	for i := h & mask; t.index[i] != 0; i = (i + 1) & mask {
		if e := &t.entries[t.index[i]-1]; e.hash == h && bytes.Equal(e.key, key) {
			return e
		}
	}
	return nil
}

// place gives a new key a place: a free one, or that of the least.
func (t *Top) place(key []byte, h uint64) *entry {
	if len(t.entries) < t.budget {
		return t.grow(key, h)
	}
	n := t.heap[0]
	e := &t.entries[n]
	t.unlink(n)
	t.rest.Join(&e.counts)
	e.key, e.hash, e.counts = append(e.key[:0], key...), h, Counts{}
	t.link(n)
	return e
}

func (t *Top) grow(key []byte, h uint64) *entry {
	n := len(t.entries)
	if 2*(n+1) > len(t.index) {
		t.index = make([]int32, max(2*len(t.index), 16))
		for i := range t.entries {
			t.link(int32(i))
		}
	}
	if n < cap(t.entries) {
		t.entries = t.entries[:n+1]
	} else {
		t.entries = append(t.entries, entry{})
	}
	e := &t.entries[n]
	*e = entry{key: append(e.key[:0], key...), hash: h, at: int32(n)}
	t.heap = append(t.heap, int32(n))
	t.link(int32(n))
	t.rise(n)
	return e
}

// link puts entry n into the index.
func (t *Top) link(n int32) {
	mask := uint64(len(t.index) - 1)
	i := t.entries[n].hash & mask
	for t.index[i] != 0 {
		i = (i + 1) & mask
	}
	t.index[i] = n + 1
}

// unlink takes entry n out of the index, and moves those behind it that are then out of reach.
func (t *Top) unlink(n int32) {
	mask := uint64(len(t.index) - 1)
	i := t.entries[n].hash & mask
	for t.index[i] != n+1 {
		i = (i + 1) & mask
	}
	for j := (i + 1) & mask; t.index[j] != 0; j = (j + 1) & mask {
		home := t.entries[t.index[j]-1].hash & mask
		if (j-home)&mask >= (j-i)&mask {
			t.index[i], i = t.index[j], j
		}
	}
	t.index[i] = 0
}

// sink moves the entry at place i of the heap down behind those of lower rank.
func (t *Top) sink(i int) {
	for {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(t.heap); c++ {
			if t.rank(c) < t.rank(least) {
				least = c
			}
		}
		if least == i {
			return
		}
		t.swap(i, least)
		i = least
	}
}

func (t *Top) rise(i int) {
	for i > 0 && t.rank(i) < t.rank((i-1)/2) {
		t.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (t *Top) rank(i int) uint64 { return t.entries[t.heap[i]].rank }

func (t *Top) swap(i, j int) {
	t.heap[i], t.heap[j] = t.heap[j], t.heap[i]
	t.entries[t.heap[i]].at, t.entries[t.heap[j]].at = int32(i), int32(j)
}

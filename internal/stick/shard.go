package stick

import (
	"bytes"
	"sync"
)

// shard is a part of a table: entries in slabs, found through chains of equal hash, and in the order of their last touch.
// An index is 1 and up; 0 is none. Its methods want the lock held.
type shard struct {
	mu      sync.Mutex
	t       *Table
	chains  []uint32 // first index by hash; a power of two
	slabs   []*slab
	free    uint32 // first free index, chained by next
	unused  uint32 // indices from here on were never used
	used    int
	touched list // all entries, by last touch
	told    list // entries that were touched since somebody reads Since, by sequence
}

const slabSize = 256

// slab holds the entries of slabSize indices.
type slab struct {
	metas [slabSize]meta
	words []uint32
	keys  []byte
}

// meta is what an entry is besides its key and its data.
type meta struct {
	hash    uint32
	next    uint32 // in the chain, or among the free
	touched links
	told    links
	refs    int32
	keyLen  uint32
	expire  int64  // ms; 0 for never
	seq     uint64 // of the last touch that peers should be told of; 0 for none
}

// held bounds how many of the oldest entries are looked at for one that nobody holds.
const held = 64

func (s *shard) open(t *Table) {
	s.t = t
	s.unused = 1
	s.chains = make([]uint32, 16)
	s.touched.of = func(i uint32) *links { return &s.meta(i).touched }
	s.told.of = func(i uint32) *links { return &s.meta(i).told }
}

func (s *shard) meta(i uint32) *meta { return &s.slabs[i/slabSize].metas[i%slabSize] }

func (s *shard) words(i uint32) []uint32 {
	n := uint32(s.t.stride)
	return s.slabs[i/slabSize].words[i%slabSize*n:][:n:n]
}

func (s *shard) key(i uint32) []byte {
	n := uint32(s.t.cfg.KeyLen)
	return s.slabs[i/slabSize].keys[i%slabSize*n:][:s.meta(i).keyLen]
}

func (s *shard) chain(hash uint32) *uint32 { return &s.chains[hash&uint32(len(s.chains)-1)] }

// find gives the entry of a key. One that has expired and that nobody holds is forgotten on the way.
func (s *shard) find(hash uint32, key []byte, now int64) uint32 {
	for i := *s.chain(hash); i != 0; i = s.meta(i).next {
		m := s.meta(i)
		if m.hash != hash || !bytes.Equal(s.key(i), key) {
			continue
		}
		if m.refs == 0 && m.expire != 0 && m.expire <= now {
			s.remove(i)
			return 0
		}
		return i
	}
	return 0
}

// insert adds an entry whose place was reserved.
func (s *shard) insert(hash uint32, key []byte, now int64) uint32 {
	if s.used >= len(s.chains) {
		s.grow()
	}
	i := s.take()
	m := s.meta(i)
	c := s.chain(hash)
	*m = meta{hash: hash, next: *c, keyLen: uint32(len(key))}
	*c = i
	n := s.t.cfg.KeyLen
	copy(s.slabs[i/slabSize].keys[int(i%slabSize)*n:][:n], key)
	clear(s.words(i))
	if s.t.cfg.Shared {
		setBirth(s.words(i), s.t.shared.births.Add(1))
	}
	s.used++
	s.touched.push(i)
	s.prolong(m, now)
	return i
}

// take gives a free index.
func (s *shard) take() uint32 {
	if i := s.free; i != 0 {
		s.free = s.meta(i).next
		return i
	}
	i := s.unused
	s.unused++
	if int(i/slabSize) == len(s.slabs) {
		s.slabs = append(s.slabs, &slab{words: make([]uint32, slabSize*s.t.stride), keys: make([]byte, slabSize*s.t.cfg.KeyLen)})
	}
	return i
}

// grow doubles the chains.
func (s *shard) grow() {
	s.chains = make([]uint32, 2*len(s.chains))
	for i := s.touched.first; i != 0; i = s.meta(i).touched.next {
		m := s.meta(i)
		c := s.chain(m.hash)
		m.next, *c = *c, i
	}
}

// remove forgets an entry that nobody holds.
func (s *shard) remove(i uint32) {
	m := s.meta(i)
	p := s.chain(m.hash)
	for *p != i {
		p = &s.meta(*p).next
	}
	*p = m.next
	s.touched.cut(i)
	if m.seq != 0 {
		s.told.cut(i)
	}
	*m = meta{next: s.free}
	s.free = i
	s.used--
	s.t.used.Add(-1)
}

// evict gives up the oldest entry that nobody holds.
func (s *shard) evict() bool {
	n := 0
	for i := s.touched.first; i != 0 && n < held; i = s.meta(i).touched.next {
		if s.meta(i).refs == 0 {
			s.t.shared.forgo(s.meta(i))
			s.remove(i)
			return true
		}
		n++
	}
	return false
}

// expire forgets what has expired, and gives the time of the next to do so. Entries that are held past their time wait at the
// end of the line.
func (s *shard) expire(now int64, budget int) int64 {
	for ; budget > 0; budget-- {
		i := s.touched.first
		if i == 0 {
			return 0
		}
		m := s.meta(i)
		switch {
		case m.expire == 0 || m.expire > now:
			return m.expire
		case m.refs > 0:
			s.prolong(m, now)
			s.touched.cut(i)
			s.touched.push(i)
		default:
			s.remove(i)
		}
	}
	return now
}

func (s *shard) prolong(m *meta, now int64) {
	if s.t.cfg.Expire > 0 {
		m.expire = now + s.t.cfg.Expire
	}
}

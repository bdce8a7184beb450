package stick

import (
	"hash/maphash"
	"sync/atomic"
)

// Store is one kind of data that a table stores.
type Store struct {
	Data Data
	// Elements is how many there are of an array, 1 to MaxElements; 1 for what is none.
	Elements int
	// Period is that of a rate, in ms.
	Period int64
}

// Config is what a table is like.
type Config struct {
	Name   string
	Type   KeyType
	KeyLen int   // in bytes; 0 for the type's own
	Size   int   // how many entries at most
	Expire int64 // ms after the last touch; 0 for never
	// NoPurge refuses new keys when the table is full, rather than giving up the entry that was touched longest ago.
	NoPurge bool
	// Factor divides what the rates of bytes count, 1 to 1024; 0 is 1.
	Factor uint32
	// RecvOnly says that nobody counts in the table here, so that it may learn what else means something in one process only.
	RecvOnly bool
	// Shared keeps what others count beside what is counted here: see Entry.Learn.
	Shared bool
	Store  []Store
}

// Table is one stick table. All methods may be called from any goroutine.
type Table struct {
	cfg    Config
	stride int          // words of data of an entry
	at     [kinds]int16 // first word of each kind of data, -1 without
	count  [kinds]uint8 // elements
	period [kinds]int64 // ms
	shards []shard
	seed   maphash.Seed
	used   atomic.Int64
	seq    atomic.Uint64 // of the last touch
	asked  atomic.Bool   // somebody reads Since: touches are put in order
	names  dictionary
	shared sharing
}

// maxShards bounds the shards of a table; each has at least shardSize entries, so that small tables give up exactly the oldest.
const (
	maxShards = 64
	shardSize = 256
)

// New makes a table; cfg must be a valid one.
func New(cfg Config) *Table {
	if cfg.KeyLen == 0 || !cfg.Type.Sized() {
		cfg.KeyLen = cfg.Type.Length()
	}
	cfg.Factor = max(cfg.Factor, 1)
	t := &Table{cfg: cfg, seed: maphash.MakeSeed()}
	for i := range t.at {
		t.at[i] = -1
	}
	if cfg.Shared {
		t.stride = birthWords
	}
	for d := range kinds { // in the order of dumps, whatever the order of the configuration
		for _, s := range cfg.Store {
			if s.Data == d && t.at[d] < 0 {
				t.at[d], t.count[d], t.period[d] = int16(t.stride), uint8(max(s.Elements, 1)), s.Period
				t.stride += int(t.count[d]) * t.words(d)
			}
		}
	}
	if cfg.Shared {
		t.shared.others = t.stride - birthWords
		t.stride += t.shared.others
	}
	n := 1
	for n < maxShards && n*2*shardSize <= cfg.Size {
		n *= 2
	}
	t.shards = make([]shard, n)
	for i := range t.shards {
		t.shards[i].open(t)
	}
	return t
}

// Config gives what the table is like.
func (t *Table) Config() Config { return t.cfg }

// Used is how many entries there are.
func (t *Table) Used() int { return int(t.used.Load()) }

// Touches counts the changes that peers are told of.
func (t *Table) Touches() uint64 { return t.seq.Load() }

// Stores tells whether the table stores the data, and how many elements of it.
func (t *Table) Stores(d Data) (elements int, ok bool) { return int(t.count[d]), t.at[d] >= 0 }

// words is what an element of the data takes.
func (t *Table) words(d Data) int {
	if t.cfg.Shared {
		return d.portionWords()
	}
	return d.Form().words()
}

// Period is that of a rate, in ms; 0 for what is none.
func (t *Table) Period(d Data) int64 { return t.period[d] }

// Ref holds an entry.
type Ref struct {
	shard uint16
	index uint32 // 0 holds none
}

// Held tells whether the Ref holds an entry.
func (r Ref) Held() bool { return r.index != 0 }

// Get holds the entry of a key in the form that Table.Key gives, and makes it where there is none. It is false when the table
// is full of entries that it may not give up.
func (t *Table) Get(key []byte, now int64) (Ref, bool) {
	h := maphash.Bytes(t.seed, key)
	n := t.shardOf(h)
	s := &t.shards[n]
	for {
		s.mu.Lock()
		i := s.find(uint32(h), key, now)
		if i == 0 && t.reserve() {
			i = s.insert(uint32(h), key, now)
		}
		if i != 0 {
			s.meta(i).refs++
			s.mu.Unlock()
			return Ref{n, i}, true
		}
		s.mu.Unlock()
		if t.cfg.NoPurge || !t.purge(int(n)) {
			return Ref{}, false
		}
	}
}

// Find holds the entry of a key, if there is one.
func (t *Table) Find(key []byte, now int64) (Ref, bool) {
	h := maphash.Bytes(t.seed, key)
	n := t.shardOf(h)
	s := &t.shards[n]
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(uint32(h), key, now)
	if i == 0 {
		return Ref{}, false
	}
	s.meta(i).refs++
	return Ref{n, i}, true
}

// Drop ends the hold.
func (t *Table) Drop(r Ref) {
	s := &t.shards[r.shard]
	s.mu.Lock()
	s.meta(r.index).refs--
	s.mu.Unlock()
}

// Remove forgets an entry unless somebody else holds it, and ends the hold. It tells whether it did.
func (t *Table) Remove(r Ref) bool {
	s := &t.shards[r.shard]
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.meta(r.index)
	m.refs--
	if m.refs > 0 {
		return false
	}
	s.remove(r.index)
	return true
}

// Sweep forgets expired entries, about budget at most, and gives the time at which the next one expires, 0 for never.
func (t *Table) Sweep(now int64, budget int) (next int64) {
	for i := range t.shards {
		s := &t.shards[i]
		s.mu.Lock()
		at := s.expire(now, max(budget/len(t.shards), 16))
		s.mu.Unlock()
		if at != 0 && (next == 0 || at < next) {
			next = at
		}
	}
	return next
}

func (t *Table) shardOf(h uint64) uint16 { return uint16(h >> 48 & uint64(len(t.shards)-1)) }

// reserve takes the place of one more entry, if there is one.
func (t *Table) reserve() bool {
	if t.used.Add(1) <= int64(t.cfg.Size) {
		return true
	}
	t.used.Add(-1)
	return false
}

// purge gives up the oldest entry that nobody holds of a shard, or else of another.
func (t *Table) purge(first int) bool {
	for i := range t.shards {
		s := &t.shards[(first+i)%len(t.shards)]
		s.mu.Lock()
		done := s.evict()
		s.mu.Unlock()
		if done {
			return true
		}
	}
	return false
}

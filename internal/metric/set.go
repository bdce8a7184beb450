package metric

import "sync/atomic"

// A Set holds the counters of one object. A nil Set is one that nobody reads: counting in it does nothing.
type Set struct {
	kind   Kind
	gen    atomic.Uint64
	shared atomic.Pointer[sharedWords]
	shards []atomic.Pointer[shard]
}

// A shard is the part of a Set that one loop writes.
type shard struct {
	gen     atomic.Uint64
	words   []uint64
	hists   []atomic.Pointer[buckets]
	tallies []atomic.Pointer[cells]
}

// sharedWords are the words that all loops write, with locked instructions.
type sharedWords struct{ words []atomic.Uint64 }

// The generation counts both kinds of clearing in one word, so that one comparison finds either.
const (
	genMax uint64 = 1       // maxima and module counters
	genAll uint64 = 1 << 32 // everything that is not a state of the present
)

// NewSet returns the empty counters of an object, for loops numbered from 0 to shards-1. All metrics are declared by
// then: one that is declared later cannot be counted.
func NewSet(k Kind, shards int) *Set {
	std.seal()
	return &Set{kind: k, shards: make([]atomic.Pointer[shard], shards)}
}

// Kind returns the kind of object the Set belongs to.
func (s *Set) Kind() Kind { return s.kind }

// Shards returns the number of loops that may count.
func (s *Set) Shards() int {
	if s == nil {
		return 0
	}
	return len(s.shards)
}

// Idle reports whether nothing was ever counted in the Set: every number that follows from it is 0.
func (s *Set) Idle() bool {
	if s == nil {
		return true
	}
	for i := range s.shards {
		if s.shards[i].Load() != nil {
			return false
		}
	}
	return s.shared.Load() == nil
}

// own returns the shard for its loop to write, or nil when it needs to be made ready first. It is split from ready so
// that the compiler puts it into its callers.
func (s *Set) own(i int) *shard {
	if sh := s.shards[i].Load(); sh != nil && sh.gen.Load() == s.gen.Load() {
		return sh
	}
	return nil
}

// ready allocates the shard at its loop's first count, or empties what was cleared since the last one.
func (s *Set) ready(i int) *shard {
	gen := s.gen.Load()
	if sh := s.shards[i].Load(); sh != nil {
		if sh.gen.Load() != gen {
			sh.clear(&std.layouts[s.kind], gen)
		}
		return sh
	}
	l := &std.layouts[s.kind]
	sh := &shard{
		words: make([]uint64, wholeLines(l.words)), hists: make([]atomic.Pointer[buckets], l.hists),
		tallies: make([]atomic.Pointer[cells], l.tallies),
	}
	sh.gen.Store(gen)
	s.shards[i].Store(sh)
	return sh
}

// clear empties what the generations between the shard's and gen have cleared. Only the shard's loop calls it.
func (sh *shard) clear(l *layout, gen uint64) {
	all := sh.gen.Load()/genAll != gen/genAll
	for _, r := range l.ranges {
		if r.cleared == onMax || all && r.cleared == onAll {
			for w := r.first; w < r.first+r.n; w++ {
				store(&sh.words[w], 0)
			}
		}
	}
	if all {
		for h := range sh.hists {
			sh.hists[h].Store(nil)
		}
		for i := range sh.tallies {
			sh.tallies[i].Store(nil)
		}
	}
	sh.gen.Store(gen)
}

// Clears returns how often everything was cleared: counts that are compared with each other belong to the same number.
func (s *Set) Clears() uint64 { return s.gen.Load() / genAll }

// Clear empties the maxima and the counters of modules, as `clear counters` does; with all it empties every counter,
// average and histogram too. What is now (gauges, rates) stays. Any goroutine may clear; no later count is lost.
func (s *Set) Clear(all bool) {
	if s == nil {
		return
	}
	step := genMax
	if all {
		step = genAll
	}
	s.gen.Add(step)
	if sw := s.shared.Load(); sw != nil {
		std.layouts[s.kind].clearLevels(sw)
	}
}

// Absorb moves what a loop has counted in another Set of the kind into its own shard: counters, maxima, distributions and
// tallies, not states of the present. It runs on that loop, which no longer counts in the other Set.
func (s *Set) Absorb(i int, o *Set) {
	if o.shards[i].Load() == nil {
		return
	}
	to, from := s.only(i), o.only(i)
	for _, h := range std.savers[s.kind] {
		if words := h.save(from); words != nil {
			h.restore(to, words)
		}
	}
	o.Empty(i)
}

// only returns a Set that has one shard, which it shares with s.
func (s *Set) only(i int) *Set {
	s.ready(i)
	one := &Set{kind: s.kind, shards: make([]atomic.Pointer[shard], 1)}
	one.gen.Store(s.gen.Load())
	one.shards[0].Store(s.shards[i].Load())
	return one
}

// Empty forgets what a loop has counted, as Clear does for all of them. It runs on that loop.
func (s *Set) Empty(i int) {
	if sh := s.shards[i].Load(); sh != nil {
		gen := sh.gen.Load()
		sh.gen.Store(gen - genAll)
		sh.clear(&std.layouts[s.kind], gen)
	}
}

// level returns the shared words, allocating them at the first use.
func (s *Set) level() []atomic.Uint64 {
	if sw := s.shared.Load(); sw != nil {
		return sw.words
	}
	fresh := &sharedWords{words: make([]atomic.Uint64, wholeLines(std.layouts[s.kind].shared))}
	if s.shared.CompareAndSwap(nil, fresh) {
		return fresh.words
	}
	return s.shared.Load().words
}

// wholeLines rounds a number of words up to cache lines; Go's allocator aligns objects of such sizes to lines.
func wholeLines(words int) int { return (words + 7) &^ 7 }

// fresh reports whether the words that c clears still count: nothing has cleared them since the shard was last written.
func (s *Set) fresh(sh *shard, c cleared) bool {
	was, is := sh.gen.Load(), s.gen.Load()
	if was == is || c == never {
		return true
	}
	return c == onAll && was/genAll == is/genAll
}

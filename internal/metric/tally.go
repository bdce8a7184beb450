package metric

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// A Tally counts by a key: requests by their status and how they ended. Which keys there are shows as they come; each
// shard keeps the first TallyKeys of them, and what has another one is counted under TallyOther.
type Tally struct {
	*Column
	// Labels are the names of the labels that an exporter shows a key with.
	Labels []string

	text func(key uint32) []string
	at   slots
}

// TallyKeys bounds the keys of an object on one shard, TallyOther stands for all that are too many.
const (
	TallyKeys  = 256
	TallyOther = 1<<32 - 1
)

// cells is an open hash of the keys of one shard, at most half full. Its loop writes it; a larger one takes its place.
type cells struct {
	used int
	cell []cell
}

type cell struct {
	key uint32 // plus 1; 0 is an empty cell
	n   uint64
}

// NewTally declares a tally. Its column is a text, `<value>/<value>=<count>` for each key, with blanks between; text
// returns the values of the labels for a key. `clear counters all` empties it.
func NewTally(col Column, labels []string, text func(key uint32) []string) *Tally {
	t := &Tally{Labels: labels, text: text}
	col.Type, col.Unit = Str, String
	col.Read = func(o Object, v *View) Value { return t.line(t.Of(o, v)) }
	for i := range col.Prom {
		col.Prom[i].Tally = t
	}
	t.Column = std.add(col)
	t.at = std.tally(col.On.Kinds())
	std.save(col.On.Kinds(), t)
	return t
}

// Add counts n under the key, which is less than TallyOther-1, on the caller's shard.
func (t *Tally) Add(s *Set, shard int, key uint32, n uint64) {
	if s == nil {
		return
	}
	sh := s.own(shard)
	if sh == nil {
		sh = s.ready(shard)
	}
	p := &sh.tallies[t.at[s.kind]]
	c := p.Load()
	if c == nil {
		c = &cells{cell: make([]cell, 4)}
		p.Store(c)
	}
	x := c.find(key)
	if x.key == 0 {
		x = c.take(p, key)
	}
	store(&x.n, x.n+n)
}

// find returns the cell of the key, or the empty one where it belongs.
func (c *cells) find(key uint32) *cell {
	mask := uint32(len(c.cell) - 1)
	for i := key * 2654435769 >> 7; ; i++ {
		if x := &c.cell[i&mask]; x.key == 0 || x.key == key+1 {
			return x
		}
	}
}

// take gives a new key a cell, in a larger table when this one is half full; the one too many shares a cell.
func (c *cells) take(p *atomic.Pointer[cells], key uint32) *cell {
	if c.used >= TallyKeys-1 {
		key = TallyOther - 1
		if x := c.find(key); x.key != 0 {
			return x
		}
	}
	if 2*(c.used+1) > len(c.cell) {
		c = c.grown()
		p.Store(c)
	}
	c.used++
	x := c.find(key)
	atomic.StoreUint32(&x.key, key+1)
	return x
}

func (c *cells) grown() *cells {
	g := &cells{used: c.used, cell: make([]cell, 2*len(c.cell))}
	for _, x := range c.cell {
		if x.key != 0 {
			*g.find(x.key - 1) = x
		}
	}
	return g
}

// A TallyCount is one key of a tally and how often it was counted.
type TallyCount struct {
	Key uint32
	N   uint64
}

// Counts returns what all shards counted together, by key.
func (t *Tally) Counts(s *Set) (all []TallyCount) {
	for i := range s.Shards() {
		all = t.addShard(all, s, i)
	}
	slices.SortFunc(all, func(a, b TallyCount) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

// At returns what one shard counted under all keys.
func (t *Tally) At(s *Set, shard int) (sum uint64) {
	for _, c := range t.addShard(nil, s, shard) {
		sum += c.N
	}
	return sum
}

func (t *Tally) addShard(all []TallyCount, s *Set, shard int) []TallyCount {
	sh := s.shards[shard].Load()
	if sh == nil || t.at[s.kind] < 0 || !s.fresh(sh, onAll) {
		return all
	}
	c := sh.tallies[t.at[s.kind]].Load()
	if c == nil {
		return all
	}
	for i := range c.cell {
		x := &c.cell[i]
		k := atomic.LoadUint32(&x.key)
		if k == 0 {
			continue
		}
		key, n := unfolded(k-1), atomic.LoadUint64(&x.n)
		if j := slices.IndexFunc(all, func(o TallyCount) bool { return o.Key == key }); j >= 0 {
			all[j].N += n
		} else if n > 0 {
			all = append(all, TallyCount{key, n})
		}
	}
	return all
}

// unfolded turns the key that stands in a cell for all others back: a cell cannot hold the largest number.
func unfolded(key uint32) uint32 {
	if key == TallyOther-1 {
		return TallyOther
	}
	return key
}

// Values returns the values of the labels for a key.
func (t *Tally) Values(key uint32) []string {
	if key == TallyOther {
		return slices.Repeat([]string{"other"}, len(t.Labels))
	}
	return t.text(key)
}

// line is the text of the column.
func (t *Tally) line(all []TallyCount) Value {
	var b []byte
	for _, c := range all {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(append(b, strings.Join(t.Values(c.Key), "/")...), '=')
		b = strconv.AppendUint(b, c.N, 10)
	}
	if b == nil {
		return NotSet()
	}
	return Text(string(b))
}

// save keeps key and count of each key.
func (t *Tally) save(s *Set) (words []uint64) {
	for _, c := range t.Counts(s) {
		words = append(words, uint64(c.Key), c.N)
	}
	return words
}

func (t *Tally) restore(s *Set, words []uint64) {
	for ; len(words) >= 2; words = words[2:] {
		t.Add(s, 0, min(uint32(words[0]), TallyOther-1), words[1])
	}
}

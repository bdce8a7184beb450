package metric

// cleared says which clearing empties the words of a handle.
type cleared uint8

const (
	never cleared = iota // states of the present
	onAll                // `clear counters all`
	onMax                // `clear counters` too
)

// span is where the words of a handle stand in the shards of one kind.
type span struct {
	first, n int
	cleared  cleared
}

// A layout says where everything stands in the Sets of one kind.
type layout struct {
	words, hists, shared, tallies int
	ranges                        []span // of the shards' words
	levels                        []int  // first of the two shared words of each Level
}

// slots is where a handle stands in each kind of Set; -1 where it has nothing.
type slots [kinds]int16

// words reserves n words in the shards of the kinds.
func (r *registry) words(ks Kinds, n int, c cleared) (at slots) {
	return r.reserve(ks, func(l *layout) int {
		first := l.words
		l.words += n
		l.ranges = append(l.ranges, span{first, n, c})
		return first
	})
}

// level reserves a value and its peak among the shared words.
func (r *registry) level(ks Kinds) slots {
	return r.reserve(ks, func(l *layout) int {
		first := l.shared
		l.shared += 2
		l.levels = append(l.levels, first)
		return first
	})
}

// hist reserves a place for a histogram.
func (r *registry) hist(ks Kinds) slots {
	return r.reserve(ks, func(l *layout) int {
		l.hists++
		return l.hists - 1
	})
}

// tally reserves a place for a tally.
func (r *registry) tally(ks Kinds) slots {
	return r.reserve(ks, func(l *layout) int {
		l.tallies++
		return l.tallies - 1
	})
}

func (r *registry) reserve(ks Kinds, take func(*layout) int) (at slots) {
	for k := range Kind(kinds) {
		at[k] = -1
		if ks.Has(k) {
			at[k] = int16(take(&r.layouts[k]))
		}
	}
	return at
}

// clearLevels lowers each peak to the present value.
func (l *layout) clearLevels(sw *sharedWords) {
	for _, first := range l.levels {
		sw.words[first+1].Store(sw.words[first].Load())
	}
}

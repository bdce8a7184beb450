package stick

import "sync/atomic"

// sharing is what a shared table knows besides its entries.
type sharing struct {
	others int           // where the portions of others begin behind the own ones, in words
	births atomic.Uint64 // entries made so far
	shift  atomic.Int64  // from the clock of entries to the one that is shared, in ms
	alone  atomic.Bool   // what others have in use now is not known any more
	told   atomic.Uint64 // the last touch whose entry was told
	lost   atomic.Uint64 // entries given up before they were told
}

// birthWords is what the birth of an entry takes at its beginning.
const birthWords = 2

func setBirth(w []uint32, n uint64) { w[0], w[1] = uint32(n), uint32(n>>32) }

// Birth is a number of its own for each entry that a shared table ever made: a key that was forgotten and comes again is
// another entry, whose portion begins with nothing.
func (e Entry) Birth() uint64 {
	w := e.s.words(e.index)
	return uint64(w[0]) | uint64(w[1])<<32
}

// SetShift says how far the clock that all processes share is ahead of the table's, in ms.
func (t *Table) SetShift(ms int64) { t.shared.shift.Store(ms) }

// Shift is how far the shared clock is ahead of the table's, in ms.
func (t *Table) Shift() int64 { return t.shared.shift.Load() }

// SetAlone says whether what others have in use now (conn_cur) is not known any more, so that it does not count.
func (t *Table) SetAlone(alone bool) { t.shared.alone.Store(alone) }

// SetTold says that every entry was told whose last touch is seq or earlier.
func (t *Table) SetTold(seq uint64) { t.shared.told.Store(seq) }

// Lost counts the entries that a full table gave up before they were told.
func (t *Table) Lost() uint64 { return t.shared.lost.Load() }

// forgo notes that an entry is given up.
func (s *sharing) forgo(m *meta) {
	if m.seq > s.told.Load() {
		s.lost.Add(1)
	}
}

// Own gives what this process contributes to element i of the data in a shared table.
func (e Entry) Own(d Data, i int) (p Portion) {
	if e.Has(d, i) {
		p = load(e.element(d, i))
	}
	return p
}

// Here is what this process counted in element i of the data: of a shared table its own count, else the value.
func (e Entry) Here(d Data, i int) int64 {
	if e.t.cfg.Shared {
		return e.Own(d, i)[0]
	}
	return int64(e.Value(d, i))
}

// A Share is what a process contributes to an element of data.
type Share struct {
	Data    Data
	Element int
	Portion Portion
}

// Forget lets go of what was learned of others.
func (e Entry) Forget() { clear(e.s.words(e.index)[birthWords+e.t.shared.others:]) }

// Learn adds what others contribute to what was learned since Forget.
func (e Entry) Learn(shares []Share) {
	for _, s := range shares {
		if !e.Has(s.Data, s.Element) {
			continue
		}
		p := s.Portion
		if s.Data.Form() == Rate {
			if window, _ := e.window(s.Data); p[0] > window {
				p = p.at(window)
			}
		}
		w := e.foreign(s.Data, s.Element)
		store(w, s.Data.Merge(load(w), p))
	}
}

// Disown forgets what this process counted, but what it has in use now, as an entry of another birth.
func (e Entry) Disown() {
	cur := e.Own(ConnCur, 0)
	clear(e.s.words(e.index)[:birthWords+e.t.shared.others])
	setBirth(e.s.words(e.index), e.t.shared.births.Add(1))
	if e.Has(ConnCur, 0) {
		store(e.element(ConnCur, 0), cur)
	}
}

// Reset makes all that is counted 0 for every process, but what is in use now.
func (e Entry) Reset() {
	for d := range kinds {
		for i := range int(e.t.count[d]) {
			if d != ConnCur {
				e.Set(d, i, 0)
			}
		}
	}
	e.Touch()
}

// window gives the number of the present window of a rate, and the ms since it began.
func (e Entry) window(d Data) (number, elapsed int64) {
	now, period := e.now+e.t.Shift(), e.t.period[d]
	return now / period, now % period
}

// total is the value of what this process and all others contribute.
func (e Entry) total(d Data, i int) uint64 {
	own := load(e.element(d, i))
	if d == ConnCur && e.t.shared.alone.Load() {
		return uint64(max(own[0], 0))
	}
	p := d.Merge(own, load(e.foreign(d, i)))
	if d.Form() != Rate {
		return uint64(max(p[0], 0))
	}
	number, elapsed := e.window(d)
	return uint64(p.at(number).estimate(elapsed, e.t.period[d])) * e.t.factor(d)
}

// addOwn counts n.
func (e Entry) addOwn(d Data, i int, n int64) {
	w := e.element(d, i)
	p := load(w)
	switch {
	case d.Form() == Rate:
		number, _ := e.window(d)
		f := int64(e.t.factor(d))
		p = p.at(number)
		p[1] += (n + f - 1) / f
	case d.IsTag():
		e.setTotal(d, i, uint64(p[0]+n))
		return
	default:
		p[0] += n
	}
	store(w, p)
}

// setTotal makes the value v, by what this process contributes.
func (e Entry) setTotal(d Data, i int, v uint64) {
	w := e.element(d, i)
	own, others := load(w), load(e.foreign(d, i))
	switch {
	case d.Form() == Rate:
		number, _ := e.window(d)
		others = others.at(number)
		own = Portion{number, int64(v/e.t.factor(d)) - others[1], -others[2]}
	case d.IsTag():
		own = Portion{int64(v), max(e.now+e.t.Shift(), own[1]+1, others[1]+1)}
	default:
		own[0] = int64(v) - others[0]
	}
	store(w, own)
}

// foreign is where the portions of others are kept.
func (e Entry) foreign(d Data, i int) []uint32 {
	n := e.t.words(d)
	return e.s.words(e.index)[int(e.t.at[d])+e.t.shared.others+i*n:][:n:n]
}

func load(w []uint32) (p Portion) {
	for i := range len(w) / 2 {
		p[i] = int64(uint64(w[2*i]) | uint64(w[2*i+1])<<32)
	}
	return p
}

func store(w []uint32, p Portion) {
	for i := range len(w) / 2 {
		w[2*i], w[2*i+1] = uint32(p[i]), uint32(uint64(p[i])>>32)
	}
}

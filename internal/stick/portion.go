package stick

// A Portion is what one process contributes to an element of data:
//
//	counter   how much it counted
//	rate      the number of a window (a period of the shared clock), the events in it, those in the window before
//	tag       the value, and when it was set, in ms of the shared clock
//
// Portions of several processes merge to what all of them did, in any order and grouping. The zero Portion is nothing.
// The numbers of a counter and of a rate may be negative, where a process took back what others had counted.
type Portion [3]int64

// IsTag tells whether the data is set rather than counted: of two settings the later one holds.
func (d Data) IsTag() bool { return d == GPT0 || d == GPT || d == ServerID || d == ServerKey }

// Numbers is how many numbers of a Portion the data uses.
func (d Data) Numbers() int {
	switch {
	case d.Form() == Rate:
		return 3
	case d.IsTag():
		return 2
	}
	return 1
}

// portionWords is what a portion takes of an entry.
func (d Data) portionWords() int { return 2 * d.Numbers() }

// Merge gives what two portions of the data are together.
func (d Data) Merge(a, b Portion) Portion {
	switch {
	case d.Form() == Rate:
		return mergeWindows(a, b)
	case d.IsTag():
		if b[1] > a[1] || b[1] == a[1] && b[0] > a[0] {
			return b
		}
		return a
	}
	a[0] += b[0]
	return a
}

// mergeWindows adds events of the same windows. Those that the later of the two does not reach any more are over.
func mergeWindows(a, b Portion) Portion {
	if a[0] < b[0] {
		a, b = b, a
	}
	b = b.at(a[0])
	return Portion{a[0], a[1] + b[1], a[2] + b[2]}
}

// at gives the portion of a rate as it is in a window. One from a later window, of a clock that was corrected, counts as of this.
func (p Portion) at(window int64) Portion {
	switch {
	case p[0] >= window:
		return Portion{window, p[1], p[2]}
	case p[0] == window-1:
		return Portion{window, 0, p[1]}
	}
	return Portion{window, 0, 0}
}

// estimate gives the events of the last period, elapsed ms into a window: those of the window, and of the window before the
// share that still lies within the period.
func (p Portion) estimate(elapsed, period int64) int64 {
	now, before := max(p[1], 0), max(p[2], 0)
	if now == 0 && before <= 1 {
		return before // an event a period does not flicker between 0 and 1
	}
	return now + int64(float64(before)*float64(period-elapsed)/float64(period))
}

package usage

import (
	"cmp"
	"slices"
	"strings"
)

// A Picture is a copy of a Top, or of those of several loops together.
type Picture struct {
	Rows []Kept
	// Rest are the counts of all keys that have no row.
	Rest Counts
}

// Kept is a key with its counts.
type Kept struct {
	Key string
	Counts
}

// Picture copies the Top. It runs on the Top's loop.
func (t *Top) Picture() Picture {
	p := Picture{Rows: make([]Kept, 0, len(t.entries)), Rest: t.rest}
	for i := range t.entries {
		p.Rows = append(p.Rows, Kept{string(t.entries[i].key), t.entries[i].counts})
	}
	return p
}

// Merge adds pictures up, and keeps the budget keys with the most requests; the most come first.
func Merge(parts []Picture, budget int) (all Picture) {
	at := map[string]int{}
	for _, p := range parts {
		all.Rest.Join(&p.Rest)
		for i := range p.Rows {
			row := &p.Rows[i]
			n, known := at[row.Key]
			if !known {
				at[row.Key] = len(all.Rows)
				all.Rows = append(all.Rows, *row)
				continue
			}
			all.Rows[n].Join(&row.Counts)
		}
	}
	slices.SortFunc(all.Rows, func(a, b Kept) int {
		return cmp.Or(cmp.Compare(b.Counts[Requests], a.Counts[Requests]), strings.Compare(a.Key, b.Key))
	})
	for i := range all.Rows[min(budget, len(all.Rows)):] {
		all.Rest.Join(&all.Rows[budget+i].Counts)
	}
	all.Rows = all.Rows[:min(budget, len(all.Rows))]
	return all
}

// Sum adds all rows and the rest up.
func (p *Picture) Sum() Counts {
	sum := p.Rest
	for i := range p.Rows {
		sum.Join(&p.Rows[i].Counts)
	}
	return sum
}

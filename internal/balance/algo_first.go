package balance

import (
	"cmp"
	"slices"
)

var _ = register(Algorithm{
	Name:  "first",
	Usage: "first",
	Help:  "The server with the lowest id that is not full, so that the others may rest; weights are ignored.",
	parse: plain(first{}),
})

type first struct{}

func (first) index(t *Table, _ *HashType) {
	slices.SortStableFunc(t.Servers, func(a, b Candidate) int { return cmp.Compare(a.ID, b.ID) })
}

func (first) rotor(*HashType) rotor { return &firstRotor{} }

type firstRotor struct{ table *Table }

func (r *firstRotor) adopt(t *Table) { r.table = t }

func (r *firstRotor) pick(s Servers, q *Request) int {
	avoided := None
	for i := range r.table.Servers {
		index := r.table.Servers[i].Index
		switch {
		case s.Full(index):
		case index != q.Avoid:
			return i
		default:
			avoided = i
		}
	}
	return avoided
}

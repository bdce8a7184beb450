package usage

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"

	"metergate/internal/metric"
)

// Operations are the rows of a proxy, one for each operation. Those that are declared have a row from the start. Others
// get one as they come, as long as the budget allows; what has none is counted in the row Other.
type Operations struct {
	// Other counts what has no row of its own, requests without an operation among them.
	Other *Row
	// Unknown are the requests that no declared or learned operation matched, by method and shape of the path, one Top for
	// each loop.
	Unknown []*Top

	base    metric.Ident
	budget  int
	rows    atomic.Pointer[rowSet]
	waiting []*Top   // names without a row, one for each loop
	heard   []Kept   // the same of the last time, of all loops; it belongs to the first loop
	totals  []uint64 // requests counted, by loop
	cleared []uint64 // what they were when the rows were cleared
}

// rowSet is an immutable list of rows; a new one takes its place.
type rowSet struct {
	list    []*Row
	named   map[string]*Row // without those that are about to go
	dynamic int
}

// A Row is one operation of a proxy in the table of metrics.
type Row struct {
	*Operation
	Set *metric.Set

	ident   metric.Ident
	dynamic bool
	before  uint64 // requests when it was last weighed against others
}

var _ metric.Object = (*Row)(nil)

// MetricKind returns the kind of row.
func (r *Row) MetricKind() metric.Kind { return metric.KindOperation }

// MetricSet returns the counters.
func (r *Row) MetricSet() *metric.Set { return r.Set }

// MetricIdent returns the names.
func (r *Row) MetricIdent() *metric.Ident { return &r.ident }

// NewOperations returns the rows of a proxy, whose names base holds: one for each declared operation, and at most budget
// for others.
func NewOperations(base metric.Ident, shards, budget int, declared []*Operation) *Operations {
	o := &Operations{base: base, budget: budget, totals: make([]uint64, shards), cleared: make([]uint64, shards)}
	for range shards {
		o.Unknown = append(o.Unknown, NewTop(unknownBudget))
		o.waiting = append(o.waiting, NewTop(waitingBudget))
	}
	o.Other = o.row(&Operation{ID: Other})
	s := &rowSet{named: map[string]*Row{}}
	for _, d := range declared {
		if s.named[d.ID] == nil {
			s.add(o.row(d))
		}
	}
	o.rows.Store(s)
	return o
}

// How many keys are kept of what has no row: for the report, and as candidates for one.
const (
	unknownBudget = 100
	waitingBudget = 64
)

func (o *Operations) row(op *Operation) *Row {
	r := &Row{Operation: op, Set: metric.NewSet(metric.KindOperation, len(o.totals)), ident: metric.Ident{
		Proxy: o.base.Proxy, Name: op.ID, Desc: o.base.Desc, IID: o.base.IID,
	}}
	return r
}

func (s *rowSet) add(r *Row) {
	s.list = append(s.list, r)
	s.named[r.ID] = r
	if r.dynamic {
		s.dynamic++
	}
}

// Rows returns the rows, that of the rest last.
func (o *Operations) Rows() []*Row {
	list := o.rows.Load().list
	return append(list[:len(list):len(list)], o.Other)
}

// Row returns the row that counts a request, for the caller's loop: that of its operation, if it has one or can be given
// one, else the rest. It is asked for each time: rows come and go.
func (o *Operations) Row(shard int, name []byte) *Row {
	o.totals[shard]++
	if len(name) == 0 {
		return o.Other
	}
	if r := o.rows.Load().named[string(name)]; r != nil {
		return r
	}
	if r := o.admit(name); r != nil {
		return r
	}
	o.waiting[shard].Add(name, &Record{})
	return o.Other
}

// admit gives a name a row while the budget allows.
func (o *Operations) admit(name []byte) *Row {
	for {
		s := o.rows.Load()
		if s.dynamic >= o.budget {
			return nil
		}
		if r := s.named[string(name)]; r != nil {
			return r
		}
		r := o.row(&Operation{ID: string(name), Learned: true})
		r.dynamic = true
		next := s.clone()
		next.add(r)
		if o.rows.CompareAndSwap(s, next) {
			return r
		}
	}
}

func (s *rowSet) clone() *rowSet {
	next := &rowSet{list: slices.Clone(s.list), named: make(map[string]*Row, len(s.named)+1), dynamic: s.dynamic}
	for k, v := range s.named {
		next.named[k] = v
	}
	return next
}

// Total returns all requests that a loop counted, and what the rows are to sum up to. It runs on the loop.
func (o *Operations) Total(shard int) (all, rows uint64) {
	return o.totals[shard], o.totals[shard] - o.cleared[shard]
}

// Named returns the row of a name, one that it is given now included, or that of the rest.
func (o *Operations) Named(name string) *Row {
	if r := o.rows.Load().named[name]; r != nil {
		return r
	}
	if r := o.admit([]byte(name)); r != nil {
		return r
	}
	return o.Other
}

// Candidates takes the names without a row that the loop saw since it was last asked, with how often; the most come first.
// It runs on the loop.
func (o *Operations) Candidates(shard int) []Kept {
	w := o.waiting[shard]
	if w.Total() == 0 {
		return nil
	}
	p := Merge([]Picture{w.Picture()}, waitingBudget)
	w.Clear()
	return p.Rows
}

// Hear takes the candidates of a loop in. It runs on the first loop.
func (o *Operations) Hear(names []Kept) { o.heard = append(o.heard, names...) }

// Weigh compares the names that were heard since the last time with the rows that requests have brought about. A row that
// had fewer requests in that time than a name has goes: it is no longer found, and its counts are to be moved to the rest
// by Settle on every loop, and then Drop. The name gets a row at its next request. It runs on the first loop.
func (o *Operations) Weigh(requests func(*metric.Set) uint64) (going []*Row) {
	names := Merge([]Picture{{Rows: o.heard}}, waitingBudget).Rows
	o.heard = o.heard[:0]
	type weighed struct {
		*Row
		n uint64
	}
	var rows []weighed
	s := o.rows.Load()
	for _, r := range s.list {
		if r.dynamic && s.named[r.ID] == r {
			n := requests(r.Set)
			rows = append(rows, weighed{r, n - min(r.before, n)})
			r.before = n
		}
	}
	slices.SortFunc(rows, func(a, b weighed) int { return cmp.Or(cmp.Compare(a.n, b.n), strings.Compare(a.ID, b.ID)) })
	for i, k := range names {
		if i >= len(rows) || rows[i].n >= k.Counts[Requests] {
			break
		}
		going = append(going, rows[i].Row)
	}
	for _, r := range going {
		o.hide(r)
	}
	return going
}

// Retire makes the name of a row unknown, because nothing is called so any more. Settle and Drop follow as for Weigh. It
// returns nil when there is no such row.
func (o *Operations) Retire(name string) *Row {
	r := o.rows.Load().named[name]
	if r == nil || !r.dynamic {
		return nil
	}
	o.hide(r)
	return r
}

// hide makes the name of a row unknown. The row stays listed.
func (o *Operations) hide(r *Row) {
	o.change(func(s *rowSet) { delete(s.named, r.ID) })
}

// change replaces the rows by changed ones.
func (o *Operations) change(f func(s *rowSet)) {
	for {
		s := o.rows.Load()
		next := s.clone()
		f(next)
		if o.rows.CompareAndSwap(s, next) {
			return
		}
	}
}

// Settle moves what a loop has counted in rows that are to go to another row. It runs on the loop.
func (o *Operations) Settle(shard int, rows []*Row, to *Row) {
	for _, r := range rows {
		to.Set.Absorb(shard, r.Set)
	}
}

// Drop takes rows off the list that all loops have settled.
func (o *Operations) Drop(rows []*Row) {
	o.change(func(s *rowSet) {
		s.list = slices.DeleteFunc(s.list, func(r *Row) bool { return slices.Contains(rows, r) })
		s.dynamic -= len(rows)
	})
}

// Clear forgets all that a loop has counted. It runs on the loop.
func (o *Operations) Clear(shard int) {
	for _, r := range o.Rows() {
		r.Set.Empty(shard)
	}
	o.cleared[shard] = o.totals[shard]
	o.waiting[shard].Clear()
	o.Unknown[shard].Clear()
}

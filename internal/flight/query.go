package flight

import (
	"cmp"
	"slices"
	"strings"

	"metergate/internal/metric"
)

// A Query picks records. Its zero value picks all of the slow ones.
type Query struct {
	// Failed picks from the failed requests, the last ones first; else it is the slowest ones first.
	Failed bool
	// What the names are, empty for any. Proxy is the frontend or the backend.
	Proxy, Frontend, Backend, Server, Operation, Consumer string
	// Trace is the id of the trace, zero for any.
	Trace metric.TraceID
	// Status is the status, or its first digit; 0 for any.
	Status int
	// Ending is the beginning of the termination state.
	Ending string
	// Longer is the least time in ns.
	Longer int64
	// Since is the earliest end, ns since 1970.
	Since int64
	// Limit is how many are wanted at most; 0 for all.
	Limit int
}

// Select returns the records of all recorders that a query picks.
func Select(recorders []*Recorder, q *Query) (all []*Record) {
	take := func(r *Record) {
		if q.Picks(r) {
			all = append(all, r)
		}
	}
	for _, r := range recorders {
		if q.Failed {
			for i := range r.failed {
				r.failed[i].each(take)
			}
		} else {
			for i := range r.slow {
				r.slow[i].each(take)
			}
		}
	}
	return q.Order(all)
}

// Order sorts records as the query wants them, and cuts them to its limit.
func (q *Query) Order(all []*Record) []*Record {
	slices.SortFunc(all, func(a, b *Record) int {
		if q.Failed {
			return cmp.Compare(b.End, a.End)
		}
		return cmp.Compare(b.Times.Total, a.Times.Total)
	})
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
	}
	return all
}

// Picks reports whether the query picks a record.
func (q *Query) Picks(r *Record) bool {
	for _, p := range [...][2]string{
		{q.Frontend, r.Frontend}, {q.Backend, r.Backend}, {q.Server, r.Server}, {q.Operation, r.Operation}, {q.Consumer, r.Consumer},
	} {
		if p[0] != "" && p[0] != p[1] {
			return false
		}
	}
	return (q.Proxy == "" || q.Proxy == r.Frontend || q.Proxy == r.Backend) &&
		(q.Trace.IsZero() || q.Trace == r.Trace) &&
		(q.Status == 0 || q.Status == r.Status || q.Status == r.Status/100) &&
		strings.HasPrefix(r.Ending, q.Ending) &&
		r.Times.Total >= q.Longer && r.End >= q.Since
}

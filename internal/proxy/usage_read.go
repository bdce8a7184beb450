package proxy

import "metergate/internal/metric"

// Requests returns how many requests the counters of a row have seen.
func Requests(s *metric.Set) uint64 { return reqTot.Sum(s) }

// An EndingCount is how often requests ended in one way.
type EndingCount struct {
	// Status is what the client got: -1 for none, 0 in the line of all ways that are too many to tell apart.
	Status   int
	State    string
	Requests uint64
}

// Endings returns how the requests of a row ended.
func Endings(o metric.Object) (all []EndingCount) {
	if endings.On[o.MetricKind()] == "" {
		return nil
	}
	for _, c := range endings.Counts(o.MetricSet()) {
		e := EndingCount{State: endings.Values(c.Key)[1], Requests: c.N}
		if c.Key != metric.TallyOther {
			e.Status = int(c.Key>>16) - 1
		}
		all = append(all, e)
	}
	return all
}

// An Amplification is what retries make of the requests of a row.
type Amplification struct{ Requests, Attempts, Retried, Rescued uint64 }

// Amplified returns the amplification of a frontend or backend that speaks HTTP; it is false for other rows.
func Amplified(o metric.Object) (Amplification, bool) {
	s := o.MetricSet()
	if !perSide.Has(o.MetricKind()) || o.MetricIdent().TCP {
		return Amplification{}, false
	}
	return Amplification{reqTot.Sum(s), attempts.Sum(s), retried.Sum(s), rescued.Sum(s)}, true
}

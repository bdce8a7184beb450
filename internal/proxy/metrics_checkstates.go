package proxy

import (
	"metergate/internal/check"
	"metergate/internal/metric"
)

// checkWords are the results that the exporter shows; those before the first check and from an agent without an
// opinion have no line. checkRank says where a result stands among them, -1 for one without.
var checkWords, checkRank = func() (words []string, rank []int) {
	for status, name := range check.StatusNames() {
		if name == "" || check.Status(status) < check.Analyzed {
			rank = append(rank, -1)
			continue
		}
		rank = append(rank, len(words))
		words = append(words, name)
	}
	return words, rank
}()

func probeStates(agent bool) *metric.States {
	return metric.StatesOf(checkWords, func(s *Server, _ *metric.View, n []uint64) bool {
		return s.countProbe(agent, n)
	})
}

// checksStatus counts the servers of a backend by the result of their health check.
var checksStatus = metric.StatesOf(checkWords, func(b *Backend, _ *metric.View, n []uint64) bool {
	for _, s := range b.Servers() {
		s.countProbe(false, n)
	}
	return len(b.Servers()) > 0
})

// countProbe adds the result of the server's check to n and reports whether there is a check.
func (s *Server) countProbe(agent bool, n []uint64) bool {
	p := s.probe(agent)
	if p == nil {
		return false
	}
	if r := checkRank[p.Status]; r >= 0 {
		n[r]++
	}
	return true
}

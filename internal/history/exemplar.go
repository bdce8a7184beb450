package history

import (
	"math"
	"slices"

	"github.com/prometheus/prometheus/model/exemplar"
	"github.com/prometheus/prometheus/model/labels"

	"metergate/internal/export"
)

// An example is an exemplar of a series.
type example struct {
	series *series
	exemplar.Exemplar
}

// exemplify collects the exemplars of a histogram that are new: at most one for each of the classic buckets.
func (c *cache) exemplify(s *series, r *export.Reading) {
	from, above := len(c.examples), -1.0
	for _, upTo := range append(r.Family.Bounds[:len(r.Family.Bounds):len(r.Family.Bounds)], math.Inf(1)) {
		if x, ok := r.Exemplar(above, upTo); ok && x.At > s.exemplified {
			c.examples = append(c.examples, example{s, exemplar.Exemplar{
				Labels: labels.FromStrings("trace_id", x.Trace.String()), Value: x.Value, Ts: x.At / 1e6, HasTs: true,
			}})
		}
		above = upTo
	}
	found := c.examples[from:]
	slices.SortFunc(found, func(a, b example) int { return int(a.Ts - b.Ts) })
	if len(found) > 0 {
		s.exemplified = (found[len(found)-1].Ts + 1) * 1e6
	}
}

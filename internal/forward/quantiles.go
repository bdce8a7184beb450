package forward

import (
	"math"

	"metergate/internal/export"
	"metergate/internal/metric"
)

// quantiles calls yield for the percentiles of a distribution, in the unit that the name of its metric ends in, to
// the nanosecond or byte.
func quantiles(r *export.Reading, d *metric.Distribution, yield func(name string, value float64)) {
	perUnit := 1.0
	if r.Family.Unit == "seconds" {
		perUnit = 1e9
	}
	for _, p := range metric.Percentiles {
		yield(p.Name, math.Round(d.Quantile(p.Share))/perUnit)
	}
}

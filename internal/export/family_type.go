package export

import "metergate/internal/metric"

// A Family is one metric as a scraper sees it: a name and what the readings under it have in common. There is one for
// each name in a process, always the same pointer.
type Family struct {
	// Name is the full name, such as haproxy_backend_http_requests_total.
	Name string
	// Help is one sentence, not escaped.
	Help string
	Type Type
	// Unit is the last word of the name where that is a unit by OpenMetrics (seconds, bytes), else empty.
	Unit string
	// Kind says what the family is about.
	Kind metric.Kind
	// Extra marks a metric of a protocol module, only shown when a scrape asks for extra counters.
	Extra bool
	// Own marks a metric that the reference does not have.
	Own bool
	// Bounds are the upper bounds of the buckets of a classic histogram, without the infinite one.
	Bounds []float64
}

// Type is what the numbers of a family mean.
type Type uint8

// The types.
const (
	Gauge Type = iota
	Counter
	Histogram
)

// String returns the word of the TYPE line of the text format.
func (t Type) String() string { return [...]string{"gauge", "counter", "histogram"}[t] }

func typeOf(t metric.SeriesType) Type {
	if t == metric.AsCounter {
		return Counter
	}
	return Gauge
}

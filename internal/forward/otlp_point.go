package forward

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"time"

	"metergate/internal/export"
	"metergate/internal/protobuf"
)

// The fields of the messages of OTLP: Metric, with one of ours, Gauge, Sum and ExponentialHistogram, and data points.
const (
	metricName, metricHelp, metricUnit        = 1, 2, 3
	metricGauge, metricSum, metricExponential = 5, 7, 10
	metricResource                            = 1000
	dataPoint, dataTemporality, dataMonotonic = 1, 2, 3

	pointStart, pointTime                                        = 2, 3
	numberDouble, numberExemplar, numberAttribute, numberFlags   = 4, 5, 7, 8
	attributeKey, attributeValue, attributeText                  = 1, 2, 1
	temporalityDelta, temporalityCumulative, flagNothingMeasured = 1, 2, 1
)

// Observed is what is known of a series.
type observed struct {
	family     *export.Family
	attributes []byte // fields of its data points
	start      int64  // when it began to count, ns since 1970
	last       float64
	exemplar   int64  // the time of the newest exemplar that was sent, ns since 1970
	head       []byte // resource and name, of its items
	resource   int    // the number of that resource
}

// name tells the series from all others.
func (s *observed) name() string { return s.family.Name + string(s.attributes) }

// field is the field of Metric that holds its data points.
func (s *observed) field() int {
	switch s.family.Type {
	case export.Counter:
		return metricSum
	case export.Histogram:
		return metricExponential
	}
	return metricGauge
}

// items makes one item of each series that has a value, and an end for each that has none any more.
func (x *otlp) items(k *tick, add func(item []byte)) {
	since, at := cmp.Or(x.before, k.begun), k.at.UnixNano()
	x.before = k.at
	if r := x.resourceOf(k); !bytes.Equal(r, x.resource) {
		x.resource, x.resources = r, x.resources+1
	}
	x.memory.Begin()
	x.growth.begin()
	born := map[string]bool{}
	for r := range k.readings {
		if math.IsNaN(r.Value) {
			continue
		}
		s, known := x.memory.Of(r)
		if !known {
			*s = observed{family: r.Family, attributes: x.attributesOf(r), start: since.UnixNano()}
			born[s.name()] = true
		}
		if item := x.observe(s, k, r, since, at); item != nil {
			add(item)
		}
	}
	x.growth.end()
	for s := range x.memory.Gone {
		if !x.delta && !born[s.name()] { // one whose object was made again goes on
			add(x.end(s, at))
		}
	}
}

// observe makes the item of a reading; nil when there is nothing to tell.
func (x *otlp) observe(s *observed, k *tick, r *export.Reading, since time.Time, at int64) []byte {
	switch {
	case r.Family.Type == export.Gauge:
		return x.item(s, func() { x.number(s, 0, r.Value, at) })
	case x.delta:
		s.start = since.UnixNano()
		return x.grown(s, k, r, at)
	case r.Distribution != nil:
		s.counts(float64(r.Distribution.Count), since)
		return x.item(s, func() { x.exponential(s, r, r.Distribution, at) })
	}
	s.counts(r.Value, since)
	return x.item(s, func() { x.number(s, s.start, r.Value, at) })
}

// grown makes the item of what a counter or a distribution grew by; nil when that is not known, or for a distribution
// that did not grow.
func (x *otlp) grown(s *observed, k *tick, r *export.Reading, at int64) []byte {
	if r.Distribution == nil {
		n := x.growth.number(k, r)
		if k.fresh {
			return nil // what it shows is no growth
		}
		return x.item(s, func() { x.number(s, s.start, n, at) })
	}
	d := x.growth.shape(k, r)
	if d == nil {
		return nil
	}
	return x.item(s, func() { x.exponential(s, r, d, at) })
}

// counts notes since when a series counts: one that falls was emptied, some time behind the tick before.
func (s *observed) counts(value float64, since time.Time) {
	if value < s.last {
		s.start = since.UnixNano()
	}
	s.last = value
}

// item makes a Metric with one data point.
func (x *otlp) item(s *observed, point func()) []byte {
	m := &x.message
	if s.resource != x.resources {
		head := protobuf.Message{Buf: s.head[:0]}
		head.Bytes(metricResource, x.resource)
		head.Text(metricName, s.family.Name)
		s.head, s.resource = head.Buf, x.resources
	}
	m.Buf = append(m.Buf[:0], s.head...)
	m.Nest(s.field(), func() {
		if s.field() != metricGauge {
			m.Varint(dataTemporality, x.temporality())
		}
		if s.field() == metricSum {
			m.Varint(dataMonotonic, 1)
		}
		m.Nest(dataPoint, point)
	})
	return m.Buf
}

func (x *otlp) temporality() uint64 {
	if x.delta {
		return temporalityDelta
	}
	return temporalityCumulative
}

// number writes a data point. What does not count has no start.
func (x *otlp) number(s *observed, start int64, v float64, at int64) {
	m := &x.message
	m.Buf = append(m.Buf, s.attributes...)
	if start > 0 {
		m.Fixed(pointStart, uint64(start))
	}
	m.Fixed(pointTime, uint64(at))
	m.Double(numberDouble, v)
}

// end makes the item that says that a series has no value any more.
func (x *otlp) end(s *observed, at int64) []byte {
	flags := numberFlags
	if s.field() == metricExponential {
		flags = exponentialFlags
	}
	return x.item(s, func() {
		m := &x.message
		m.Buf = append(m.Buf, s.attributes...)
		m.Fixed(pointTime, uint64(at))
		m.Varint(flags, flagNothingMeasured)
	})
}

// attributesOf makes the fields of the attributes of a series.
func (x *otlp) attributesOf(r *export.Reading) []byte {
	field := numberAttribute
	if r.Distribution != nil {
		field = exponentialAttribute
	}
	var m protobuf.Message
	for name, value := range r.Labels {
		appendAttribute(&m, field, label{name, value})
	}
	return m.Buf
}

// resourceOf makes the Resource: what the gateway is called, and the labels of the section, which win.
func (x *otlp) resourceOf(k *tick) []byte {
	all := []label{{"service.name", k.job}, {"service.instance.id", k.instance}}
	if x.hostname != "" {
		all = append(all, label{"host.name", x.hostname})
	}
	for _, l := range k.labels {
		all = append(slices.DeleteFunc(all, func(older label) bool { return older.name == l.name }), l)
	}
	var m protobuf.Message
	for _, l := range all {
		appendAttribute(&m, resourceAttribute, l)
	}
	return m.Buf
}

func appendAttribute(m *protobuf.Message, field int, l label) {
	m.Nest(field, func() {
		m.Text(attributeKey, l.name)
		m.Nest(attributeValue, func() { m.Text(attributeText, l.value) })
	})
}

package export

import (
	"encoding/binary"
	"io"
	"math"

	"metergate/internal/metric"
	"metergate/internal/protobuf"
)

// Protobuf writes messages io.prometheus.client.MetricFamily, each behind its length. It is the format with native
// histograms, for every object that has one; those that have a classic one in the text have both. The memory it takes is
// that of the largest family.
func Protobuf(w io.Writer, process metric.Object, rows Rows, v *metric.View, s *Scrape) error {
	native := *s
	native.Native = true
	walk := Walk{Process: process, Rows: rows, View: v, Scrape: &native}
	return render(w, func(o *out) {
		var m message
		for f, readings := range walk.Families() {
			if m.family(f); !m.metrics(readings, s.Histograms.Has(f.Kind)) {
				continue
			}
			o.buf = binary.AppendUvarint(o.buf, uint64(len(m.Buf)))
			o.buf = append(o.buf, m.Buf...)
			if !o.step() {
				return
			}
		}
	})
}

// The numbers of fields and types in the messages of Prometheus's metrics.proto.
const (
	familyName, familyHelp, familyType, familyMetric, familyUnit = 1, 2, 3, 4, 5

	metricLabel, metricGauge, metricCounter, metricHistogram = 1, 2, 3, 7
	labelName, labelValue                                    = 1, 2
	numberValue                                              = 1

	histogramCount, histogramSum, histogramBucket, histogramSchema = 1, 2, 3, 5
	histogramZeroThreshold, histogramZero                          = 6, 7
	histogramSpan, histogramDelta, histogramExemplar               = 12, 13, 16
	bucketCount, bucketBound, bucketExemplar                       = 1, 2, 3
	spanOffset, spanLength                                         = 1, 2
	exemplarLabel, exemplarValue, exemplarTime                     = 1, 2, 3
	timeSeconds, timeNanos                                         = 1, 2
)

// protoTypes are the numbers of the types of families.
var protoTypes = [...]uint64{Counter: 0, Gauge: 1, Histogram: 4}

// A message is one of Prometheus's.
type message struct{ protobuf.Message }

// family begins the message of a family.
func (m *message) family(f *Family) {
	m.Buf = m.Buf[:0]
	m.Text(familyName, f.Name)
	m.Text(familyHelp, f.Help)
	m.Varint(familyType, protoTypes[f.Type])
	if f.Unit != "" {
		m.Text(familyUnit, f.Unit)
	}
}

// metrics adds the readings and reports whether there were any.
func (m *message) metrics(readings func(func(*Reading) bool), classic bool) (any bool) {
	for r := range readings {
		any = true
		m.Nest(familyMetric, func() {
			for name, value := range r.Labels {
				m.label(metricLabel, name, value)
			}
			switch r.Family.Type {
			case Histogram:
				m.Nest(metricHistogram, func() { m.histogram(r, classic) })
			case Counter:
				m.Nest(metricCounter, func() { m.Double(numberValue, r.Value) })
			default:
				m.Nest(metricGauge, func() { m.Double(numberValue, r.Value) })
			}
		})
	}
	return any
}

func (m *message) label(field int, name, value string) {
	m.Nest(field, func() {
		m.Text(labelName, name)
		m.Text(labelValue, value)
	})
}

// histogram adds the native histogram, and the classic buckets if they are wanted.
func (m *message) histogram(r *Reading, classic bool) {
	d := r.Distribution
	m.Varint(histogramCount, d.Count)
	m.Double(histogramSum, d.Total())
	if classic {
		below := -1.0
		for _, le := range r.Family.Bounds {
			m.bucket(r, below, le, d.Below(le))
			below = le
		}
		m.bucket(r, below, math.Inf(1), d.Count)
	}
	m.Zigzag(histogramSchema, metric.Schema)
	m.Double(histogramZeroThreshold, d.ZeroThreshold())
	m.Varint(histogramZero, d.Zero)
	m.spans(d)
	if x, ok := r.Exemplar(-1, math.Inf(1)); ok {
		m.Nest(histogramExemplar, func() { m.exemplar(&x) })
	}
}

func (m *message) bucket(r *Reading, above, upTo float64, n uint64) {
	m.Nest(histogramBucket, func() {
		m.Varint(bucketCount, n)
		m.Double(bucketBound, upTo)
		if x, ok := r.Exemplar(above, upTo); ok {
			m.Nest(bucketExemplar, func() { m.exemplar(&x) })
		}
	})
}

// spans adds the native buckets: where runs of them are, and how each differs from the one before. Without any there is a
// span of no length, by which a reader knows the histogram for a native one.
func (m *message) spans(d *metric.Distribution) {
	end, any := 0, false
	for first, counts := range d.Spans() {
		offset := first - end
		if !any {
			offset += d.FirstIndex()
		}
		m.Nest(histogramSpan, func() {
			m.Zigzag(spanOffset, int64(offset))
			m.Varint(spanLength, uint64(len(counts)))
		})
		end, any = first+len(counts), true
	}
	if !any {
		m.Nest(histogramSpan, func() {
			m.Zigzag(spanOffset, 0)
			m.Varint(spanLength, 0)
		})
		return
	}
	m.Nest(histogramDelta, func() {
		last := int64(0)
		for _, counts := range d.Spans() {
			for _, n := range counts {
				m.Element(protobuf.Zigzag(int64(n) - last))
				last = int64(n)
			}
		}
	})
}

func (m *message) exemplar(x *metric.Exemplar) {
	m.label(exemplarLabel, "trace_id", x.Trace.String())
	m.Double(exemplarValue, x.Value)
	m.Nest(exemplarTime, func() {
		m.Varint(timeSeconds, uint64(x.At/1e9))
		m.Varint(timeNanos, uint64(x.At%1e9/1e6*1e6))
	})
}

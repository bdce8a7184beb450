package forward

import (
	"encoding/binary"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/protobuf"
)

// The fields of ExponentialHistogramDataPoint, of its buckets and of exemplars.
const (
	exponentialAttribute, exponentialCount, exponentialSum = 1, 4, 5
	exponentialScale, exponentialZero, exponentialPositive = 6, 7, 8
	exponentialFlags, exponentialExemplar                  = 10, 11
	exponentialZeroBelow                                   = 14
	bucketsOffset, bucketsCounts                           = 1, 2

	pointExemplarTime, pointExemplarValue, pointExemplarTrace = 2, 3, 5
)

// exponential writes a data point with the distribution d of the series of a reading. Its bucket n lies above base^n, where
// a native histogram of Prometheus says below: the index is one less. The scale is the schema.
func (x *otlp) exponential(s *observed, r *export.Reading, d *metric.Distribution, at int64) {
	m := &x.message
	m.Buf = append(m.Buf, s.attributes...)
	m.Fixed(pointStart, uint64(s.start))
	m.Fixed(pointTime, uint64(at))
	m.Fixed(exponentialCount, d.Count)
	m.Double(exponentialSum, d.Total())
	m.Zigzag(exponentialScale, metric.Schema)
	m.Fixed(exponentialZero, d.Zero)
	if first, end := extent(d); first < end {
		m.Nest(exponentialPositive, func() {
			m.Zigzag(bucketsOffset, int64(d.FirstIndex()+first-1))
			m.Nest(bucketsCounts, func() {
				for _, n := range d.Buckets[first:end] {
					m.Element(n)
				}
			})
		})
	}
	s.exemplars(m, r)
	m.Double(exponentialZeroBelow, d.ZeroThreshold())
}

// extent returns where the buckets that hold something begin and end.
func extent(d *metric.Distribution) (first, end int) {
	first = -1
	for at, counts := range d.Spans() {
		if first < 0 {
			first = at
		}
		end = at + len(counts)
	}
	return max(first, 0), end
}

// exemplars adds those that are new, one for each of the classic buckets at most, in the order of time.
func (s *observed) exemplars(m *protobuf.Message, r *export.Reading) {
	for _, e := range newer(r, s.exemplar) {
		m.Nest(exponentialExemplar, func() {
			m.Fixed(pointExemplarTime, uint64(e.At))
			m.Double(pointExemplarValue, e.Value)
			m.Bytes(pointExemplarTrace, binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, e.Trace.High), e.Trace.Low))
		})
		s.exemplar = e.At
	}
}

package forward

import (
	"cmp"
	"math"
	"slices"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/protobuf"
)

// classic makes the items of a classic histogram, with the exemplars of each bucket.
func (w *remoteWrite) classic(s *written, r *export.Reading, at int64, add func(item []byte)) {
	d, bounds := r.Distribution, boundsOf(r)
	above, newest := -1.0, s.exemplar
	for i, upTo := range bounds {
		n := d.Count
		if i < len(bounds)-1 {
			n = d.Below(upTo)
		}
		add(w.item(s, s.lines[i], func(m *protobuf.Message) {
			sample(m, float64(n), at)
			if x, ok := r.Exemplar(above, upTo); ok && x.At > s.exemplar {
				exemplar(m, &x)
				newest = max(newest, x.At)
			}
		}))
		above = upTo
	}
	s.exemplar = newest
	add(w.number(s, s.lines[len(bounds)], d.Total(), at))
	add(w.number(s, s.lines[len(bounds)+1], float64(d.Count), at))
}

// native writes a native histogram.
func native(m *protobuf.Message, d *metric.Distribution, at int64) {
	m.Varint(nativeCount, d.Count)
	m.Double(nativeSum, d.Total())
	m.Zigzag(nativeSchema, metric.Schema)
	m.Double(nativeZeroBelow, d.ZeroThreshold())
	m.Varint(nativeZero, d.Zero)
	next := 0
	for i, counts := range d.Spans() {
		first := d.FirstIndex() + i
		m.Nest(nativeSpan, func() {
			m.Zigzag(spanOffset, int64(first-next))
			m.Varint(spanLength, uint64(len(counts)))
		})
		next = first + len(counts)
	}
	m.Nest(nativeDelta, func() {
		last := int64(0)
		for _, counts := range d.Spans() {
			for _, n := range counts {
				m.Element(protobuf.Zigzag(int64(n) - last))
				last = int64(n)
			}
		}
	})
	m.Varint(nativeTime, uint64(at))
}

// exemplars adds those of a native histogram that are new, one for each of the classic buckets at most, in the order of time.
func (s *written) exemplars(m *protobuf.Message, r *export.Reading) {
	for _, x := range newer(r, s.exemplar) {
		exemplar(m, &x)
		s.exemplar = x.At
	}
}

// newer returns the exemplars of a distribution that are newer than a time in ns since 1970, one for each of the classic
// buckets at most, in the order of time.
func newer(r *export.Reading, since int64) (found []metric.Exemplar) {
	above := -1.0
	if x, ok := r.Exemplar(above, math.Inf(1)); !ok || x.At <= since {
		return nil
	}
	for _, upTo := range boundsOf(r) {
		if x, ok := r.Exemplar(above, upTo); ok && x.At > since {
			found = append(found, x)
		}
		above = upTo
	}
	slices.SortFunc(found, func(a, b metric.Exemplar) int { return cmp.Compare(a.At, b.At) })
	return found
}

func exemplar(m *protobuf.Message, x *metric.Exemplar) {
	m.Nest(seriesExemplar, func() {
		m.Nest(exemplarLabel, func() {
			m.Text(labelName, "trace_id")
			m.Text(labelValue, x.Trace.String())
		})
		m.Double(exemplarValue, x.Value)
		m.Varint(exemplarTime, uint64(x.At/1e6))
	})
}

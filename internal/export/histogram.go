package export

import (
	"math"
	"strconv"
	"strings"

	"metergate/internal/metric"
)

// A classic histogram has a handful of buckets. Their counts come from the finer ones that are kept: a fine bucket belongs
// to the classic one that the middle of it lies in, so a bound is exact where it is a power of two, and else within 4.5 %.
var (
	timeBounds = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}
	sizeBounds = []float64{256, 1024, 4096, 16384, 65536, 262144, 1048576, 16777216}
)

// boundsOf returns the upper bounds of the classic buckets, without the infinite one.
func boundsOf(h *metric.Histogram) []float64 {
	if h.Unit == metric.Bytes {
		return sizeBounds
	}
	return timeBounds
}

// histogramFamilies are those of the distributions of a kind.
func histogramFamilies(k metric.Kind) (all []*family) {
	for _, h := range metric.Histograms() {
		if !h.On.Has(k) || h.Series == "" {
			continue
		}
		name := k.Series(h.Series)
		f := newFamily(Family{Name: name, Help: h.Help, Type: Histogram, Kind: k, Own: true, Bounds: boundsOf(h)})
		m := member{write: writeHistogram, name: name, hist: h, bucket: name + "_bucket", sum: name + "_sum", count: name + "_count"}
		for _, le := range append(f.Bounds[:len(f.Bounds):len(f.Bounds)], math.Inf(1)) {
			m.bounds = append(m.bounds, extraLabel("le", string(appendOpen(nil, le))))
		}
		f.members = []member{m}
		all = append(all, f)
	}
	return all
}

// appendOpen appends a number as OpenMetrics wants it in the label le: a whole number has a fraction of zero. Readers of
// protobuf make the same of the number, so the label is the same in every format.
func appendOpen(dst []byte, f float64) []byte {
	if math.IsInf(f, 1) {
		return append(dst, "+Inf"...)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'g', -1, 64)
	if !strings.ContainsAny(string(dst[from:]), ".e") {
		dst = append(dst, ".0"...)
	}
	return dst
}

// BoundLabel returns the label le of a bucket with that upper bound.
func BoundLabel(upTo float64) string { return string(appendOpen(nil, upTo)) }

// read fills the distribution of a member for an object, and reports whether it is to be shown: one that never had a value
// is shown where there are few and their rates begin at nothing.
func (m *member) read(t *target, d *metric.Distribution) bool {
	d.Reset()
	m.hist.Read(t.set, d)
	return d.Count > 0 || !t.tcp && (metric.Sides|metric.Operation).Has(t.object.MetricKind())
}

// writeHistogram writes the lines of a classic histogram.
func writeHistogram(o *out, m *member, t *target, _ *metric.View) {
	if !m.read(t, &o.dist) {
		return
	}
	o.head()
	bounds, below := boundsOf(m.hist), -1.0
	for i, le := range m.bounds {
		n, upTo := o.dist.Count, math.Inf(1)
		if i < len(bounds) {
			upTo = bounds[i]
			n = o.dist.Below(upTo)
		}
		o.text(m.bucket)
		o.text(t.open())
		o.text(le)
		o.buf = strconv.AppendUint(o.buf, n, 10)
		if o.open {
			o.exemplar(m, t, below, upTo)
		}
		o.buf = append(o.buf, '\n')
		below = upTo
	}
	o.text(m.sum)
	o.text(t.labels)
	o.buf = append(strconv.AppendFloat(o.buf, o.dist.Total(), 'g', -1, 64), '\n')
	o.text(m.count)
	o.text(t.labels)
	o.digits(o.dist.Count)
}

// exemplar writes the newest exemplar of a bucket: the trace, the value and when it was.
func (o *out) exemplar(m *member, t *target, above, upTo float64) {
	x, ok := m.hist.Exemplar(t.set, above, upTo)
	if !ok {
		return
	}
	o.text(` # {trace_id="`)
	o.buf = x.Trace.Append(o.buf)
	o.text(`"} `)
	o.buf = strconv.AppendFloat(o.buf, x.Value, 'g', -1, 64)
	o.buf = strconv.AppendFloat(append(o.buf, ' '), float64(x.At/1e6)/1e3, 'f', 3, 64)
}

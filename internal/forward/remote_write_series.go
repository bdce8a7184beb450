package forward

import (
	"cmp"
	"math"
	"slices"

	"metergate/internal/export"
	"metergate/internal/protobuf"
)

// Written is what is known of a series.
type written struct {
	labels   []byte   // fields label, in the order of their names
	lines    [][]byte // the same of a classic histogram, which has several series, instead
	start    int64    // when it began to count, ms since 1970; 0 for what does not count
	last     float64
	exemplar int64 // the time of the newest exemplar that was sent, ns since 1970
}

// stale is the value that ends a series.
var stale = math.Float64frombits(0x7ff0000000000002)

// items makes one item of each series, with the series up, and an end for each that is not there any more.
func (w *remoteWrite) items(k *tick, add func(item []byte)) {
	at := k.at.UnixMilli()
	w.memory.Begin()
	for r := range k.readings {
		if r.Distribution != nil && !w.native && !export.Classic(r.Family.Kind) {
			continue
		}
		s, known := w.memory.Of(r)
		if !known {
			w.name(s, k, r)
		}
		s.counts(k, r)
		switch {
		case s.lines != nil:
			w.classic(s, r, at, add)
		case r.Distribution != nil:
			add(w.item(s, s.labels, func(m *protobuf.Message) {
				m.Nest(seriesNative, func() { native(m, r.Distribution, at) })
				s.exemplars(m, r)
			}))
		default:
			add(w.number(s, s.labels, r.Value, at))
		}
	}
	for s := range w.memory.Gone {
		for _, labels := range append(s.lines, s.labels) {
			if labels != nil {
				add(w.number(s, labels, stale, at))
			}
		}
	}
	if k.pick.metric("up") {
		up := written{labels: w.labels(k, "up", nil)}
		add(w.number(&up, up.labels, 1, at))
	}
}

// name makes the labels of a series, or of all those that a classic histogram has: buckets, sum and count.
func (w *remoteWrite) name(s *written, k *tick, r *export.Reading) {
	name := r.Family.Name
	if r.Distribution == nil || w.native {
		s.labels = w.labels(k, name, r.Labels)
		return
	}
	for _, upTo := range boundsOf(r) {
		s.lines = append(s.lines, w.labels(k, name+"_bucket", func(yield func(name, value string) bool) {
			r.Labels(yield)
			yield("le", export.BoundLabel(upTo))
		}))
	}
	s.lines = append(s.lines, w.labels(k, name+"_sum", r.Labels), w.labels(k, name+"_count", r.Labels))
}

// boundsOf returns the upper bounds of the buckets of a classic histogram, the infinite one included.
func boundsOf(r *export.Reading) []float64 {
	return append(r.Family.Bounds[:len(r.Family.Bounds):len(r.Family.Bounds)], math.Inf(1))
}

// number makes the item of a number.
func (w *remoteWrite) number(s *written, labels []byte, v float64, at int64) []byte {
	return w.item(s, labels, func(m *protobuf.Message) { sample(m, v, at) })
}

// item makes the field of a series.
func (w *remoteWrite) item(s *written, labels []byte, values func(*protobuf.Message)) []byte {
	m := &w.message
	m.Buf = m.Buf[:0]
	m.Nest(requestSeries, func() {
		m.Buf = append(m.Buf, labels...)
		values(m)
		if s.start > 0 {
			m.Varint(seriesStart, uint64(s.start))
		}
	})
	return m.Buf
}

// labels makes the fields of the labels of a series.
func (w *remoteWrite) labels(k *tick, name string, each func(yield func(name, value string) bool)) []byte {
	all := []label{{"__name__", name}, {"instance", k.instance}, {"job", k.job}}
	set := func(name, value string) bool {
		if i := slices.IndexFunc(all, func(l label) bool { return l.name == name }); i >= 0 {
			all[i].value = value
		} else if value != "" {
			all = append(all, label{name, value})
		}
		return true
	}
	for _, l := range k.labels {
		set(l.name, l.value)
	}
	if each != nil {
		each(set)
	}
	slices.SortFunc(all, func(a, b label) int { return cmp.Compare(a.name, b.name) })
	var m protobuf.Message
	for _, l := range all {
		m.Nest(seriesLabel, func() {
			m.Text(labelName, l.name)
			m.Text(labelValue, l.value)
		})
	}
	return m.Buf
}

func sample(m *protobuf.Message, v float64, at int64) {
	m.Nest(seriesSample, func() {
		m.Double(sampleValue, v)
		m.Varint(sampleTime, uint64(at))
	})
}

// counts notes since when a counter counts: one that falls was emptied.
func (s *written) counts(k *tick, r *export.Reading) {
	value := r.Value
	switch {
	case r.Distribution != nil:
		value = float64(r.Distribution.Count)
	case r.Family.Type != export.Counter:
		return
	}
	if s.start == 0 {
		s.start = k.begun.UnixMilli()
	}
	if value < s.last {
		s.start = k.at.UnixMilli()
	}
	s.last = value
}

package forward

import (
	"encoding/binary"
	"math"
	"strings"

	"metergate/internal/export"
	"metergate/internal/protobuf"
)

// The fields of a request of version 2.0, where they are not those of 1.0.
const (
	v2Symbol, v2Series                         = 4, 5
	v2Labels, v2Sample, v2Native, v2Exemplar   = 1, 2, 3, 4
	v2Metadata, v2SampleStart                  = 5, 3
	v2ExemplarLabels                           = 1
	v2MetadataType, v2MetadataHelp, v2MetaUnit = 1, 3, 4
)

// typesV2 are the numbers of types in a request of version 2.0.
var typesV2 = [...]uint64{export.Counter: 1, export.Gauge: 2, export.Histogram: 3}

// A writerV2 makes requests of version 2.0, where each text stands once. Texts, and what of a series is the same in each
// request, are kept for the next one: it is most often about the same series.
type writerV2 struct {
	series  protobuf.Message
	symbols protobuf.Message
	numbers map[string]uint64
	heads   map[string]headV2 // by the fields label of series
}

// A headV2 is what stays the same of a series: its labels, and the description of its metric.
type headV2 struct{ labels, description []byte }

// keptHeads is how many series are kept that are not in a request, besides as many as are.
const keptHeads = 1000

// request makes a request of items of version 1.0. An item that cannot be read is left out: it was not made here.
func (w *writerV2) request(parts []part) []byte {
	if w.heads == nil || len(w.heads) > 2*len(parts)+keptHeads {
		*w = writerV2{numbers: map[string]uint64{}, heads: map[string]headV2{}}
		w.symbol(nil) // the first one is empty
	}
	w.series.Buf = make([]byte, 0, sizeOf(parts)/2)
	for _, p := range parts {
		if _, series, _, ok := nextField(p.item); ok {
			w.add(series)
		}
	}
	body := append(w.symbols.Buf[:len(w.symbols.Buf):len(w.symbols.Buf)], w.series.Buf...)
	w.series.Buf = nil
	return body
}

// symbol returns the number of a text.
func (w *writerV2) symbol(text []byte) uint64 {
	n, ok := w.numbers[string(text)]
	if !ok {
		n = uint64(len(w.numbers))
		w.numbers[string(text)] = n
		w.symbols.Bytes(v2Symbol, text)
	}
	return n
}

// add adds a series, whose labels come first.
func (w *writerV2) add(series []byte) {
	values := series
	for field, _, rest, ok := nextField(values); ok && field == seriesLabel; field, _, rest, ok = nextField(values) {
		values = rest
	}
	labels := series[:len(series)-len(values)]
	h, known := w.heads[string(labels)]
	if !known {
		h = w.head(labels)
		w.heads[string(labels)] = h
	}
	m, start := &w.series, startOf(values)
	m.Nest(v2Series, func() {
		m.Buf = append(m.Buf, h.labels...)
		w.values(values, start)
		m.Buf = append(m.Buf, h.description...)
	})
}

// head makes what stays the same of a series.
func (w *writerV2) head(labels []byte) (h headV2) {
	var m protobuf.Message
	var family *export.Family
	m.Nest(v2Labels, func() {
		for _, pair := range fields(labels) {
			if name, text := w.label(&m, pair); name == "__name__" {
				family = familyOf(text)
			}
		}
	})
	h.labels, m.Buf = m.Buf, nil
	if family != nil {
		m.Nest(v2Metadata, func() {
			m.Varint(v2MetadataType, typesV2[family.Type])
			m.Varint(v2MetadataHelp, w.symbol([]byte(family.Help)))
			m.Varint(v2MetaUnit, w.symbol([]byte(family.Unit)))
		})
	}
	h.description = m.Buf
	return h
}

// values adds the values of a series, which counts since start.
func (w *writerV2) values(values []byte, start uint64) {
	m := &w.series
	for field, value := range fields(values) {
		switch field {
		case seriesSample:
			m.Nest(v2Sample, func() {
				m.Buf = append(m.Buf, value...)
				if start > 0 {
					m.Varint(v2SampleStart, start)
				}
			})
		case seriesNative:
			m.Bytes(v2Native, value)
		case seriesExemplar:
			w.exemplar(value)
		}
	}
}

// familyOf returns the metric of a series, also of one that is a part of a classic histogram.
func familyOf(name string) *export.Family {
	for _, suffix := range []string{"", "_bucket", "_sum", "_count"} {
		if base, ok := strings.CutSuffix(name, suffix); ok {
			if f := export.FamilyOf(base); f != nil && (suffix == "" || f.Type == export.Histogram) {
				return f
			}
		}
	}
	return nil
}

// label adds the numbers of a label's name and value.
func (w *writerV2) label(m *protobuf.Message, pair []byte) (name, value string) {
	for field, text := range fields(pair) {
		m.Element(w.symbol(text))
		if field == labelName {
			name = string(text)
		} else {
			value = string(text)
		}
	}
	return name, value
}

func (w *writerV2) exemplar(x []byte) {
	m := &w.series
	m.Nest(v2Exemplar, func() {
		m.Nest(v2ExemplarLabels, func() {
			for field, value := range fields(x) {
				if field == exemplarLabel {
					w.label(m, value)
				}
			}
		})
		for field, value := range fields(x) {
			switch field {
			case exemplarValue:
				m.Double(exemplarValue, math.Float64frombits(binary.LittleEndian.Uint64(value)))
			case exemplarTime:
				n, _ := binary.Uvarint(value)
				m.Varint(exemplarTime, n)
			}
		}
	})
}

// startOf returns since when a series counts, in ms since 1970, 0 for one that does not.
func startOf(series []byte) (start uint64) {
	for field, value := range fields(series) {
		if field == seriesStart {
			start, _ = binary.Uvarint(value)
		}
	}
	return start
}

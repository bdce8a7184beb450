package forward

import (
	"encoding/binary"
	"math"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

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

// A writerV2 makes a request of version 2.0, where each text stands once.
type writerV2 struct {
	series  protobuf.Message
	symbols protobuf.Message
	numbers map[string]uint64
}

// requestV2 makes a request of version 2.0 of items of version 1.0. An item that cannot be read is left out: it was not
// made here.
func requestV2(parts []part) []byte {
	w := writerV2{numbers: map[string]uint64{}}
	w.symbol(nil) // the first one is empty
	for _, p := range parts {
		if _, _, n := protowire.ConsumeTag(p.item); n > 0 {
			if series, n := protowire.ConsumeBytes(p.item[n:]); n > 0 {
				w.add(series)
			}
		}
	}
	return append(w.symbols.Buf, w.series.Buf...)
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

// add adds a series.
func (w *writerV2) add(series []byte) {
	m, start := &w.series, startOf(series)
	var family *export.Family
	m.Nest(v2Series, func() {
		m.Nest(v2Labels, func() {
			for field, value := range fields(series) {
				if field == seriesLabel {
					name, text := w.label(value)
					if name == "__name__" {
						family = familyOf(text)
					}
				}
			}
		})
		for field, value := range fields(series) {
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
		w.describe(family)
	})
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
func (w *writerV2) label(pair []byte) (name, value string) {
	for field, text := range fields(pair) {
		w.series.Element(w.symbol(text))
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
					w.label(value)
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

// describe adds what the metric is.
func (w *writerV2) describe(f *export.Family) {
	if f == nil {
		return
	}
	m := &w.series
	m.Nest(v2Metadata, func() {
		m.Varint(v2MetadataType, typesV2[f.Type])
		m.Varint(v2MetadataHelp, w.symbol([]byte(f.Help)))
		m.Varint(v2MetaUnit, w.symbol([]byte(f.Unit)))
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

// fields goes over the fields of a message with the bytes of their values: those of a text or a message without their
// length. It ends where the message cannot be read.
func fields(m []byte) func(yield func(field int, value []byte) bool) {
	return func(yield func(int, []byte) bool) {
		for rest := m; len(rest) > 0; {
			number, typ, n := protowire.ConsumeTag(rest)
			if n < 0 {
				return
			}
			rest = rest[n:]
			size := protowire.ConsumeFieldValue(number, typ, rest)
			if size < 0 {
				return
			}
			value := rest[:size]
			if typ == protowire.BytesType {
				value, _ = protowire.ConsumeBytes(value)
			}
			if !yield(int(number), value) {
				return
			}
			rest = rest[size:]
		}
	}
}

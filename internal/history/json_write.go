package history

import (
	"encoding/json"
	"io"
	"math"
	"strconv"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// A jsonWriter writes JSON in the form of Prometheus's API, in chunks. After an error it writes nothing.
type jsonWriter struct {
	w      io.Writer // nil to keep everything in buf
	buf    []byte
	err    error
	stamps [1024]stamp // times written before: all series have those of the same steps
	known  [512]known  // numbers written before: rates of counters take few values
}

// A known number is one that is no whole number, as it is written.
type known struct {
	f    float64
	n    uint8 // bytes; 0 for none yet
	text [31]byte
}

// A stamp is a time as it is written.
type stamp struct {
	t    int64
	n    uint8 // bytes; 0 for none yet
	text [23]byte
}

// jsonChunk is how much is written at a time.
const jsonChunk = 64 << 10

func (j *jsonWriter) flush() {
	if j.err == nil && len(j.buf) > 0 {
		_, j.err = j.w.Write(j.buf)
	}
	j.buf = j.buf[:0]
}

func (j *jsonWriter) text(s string) { j.buf = append(j.buf, s...) }

// item begins the item i of a list and reports whether it is still wanted.
func (j *jsonWriter) item(i int) bool {
	if len(j.buf) > jsonChunk && j.w != nil {
		j.flush()
	}
	if i > 0 {
		j.buf = append(j.buf, ',')
	}
	return j.err == nil
}

// result writes the result of a query with its type.
func (j *jsonWriter) result(v parser.Value) {
	j.text(`{"resultType":"` + string(v.Type()) + `","result":`)
	switch v := v.(type) {
	case promql.Vector:
		j.vector(v)
	case promql.Matrix:
		j.matrix(v)
	case promql.Scalar:
		j.point(v.T, v.V)
	case promql.String:
		j.text("[")
		j.time(v.T)
		j.text(",")
		j.string(v.V)
		j.text("]")
	}
	j.text("}")
}

func (j *jsonWriter) vector(v promql.Vector) {
	j.text("[")
	for i := range v {
		if !j.item(i) {
			return
		}
		j.text(`{"metric":`)
		j.labels(v[i].Metric)
		if v[i].H != nil {
			j.text(`,"histogram":`)
			j.histogramPoint(v[i].T, v[i].H)
		} else {
			j.text(`,"value":`)
			j.point(v[i].T, v[i].F)
		}
		j.text("}")
	}
	j.text("]")
}

func (j *jsonWriter) matrix(m promql.Matrix) {
	j.text("[")
	if pieces := piecesOf(m); len(pieces) > 1 {
		j.sideBySide(pieces)
	} else {
		j.series(m)
	}
	j.text("]")
}

// series writes the series of a list.
func (j *jsonWriter) series(m promql.Matrix) {
	for i := range m {
		if !j.item(i) {
			return
		}
		j.text(`{"metric":`)
		j.labels(m[i].Metric)
		if len(m[i].Floats) > 0 {
			j.text(`,"values":[`)
			for k, p := range m[i].Floats {
				j.item(k)
				j.point(p.T, p.F)
			}
			j.text("]")
		}
		if len(m[i].Histograms) > 0 {
			j.text(`,"histograms":[`)
			for k, p := range m[i].Histograms {
				j.item(k)
				j.histogramPoint(p.T, p.H)
			}
			j.text("]")
		}
		j.text("}")
	}
}

func (j *jsonWriter) point(t int64, f float64) {
	j.buf = append(j.buf, '[')
	j.time(t)
	j.buf = append(j.buf, ',')
	j.number(f)
	j.buf = append(j.buf, ']')
}

// time writes milliseconds as seconds.
func (j *jsonWriter) time(t int64) {
	h := uint64(t) * 0x9e3779b97f4a7c15 >> 54
	s := &j.stamps[h]
	if s.n > 0 && s.t != t {
		s = &j.stamps[h^1]
	}
	if s.t == t && s.n > 0 {
		j.buf = append(j.buf, s.text[:s.n]...)
		return
	}
	from := len(j.buf)
	j.seconds(t)
	s.t, s.n = t, uint8(copy(s.text[:], j.buf[from:]))
}

func (j *jsonWriter) seconds(t int64) {
	if t < 0 {
		j.buf, t = append(j.buf, '-'), -t
	}
	j.buf = strconv.AppendInt(j.buf, t/1000, 10)
	if ms := t % 1000; ms > 0 {
		j.buf = append(j.buf, '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	}
}

// number writes a number as a string, which can be infinite or none.
func (j *jsonWriter) number(f float64) {
	j.buf = append(j.buf, '"')
	if n := int64(f); float64(n) == f && n > -1e15 && n < 1e15 && (n != 0 || !math.Signbit(f)) {
		j.buf = strconv.AppendInt(j.buf, n, 10)
	} else if k := &j.known[math.Float64bits(f)*0x9e3779b97f4a7c15>>55]; k.f == f && k.n > 0 {
		j.buf = append(j.buf, k.text[:k.n]...)
	} else {
		from := len(j.buf)
		j.fraction(f)
		if text := j.buf[from:]; len(text) <= len(k.text) {
			k.f, k.n = f, uint8(copy(k.text[:], text))
		}
	}
	j.buf = append(j.buf, '"')
}

func (j *jsonWriter) fraction(f float64) {
	format, abs := byte('f'), math.Abs(f)
	if abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	j.buf = strconv.AppendFloat(j.buf, f, format, -1, 64)
}

// string writes a text, whatever is in it.
func (j *jsonWriter) string(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			b, _ := json.Marshal(s) // of a string: never fails
			j.buf = append(j.buf, b...)
			return
		}
	}
	j.buf = append(append(append(j.buf, '"'), s...), '"')
}

func (j *jsonWriter) labels(l labels.Labels) {
	j.buf = append(j.buf, '{')
	first := true
	l.Range(func(l labels.Label) {
		if !first {
			j.buf = append(j.buf, ',')
		}
		first = false
		j.string(l.Name)
		j.buf = append(j.buf, ':')
		j.string(l.Value)
	})
	j.buf = append(j.buf, '}')
}

func (j *jsonWriter) strings(all []string) {
	j.text("[")
	for i, s := range all {
		if !j.item(i) {
			return
		}
		j.string(s)
	}
	j.text("]")
}

func (j *jsonWriter) histogramPoint(t int64, h *histogram.FloatHistogram) {
	j.text("[")
	j.time(t)
	j.text(`,{"count":`)
	j.number(h.Count)
	j.text(`,"sum":`)
	j.number(h.Sum)
	found := 0
	for it := h.AllBucketIterator(); it.Next(); {
		b := it.At()
		if b.Count == 0 {
			continue
		}
		if found == 0 {
			j.text(`,"buckets":[`)
		}
		j.item(found)
		found++
		j.buf = append(j.buf, '[', '0'+bounds(b.LowerInclusive, b.UpperInclusive), ',')
		j.number(b.Lower)
		j.text(",")
		j.number(b.Upper)
		j.text(",")
		j.number(b.Count)
		j.text("]")
	}
	if found > 0 {
		j.text("]")
	}
	j.text("}]")
}

// bounds is the number of Prometheus's API for which bounds belong to a bucket.
func bounds(lower, upper bool) byte {
	switch {
	case lower && upper:
		return 3
	case lower:
		return 1
	case upper:
		return 0
	}
	return 2
}

package history

import (
	"math"
	"testing"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// A chunk is read as its own iterator reads it, whatever times and values are in it; bytes that are no chunk are an error
// or numbers, and never read beyond their end.
func FuzzChunk(f *testing.F) {
	f.Add([]byte{}, int64(1_700_000_000_000), 5000.0)
	f.Add([]byte("\x00\x03\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\xff\xff\xff\xff"), int64(-1), math.NaN())
	f.Add([]byte("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\xff\x80\x7f"), int64(math.MinInt64), 0.1)
	f.Fuzz(func(t *testing.T, moves []byte, ts int64, value float64) {
		appendXOR(nil, append(append([]byte{}, moves...), padding[:]...))
		c := chunkenc.NewXORChunk()
		app, err := c.Appender()
		if err != nil {
			t.Fatal(err)
		}
		var want []promql.FPoint
		for i, m := range moves[:min(len(moves), 1000)] {
			app.Append(0, ts, value)
			want = append(want, promql.FPoint{T: ts, F: value})
			ts += int64(1) << (m % 64)
			switch m >> 6 {
			case 0:
				value += float64(m) / 4
			case 1:
				value = math.Float64frombits(math.Float64bits(value) ^ uint64(m)<<(i%64))
			case 2:
				value = -value * float64(m)
			}
		}
		got, err := appendXOR(nil, append(append([]byte{}, c.Bytes()...), padding[:]...))
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d samples, %v; want %d", len(got), err, len(want))
		}
		for i, p := range got {
			if p.T != want[i].T || math.Float64bits(p.F) != math.Float64bits(want[i].F) {
				t.Fatalf("sample %d is %v, want %v", i, p, want[i])
			}
		}
	})
}

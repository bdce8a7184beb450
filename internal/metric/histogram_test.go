package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBucketsAreNative(t *testing.T) {
	for name, sc := range map[string]*scale{"times": times, "sizes": sizes} {
		rapid.Check(t, func(t *rapid.T) {
			v := uint64(math.Exp2(rapid.Float64Range(0, 31.9).Draw(t, "log2 of the value")))
			units, i := float64(v)/sc.perUnit, sc.bucket(v)
			if i < 0 {
				if units > math.Exp2(float64(sc.first-1)/8) {
					t.Fatalf("%s: %d counts as zero", name, v)
				}
				return
			}
			if upper := sc.upper(i); units > upper*(1+1e-12) {
				t.Fatalf("%s: %d is above %v, the end of its bucket %d", name, v, upper, i)
			}
			if lower := sc.upper(i - 1); units <= lower*(1-1e-12) {
				t.Fatalf("%s: %d is not above %v, the start of its bucket %d", name, v, lower, i)
			}
		})
	}
}

func TestBucketEdges(t *testing.T) {
	cases := []struct {
		scale  *scale
		value  uint64
		bucket int
	}{
		{times, 0, -1}, {times, 953, -1}, {times, 954, 0}, {times, 1000, 0}, {times, 1039, 0}, {times, 1040, 1},
		{times, 1e9, 159}, {times, 1e9 + 1, 160}, // 2^0 s is the end of the bucket with native index 0
		{times, 3600e9, Buckets - 2}, {times, 4096e9, Buckets - 1}, {times, math.MaxUint64, Buckets - 1},
		{sizes, 0, -1}, {sizes, 1, -1}, {sizes, 2, 7}, {sizes, 3, 12}, {sizes, 4, 15}, {sizes, 1 << 20, 159},
		{sizes, 1<<20 + 1, 160}, {sizes, 1 << 32, Buckets - 1}, {sizes, 1 << 40, Buckets - 1},
	}
	for _, c := range cases {
		if got := c.scale.bucket(c.value); got != c.bucket {
			t.Errorf("%d (zero up to %d): bucket %d, want %d", c.value, c.scale.zero, got, c.bucket)
		}
	}
}

func TestQuantileWithinFivePercent(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	shapes := map[string]func() float64{
		"even":      func() float64 { return 1e3 + r.Float64()*1e8 },
		"long":      func() float64 { return 1e6 * math.Exp(2*r.NormFloat64()) },
		"two humps": func() float64 { return []float64{2e5, 3e8}[r.IntN(2)] * (1 + 0.2*r.Float64()) },
	}
	for name, shape := range shapes {
		s := NewSet(KindServer, 3)
		values := make([]float64, 50_000)
		for i := range values {
			v := max(int64(shape()), 1000)
			values[i] = float64(v)
			testDist.Record(s, i%3, v)
		}
		slices.Sort(values)
		var d Distribution
		testDist.Read(s, &d)
		for _, q := range []float64{0.001, 0.5, 0.9, 0.95, 0.99, 0.999, 1} {
			truth := values[int(math.Ceil(q*float64(len(values))))-1]
			if got := d.Quantile(q); math.Abs(got-truth) > 0.05*truth {
				t.Errorf("%s, p%v: %v ns, truth %v", name, 100*q, got, truth)
			}
		}
	}
}

func TestDistributionTotals(t *testing.T) {
	s := NewSet(KindServer, 2)
	var d Distribution
	if testDist.Read(s, &d); d.Quantile(0.5) != 0 {
		t.Error("a quantile of nothing")
	}
	testDist.Record(s, 0, -5) // a clock that went back
	testDist.Record(s, 0, 500)
	testDist.Record(s, 1, 1e6)
	testDist.Record(s, 1, math.MaxInt64)
	testDist.Read(s, &d)
	if d.Count != 4 || d.Zero != 2 || d.Sum != math.MaxInt64+1e6+500 || d.Buckets[Buckets-1] != 1 {
		t.Errorf("count %d, zero %d, sum %d, last %d", d.Count, d.Zero, d.Sum, d.Buckets[Buckets-1])
	}
	if got := d.Quantile(0.5); got != 0 {
		t.Errorf("p50 %v, want 0", got)
	}
}

func TestSpansAndBelow(t *testing.T) {
	s := NewSet(KindServer, 2)
	for _, v := range []int64{1, 100, 100, 105, 5000} {
		testSize.Record(s, int(v%2), v)
	}
	var d Distribution
	testSize.Read(s, &d)
	var n uint64
	for first, counts := range d.Spans() {
		for i, c := range counts {
			if c == 0 || d.Buckets[first+i] != c {
				t.Errorf("bucket %d: %d", first+i, c)
			}
			n += c
		}
	}
	if n+d.Zero != d.Count || d.Count != 5 || d.Total() != 5306 {
		t.Errorf("%d in spans, %d zero, %d in all, sum %v", n, d.Zero, d.Count, d.Total())
	}
	for le, want := range map[float64]uint64{0.5: 1, 64: 1, 97: 1, 110: 4, 128: 4, 4096: 4, 8192: 5, 1 << 40: 5} {
		if got := d.Below(le); got != want {
			t.Errorf("%d up to %v bytes, want %d", got, le, want)
		}
	}
	if d.FirstIndex() != 1 || d.ZeroThreshold() != 1 || d.UpperBound(7) != 2 {
		t.Errorf("first %d, zero %v, bound %v", d.FirstIndex(), d.ZeroThreshold(), d.UpperBound(7))
	}
}

// TestPercentileColumns reads the columns of rows in turn through one view, as an encoder does.
func TestPercentileColumns(t *testing.T) {
	one, other, idle := NewSet(KindServer, 2), NewSet(KindServer, 2), NewSet(KindServer, 2)
	for i := range 1000 {
		testDist.Record(one, i%2, int64(i+1)*1e6)
		testDist.Record(other, i%2, 2e6)
	}
	v := &View{}
	for i, want := range []float64{500, 900, 950, 990, 999} {
		for _, c := range []struct {
			set  *Set
			want float64
		}{{one, want}, {other, 2}} {
			x := testDist.percentile(thing{c.set}, v, i)
			if got := x.Float(); math.Abs(got-c.want) > 0.05*c.want || x.Decimals() != 3 {
				t.Errorf("%s: %v, want %v", Percentiles[i].Name, got, c.want)
			}
		}
		if x := testDist.percentile(thing{idle}, v, i); !x.Empty() {
			t.Errorf("%s of nothing: %v", Percentiles[i].Name, x.Float())
		}
	}
	var d Distribution
	testDist.Read(one, &d)
	for i, p := range Percentiles {
		if got, want := testDist.percentile(thing{one}, v, i).Float()*1e6, d.Quantile(p.Share); math.Abs(got-want) > 1 {
			t.Errorf("%s: %v in a column, %v by itself", p.Name, got, want)
		}
	}
}

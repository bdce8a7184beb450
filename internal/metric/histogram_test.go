package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBucketsAreNative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ns := uint64(math.Exp2(rapid.Float64Range(0, 41.8).Draw(t, "log2 of ns")))
		seconds := float64(ns) / 1e9
		i := bucketOf(ns)
		if i < 0 {
			if seconds > ZeroThreshold {
				t.Fatalf("%d ns counts as zero", ns)
			}
			return
		}
		if upper := UpperBound(i); seconds > upper*(1+1e-12) {
			t.Fatalf("%d ns is above %v s, the end of its bucket %d", ns, upper, i)
		}
		if lower := UpperBound(i - 1); seconds <= lower*(1-1e-12) {
			t.Fatalf("%d ns is not above %v s, the start of its bucket %d", ns, lower, i)
		}
	})
}

func TestBucketEdges(t *testing.T) {
	cases := []struct {
		ns     uint64
		bucket int
	}{
		{0, -1}, {953, -1}, {954, 0}, {1000, 0}, {1039, 0}, {1040, 1},
		{1e9, 159}, {1e9 + 1, 160}, // 2^0 s is the end of the bucket with native index 0
		{3600e9, Buckets - 2}, {4096e9, Buckets - 1}, {math.MaxUint64, Buckets - 1},
	}
	for _, c := range cases {
		if got := bucketOf(c.ns); got != c.bucket {
			t.Errorf("%d ns: bucket %d, want %d", c.ns, got, c.bucket)
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

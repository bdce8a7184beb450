package metric

import (
	"iter"
	"math"
	"sort"
)

// Distribution is a picture of a Histogram. Its bounds and sums are in units: seconds or bytes.
type Distribution struct {
	// Count is how many values there were, Zero how many of them counted as zero.
	Count, Zero uint64
	// Sum is the sum of the values, in ns or bytes.
	Sum uint64
	// Buckets holds the counts; bucket i has the native index FirstIndex()+i.
	Buckets [Buckets]uint64

	scale *scale
}

// Reset makes d empty again.
func (d *Distribution) Reset() { *d = Distribution{} }

// FirstIndex returns the native index of the first bucket.
func (d *Distribution) FirstIndex() int { return d.scale.first }

// ZeroThreshold returns the largest value that counts as zero.
func (d *Distribution) ZeroThreshold() float64 {
	return math.Exp2(float64(d.scale.first-1) / perOctave)
}

// UpperBound returns the largest value of bucket i.
func (d *Distribution) UpperBound(i int) float64 { return d.scale.upper(i) }

// Total returns the sum of the values.
func (d *Distribution) Total() float64 { return float64(d.Sum) / d.scale.perUnit }

// Spans goes over the runs of buckets that hold something: the first of each, and the counts.
func (d *Distribution) Spans() iter.Seq2[int, []uint64] {
	return func(yield func(int, []uint64) bool) {
		for i := 0; i < Buckets; i++ {
			if d.Buckets[i] == 0 {
				continue
			}
			end := i + 1
			for end < Buckets && d.Buckets[end] != 0 {
				end++
			}
			if !yield(i, d.Buckets[i:end]) {
				return
			}
			i = end
		}
	}
}

// Below returns how many values are at most le, to within the width of a bucket: those of a bucket all count when its
// middle does.
func (d *Distribution) Below(le float64) uint64 {
	n := d.Zero
	if n == d.Count {
		return n
	}
	end := sort.SearchFloat64s(d.scale.middles[:], math.Nextafter(le*d.scale.perUnit, math.Inf(1)))
	for _, c := range d.Buckets[:end] {
		n += c
	}
	return n
}

// Quantile returns the value, in ns or bytes, that the share q (0 to 1) of all values does not exceed: the middle of its
// bucket. It is 0 without values.
func (d *Distribution) Quantile(q float64) float64 {
	rank := uint64(math.Ceil(q * float64(d.Count)))
	seen := d.Zero
	if rank <= seen {
		return 0
	}
	for i, n := range d.Buckets {
		if seen += n; seen >= rank {
			return d.scale.middles[i]
		}
	}
	return d.scale.middles[Buckets-1]
}

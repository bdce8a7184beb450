package metric

import (
	"math"
	"math/bits"
)

// A scale says which values fall into which bucket. Values are whole numbers; a unit is what the bounds are measured in.
type scale struct {
	perUnit float64          // values in a unit
	first   int              // native index of bucket 0, whose upper bound is 2^(first/8) units
	zero    uint64           // the largest value that counts as zero
	limits  [Buckets]uint64  // the largest value in each bucket; the last takes all
	middles [Buckets]float64 // the value in the middle of each, from which no value in it differs by more than 4.5 %
	groups  [64 << groupBits]uint8
}

// The buckets of a scale cover 32 octaves. Times are values in ns: from 2^-20 s, under a microsecond, to 2^12 s, over an
// hour. Sizes are values in bytes: from 1 to 2^32. What is smaller counts as zero, what is larger in the last bucket.
var (
	times = newScale(1e9, -20)
	sizes = newScale(1, 0)
)

// scaleOf returns the scale of a distribution by its unit.
func scaleOf(u Unit) *scale {
	if u == Bytes {
		return sizes
	}
	return times
}

// A value is looked up by the position of its highest bit and the four bits below. Such a group is narrower than a
// bucket, so it starts in one bucket and reaches at most into the next.
const groupBits = 4

// newScale makes the scale whose buckets begin above 2^octave units.
func newScale(perUnit float64, octave int) *scale {
	sc := &scale{perUnit: perUnit, first: octave*perOctave + 1}
	sc.zero = uint64(math.Exp2(float64(octave)) * perUnit)
	for i := range sc.limits {
		sc.limits[i] = uint64(sc.upper(i) * perUnit)
		sc.middles[i] = sc.upper(i) * perUnit / math.Exp2(1.0/(2*perOctave))
	}
	sc.limits[Buckets-1] = math.MaxUint64
	for i := range sc.groups {
		first, b := firstOfGroup(i), 0
		for sc.limits[b] < first {
			b++
		}
		sc.groups[i] = uint8(b)
	}
	return sc
}

// firstOfGroup returns the smallest value of a group.
func firstOfGroup(i int) uint64 {
	top, low := i>>groupBits, uint64(i&(1<<groupBits-1))
	if top >= groupBits {
		return 1<<top | low<<(top-groupBits)
	}
	return 1<<top | low>>(groupBits-top)
}

// upper returns the upper bound of bucket i in units.
func (sc *scale) upper(i int) float64 { return math.Exp2(float64(sc.first+i) / perOctave) }

// bucket returns the bucket of a value, -1 for what counts as zero.
func (sc *scale) bucket(v uint64) int {
	if v <= sc.zero {
		return -1
	}
	top := bits.Len64(v) - 1
	low := v << groupBits >> top
	if top > groupBits {
		low = v >> (top - groupBits)
	}
	i := int(sc.groups[top<<groupBits|int(low&(1<<groupBits-1))])
	if v > sc.limits[i] {
		i++
	}
	return i
}

package metric

import (
	"math"
	"math/bits"
)

// limits[i] is the largest number of ns in bucket i; the last takes all.
var limits = func() (l [Buckets]uint64) {
	for i := range l {
		l[i] = uint64(UpperBound(i) * 1e9)
	}
	l[Buckets-1] = math.MaxUint64
	return l
}()

// zeroLimit is the largest number of ns that counts as zero.
const zeroLimit = 953 // 2^-20 s is 953.67 ns

// A number of ns is looked up by the position of its highest bit and the four bits below. Such a group is narrower
// than a bucket, so it starts in one bucket and reaches at most into the next.
const groupBits = 4

var groups = func() (g [64 << groupBits]uint8) {
	for i := range g {
		top, low := i>>groupBits, uint64(i&(1<<groupBits-1))
		first := uint64(1) << top
		if top >= groupBits {
			first |= low << (top - groupBits)
		} else {
			first |= low >> (groupBits - top)
		}
		b := 0
		for limits[b] < first {
			b++
		}
		g[i] = uint8(b)
	}
	return g
}()

// bucketOf returns the bucket of a number of ns, -1 for what counts as zero.
func bucketOf(ns uint64) int {
	if ns <= zeroLimit {
		return -1
	}
	top := bits.Len64(ns) - 1
	low := ns >> (top - groupBits) & (1<<groupBits - 1)
	i := int(groups[top<<groupBits|int(low)])
	if ns > limits[i] {
		i++
	}
	return i
}

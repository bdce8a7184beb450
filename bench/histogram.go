package main

import (
	"math/bits"
	"time"
)

// histogram counts durations in buckets about 1.5 % wide.
type histogram struct {
	count   uint64
	buckets [64 * subBuckets]uint64
}

const subBuckets = 64 // per power of two

func (h *histogram) add(d time.Duration) {
	h.count++
	h.buckets[bucketOf(uint64(max(d, 0)))]++
}

func bucketOf(v uint64) int {
	if v < subBuckets {
		return int(v)
	}
	shift := bits.Len64(v) - bits.Len64(subBuckets-1) - 1
	return (shift+1)*subBuckets + int(v>>shift) - subBuckets
}

// quantile is the upper end of the bucket in which the q-th part of the values ends.
func (h *histogram) quantile(q float64) time.Duration {
	rank, seen := uint64(q*float64(h.count)), uint64(0)
	for i, n := range h.buckets {
		if seen += n; seen > rank {
			return bucketEnd(i)
		}
	}
	return 0
}

func bucketEnd(i int) time.Duration {
	if i < subBuckets {
		return time.Duration(i)
	}
	shift := i/subBuckets - 1
	return time.Duration((uint64(i%subBuckets)+subBuckets+1)<<shift - 1)
}

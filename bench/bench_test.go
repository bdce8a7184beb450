package main

import (
	"testing"
	"time"
)

func TestHistogramQuantiles(t *testing.T) {
	var h histogram
	for i := range 1000 {
		h.add(time.Duration(i+1) * time.Microsecond)
	}
	for q, want := range map[float64]time.Duration{0.5: 501 * time.Microsecond, 0.99: 991 * time.Microsecond, 0.999: 1000 * time.Microsecond} {
		if got := h.quantile(q); got < want || got > want+want/32 {
			t.Errorf("quantile %v is %v, want %v and at most 3 %% more", q, got, want)
		}
	}
}

func TestBucketsCoverEveryDuration(t *testing.T) {
	last := -1
	for v := uint64(0); v < 1<<40; v += 1 + v/200 {
		i := bucketOf(v)
		if i < last || i > last+1 {
			t.Fatalf("bucket of %d is %d after %d", v, i, last)
		}
		if end := uint64(bucketEnd(i)); v > end {
			t.Fatalf("%d lies behind the end %d of its bucket", v, end)
		}
		last = i
	}
}

package web

import (
	"math"
	"slices"
)

// A pace is how long a server took to answer of late, as its logarithm: what makes a server slow multiplies times, and a
// single long answer weighs little there.
type pace struct {
	n        float64 // weight of the requests
	mean     float64 // of ln seconds
	variance float64
}

// When a server counts as slower than its siblings.
const (
	slowFactor   = 2.0    // it takes that many times as long as the median of the others
	slowSeconds  = 0.0005 // and that much longer, in seconds
	slowCertain  = 4.5    // and the difference is that many times its standard error
	slowRequests = 8      // and there were so many requests to each
	slowReadings = 10     // in so many readings in a row, so that a server that stood still just as it was first seen is not
)

// pace returns how fast a server was in the window.
func (w *window) pace() (p pace) {
	if len(w.phases) == 0 {
		return p
	}
	f := w.phases[len(w.phases)-1]
	var sum, squares float64
	for i, n := range f.buckets {
		if n > 0 {
			x := math.Log(f.middle(i))
			p.n += n
			sum += n * x
			squares += n * x * x
		}
	}
	if p.n > 0 {
		p.mean = sum / p.n
		p.variance = max(squares/p.n-p.mean*p.mean, 0)
	}
	return p
}

// slowness returns how many times longer a server takes than its siblings, 0 when it is not marked. Its siblings are the
// other paces that have enough requests; their median is what is usual, so that a second slow one hides nothing.
func slowness(all []pace, i int) float64 {
	p := all[i]
	var means []float64
	var n, variance float64
	for j, o := range all {
		if j != i && o.n >= slowRequests {
			means = append(means, o.mean)
			n += o.n
			variance += o.n * o.variance
		}
	}
	if p.n < slowRequests || len(means) == 0 {
		return 0
	}
	usual := median(means)
	// A median of k means is about 1.57/k as uncertain as one of them. No window knows its requests well enough to have
	// no variance at all: a bucket is 9 % wide.
	pooled := (p.n*p.variance+variance)/(p.n+n) + 0.001
	certainty := (p.mean - usual) / math.Sqrt(pooled/p.n+pooled*1.57/n)
	factor := math.Exp(p.mean - usual)
	if factor < slowFactor || math.Exp(p.mean)-math.Exp(usual) < slowSeconds || certainty < slowCertain {
		return 0
	}
	return factor
}

// median returns the middle of the values, which are put in order.
func median(v []float64) float64 {
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

package web

import (
	"math"
	"slices"

	"metergate/internal/metric"
)

// fadeTime is how long a request counts in a window, in ns: after it, a request has the weight 1/e, after three times that
// one of 1/20.
const fadeTime = 15e9

// A window holds how long the requests of an object took in the last seconds. Nothing of it is taken while requests run:
// it follows from distributions that are read now and again.
type window struct {
	phases []*fading // in the order of phaseNames, or the time to the response alone
	serial int       // of the last reading
	at     int64     // its clock, ns
	slow   int       // readings in a row in which the object was slower than its siblings
	times  float64   // how many times slower it is now, 0 when it is not
}

// phaseNames are the distributions of a window: the whole time of requests, then its parts.
var phaseNames = []string{"ttime", "rtime", "ctime", "qtime", "losttime"}

// responsePhase is the only one that the window of a server has: what the server itself is answerable for.
const responsePhase = "rtime"

func newWindow(all bool) *window {
	w := new(window)
	for _, name := range phaseNames {
		if h := histogramOf(name); h != nil && (all || name == responsePhase) {
			w.phases = append(w.phases, &fading{of: h})
		}
	}
	return w
}

// histogramOf returns the distribution of that name, nil without.
func histogramOf(name string) *metric.Histogram {
	all := metric.Histograms()
	if i := slices.IndexFunc(all, func(h *metric.Histogram) bool { return h.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}

// read adds what has come since the last reading.
func (w *window) read(set *metric.Set, now int64, serial int) {
	keep := math.Exp(-float64(now-w.at) / fadeTime)
	for _, f := range w.phases {
		f.read(set, keep, w.serial == 0)
	}
	w.at, w.serial = now, serial
}

// quantile returns the time in seconds within which the share q of the requests was done; not ok without requests.
func (w *window) quantile(q float64) (seconds float64, ok bool) { return w.phases[0].quantile(q) }

// mean returns the mean of a phase in seconds.
func (w *window) mean(phase int) (seconds float64, ok bool) {
	if phase >= len(w.phases) || w.phases[phase].count < faintest {
		return 0, false
	}
	return w.phases[phase].sum / w.phases[phase].count, true
}

// faintest is the weight below which a window is as good as empty.
const faintest = 0.05

// A fading is a distribution whose values lose weight as time passes.
type fading struct {
	of         *metric.Histogram
	last       metric.Distribution
	count, sum float64 // of values, and of their seconds
	zero       float64
	buckets    [metric.Buckets]float64
}

// read lets what is there fade and adds what is new. The first reading only tells what was before.
func (f *fading) read(set *metric.Set, keep float64, first bool) {
	var d metric.Distribution
	f.of.Read(set, &d)
	if first || d.Count < f.last.Count { // the counters were cleared
		f.last = d
		return
	}
	f.count *= keep
	f.sum *= keep
	f.zero = f.zero*keep + float64(d.Zero-min(f.last.Zero, d.Zero))
	f.count += float64(d.Count - f.last.Count)
	f.sum += d.Total() - min(f.last.Total(), d.Total())
	for i := range f.buckets {
		f.buckets[i] = f.buckets[i]*keep + float64(d.Buckets[i]-min(f.last.Buckets[i], d.Buckets[i]))
	}
	f.last = d
}

func (f *fading) quantile(q float64) (seconds float64, ok bool) {
	if f.count < faintest {
		return 0, false
	}
	seen := f.zero
	for i, n := range f.buckets {
		if seen += n; seen >= q*f.count*(1-1e-9) && seen > f.zero {
			return f.middle(i), true
		}
	}
	return 0, true
}

// middle is the geometric middle of a bucket.
func (f *fading) middle(i int) float64 {
	return f.last.UpperBound(i) / math.Exp2(1.0/(2<<metric.Schema))
}

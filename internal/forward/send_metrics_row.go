package forward

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"metergate/internal/metric"
)

// A row is an object as a template of send-metrics sees it.
type row struct {
	object metric.Object
	page   *page
}

func (p *page) row(o metric.Object) *row { return &row{o, p} }

// Kind is frontend, backend, server, listener, operation or consumer; process for the whole.
func (r *row) Kind() string { return r.object.MetricKind().String() }

// Proxy is the name of the proxy.
func (r *row) Proxy() string { return r.object.MetricIdent().Proxy }

// Name is that of the server, listener, operation or consumer; FRONTEND and BACKEND for proxies.
func (r *row) Name() string { return r.object.MetricIdent().Name }

// Get returns the value of a column: a whole number, a decimal or a text, empty where nothing was measured.
func (r *row) Get(column string) (any, error) {
	c, err := r.column(column)
	if err != nil {
		return nil, err
	}
	v := c.Value(r.object, r.page.view)
	switch {
	case v.Empty():
		return "", nil
	case v.Type() == metric.Str:
		return v.Text(), nil
	case v.Type() == metric.Flt:
		return decimal(v.Float()), nil
	}
	return int64(v.Float()), nil
}

// Delta returns how much a number grew since the last delivery that was taken, or since the process began to serve. After
// a `clear counters` it is what was counted since then.
func (r *row) Delta(column string) (int64, error) {
	c, err := r.column(column)
	if err != nil {
		return 0, err
	}
	now := c.Value(r.object, r.page.view)
	if now.Empty() || now.Type() == metric.Str {
		return 0, nil
	}
	key, n := memoryKey{r.object.MetricIdent(), column}, int64(now.Float())
	r.page.read.number(key, n)
	if before := r.page.last.numbers[key]; before <= n {
		return n - before, nil
	}
	return n, nil
}

// Rate is Delta for each second.
func (r *row) Rate(column string) (decimal, error) {
	n, err := r.Delta(column)
	if r.page.Seconds <= 0 {
		return 0, err
	}
	return decimal(float64(n) / r.page.Seconds), err
}

// Percentile returns what a percentage of all values of a distribution does not exceed, in ms or bytes; empty without
// values.
func (r *row) Percentile(distribution string, percent float64) (any, error) {
	h, d, err := r.distribution(distribution)
	if err != nil {
		return nil, err
	}
	return percentile(h, d, percent)
}

// DeltaPercentile is Percentile over the values since the last delivery that was taken.
func (r *row) DeltaPercentile(distribution string, percent float64) (any, error) {
	h, d, err := r.distribution(distribution)
	if err != nil {
		return nil, err
	}
	key := memoryKey{r.object.MetricIdent(), distribution}
	r.page.read.distribution(key, d)
	return percentile(h, since(d, r.page.last.distributions[key]), percent)
}

func percentile(h *metric.Histogram, d *metric.Distribution, percent float64) (any, error) {
	switch {
	case percent < 0 || percent > 100:
		return nil, fmt.Errorf("there is no percentile %v", percent)
	case d.Count == 0:
		return "", nil
	case h.Unit == metric.Seconds:
		return decimal(d.Quantile(percent/100) / float64(time.Millisecond)), nil
	}
	return decimal(d.Quantile(percent / 100)), nil
}

// since returns the values of a distribution without those that it had before, all of them when it was cleared.
func since(d, before *metric.Distribution) *metric.Distribution {
	if before == nil || before.Count > d.Count || before.Zero > d.Zero {
		return d
	}
	left := *d
	left.Count, left.Sum, left.Zero = d.Count-before.Count, d.Sum-before.Sum, d.Zero-before.Zero
	for i := range left.Buckets {
		if before.Buckets[i] > d.Buckets[i] {
			return d
		}
		left.Buckets[i] -= before.Buckets[i]
	}
	return &left
}

// column finds a column of the row.
func (r *row) column(name string) (*metric.Column, error) {
	known := columnsByName()
	c, what := known.rows[name], "column"
	if r.object.MetricKind() == metric.KindProcess {
		c, what = known.process[name], "line of show info"
	}
	if c == nil {
		return nil, fmt.Errorf("there is no %s '%s'", what, name)
	}
	return c, nil
}

// distribution reads a distribution of the row.
func (r *row) distribution(name string) (*metric.Histogram, *metric.Distribution, error) {
	h := columnsByName().distributions[name]
	if h == nil {
		return nil, nil, fmt.Errorf("there is no distribution '%s'", name)
	}
	d := &metric.Distribution{}
	if h.On.Has(r.object.MetricKind()) {
		h.Read(r.object.MetricSet(), d)
	}
	return h, d, nil
}

// namedColumns are the columns, lines and distributions by their names.
type namedColumns struct {
	rows, process map[string]*metric.Column
	distributions map[string]*metric.Histogram
}

var columnsByName = sync.OnceValue(func() *namedColumns {
	n := &namedColumns{map[string]*metric.Column{}, map[string]*metric.Column{}, map[string]*metric.Histogram{}}
	for _, c := range metric.Table() {
		n.rows[c.Name] = c
	}
	for _, c := range metric.Info() {
		n.process[c.Name] = c
	}
	for _, h := range metric.Histograms() {
		n.distributions[h.Name] = h
	}
	return n
})

// A decimal is a number with a fraction, written without an exponent.
type decimal float64

// String writes at most three decimals.
func (d decimal) String() string {
	text := strconv.FormatFloat(float64(d), 'f', 3, 64)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}

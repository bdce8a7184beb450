package metric

import (
	"math"
	"strconv"
)

// Percentiles are those that a distribution of times has columns for.
var Percentiles = [...]Percentile{{"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p999", 0.999}}

// A Percentile is a share of all values and how columns call it.
type Percentile struct {
	Name  string
	Share float64
}

// DeclarePercentiles declares a column for each of Percentiles, named Name_p50 and so on, from the position on. They are
// in ms with three decimals, empty where nothing was measured.
func (h *Histogram) DeclarePercentiles(csv int, phase string) {
	for i, p := range Percentiles {
		Declare(Column{
			Name: h.Name + "_" + p.Name, CSV: csv + i, Type: Flt, Unit: Milliseconds, On: On("MaPV", h.On),
			Help: "Time that " + p.words() + " of the requests " + phase + " at most, within 4.5 %.",
			Read: func(o Object, v *View) Value { return h.percentile(o, v, i) },
		})
	}
}

func (p *Percentile) words() string {
	return strconv.FormatFloat(100*p.Share, 'g', 4, 64) + " %"
}

// percentile reads one of Percentiles. The columns of a row follow each other, so the view keeps what it read last.
func (h *Histogram) percentile(o Object, v *View, i int) Value {
	s := o.MetricSet()
	if s.Idle() && v.Beside == nil {
		return None()
	}
	m := &v.percentiles
	if m.set != s || m.of != h {
		m.read(o, v, h)
	}
	if m.count == 0 {
		return None()
	}
	return Decimal(m.values[i]/1e6, 3)
}

// percentileMemo holds the percentiles of one distribution of one object.
type percentileMemo struct {
	set    *Set
	of     *Histogram
	count  uint64
	values [len(Percentiles)]float64
}

func (m *percentileMemo) read(o Object, v *View, h *Histogram) {
	var d Distribution
	h.Of(o, v, &d)
	*m = percentileMemo{set: o.MetricSet(), of: h, count: d.Count}
	if d.Count > 0 {
		d.quantiles(m.values[:])
	}
}

// quantiles reads all Percentiles in one pass.
func (d *Distribution) quantiles(values []float64) {
	seen, i := d.Zero, -1
	for n, p := range Percentiles {
		rank := uint64(math.Ceil(p.Share * float64(d.Count)))
		for seen < rank && i < Buckets-1 {
			i++
			seen += d.Buckets[i]
		}
		values[n] = 0
		if i >= 0 {
			values[n] = d.scale.middles[i]
		}
	}
}

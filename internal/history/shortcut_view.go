package history

import (
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// A callView is a function of the samples in the time before each step.
type callView struct {
	of     *shortcuts
	over   *span
	offset int64

	stretch
	window promql.Matrix // the one series of the function
	helper promql.EvalNodeHelper
}

func (v *callView) begin(s storage.Series) {
	v.stretch.begin(s)
	v.window[0].Metric = s.Labels()
}

func (v *callView) look(ts int64) (promql.Sample, bool, error) {
	to := ts - v.offset
	v.move(to-v.over.length, to)
	n := v.len()
	switch {
	case v.err() != nil:
		return promql.Sample{}, false, v.err()
	case n > v.of.limit:
		return promql.Sample{}, false, promql.ErrTooManySamples("query execution")
	case n == 0:
		return promql.Sample{}, false, nil
	}
	v.window[0].Floats, v.window[0].Histograms = v.floats[v.first:], v.hists
	v.helper.Ts = ts
	out, notes := v.over.call(nil, v.window, v.over.args, &v.helper)
	if len(notes) > 0 {
		v.of.notes.Merge(notes)
	}
	v.helper.Out = out[:0]
	if len(out) == 0 {
		return promql.Sample{}, false, nil
	}
	return out[0], true, nil
}

// A lastView is the last sample before each step, unless that is older than a time or the mark of an end.
type lastView struct {
	offset, length int64

	it    chunkenc.Iterator
	ahead chunkenc.ValueType // of the next sample
	at    int64              // its time
	value float64            // its value, when it is no histogram
	t     int64              // of the last sample
	f     float64
	h     *histogram.FloatHistogram
	any   bool // there is a last sample
	lent  bool // its histogram is somebody's
}

func (v *lastView) begin(s storage.Series) {
	v.it = s.Iterator(v.it)
	v.any, v.h = false, nil
	v.next()
}

func (v *lastView) next() {
	switch v.ahead = v.it.Next(); v.ahead {
	case chunkenc.ValNone:
	case chunkenc.ValFloat:
		v.at, v.value = v.it.At()
	default:
		v.at = v.it.AtT()
	}
}

func (v *lastView) look(ts int64) (promql.Sample, bool, error) {
	ref := ts - v.offset
	for ; v.ahead != chunkenc.ValNone && v.at <= ref; v.next() {
		v.take()
	}
	if v.ahead == chunkenc.ValNone && v.it.Err() != nil {
		return promql.Sample{}, false, v.it.Err()
	}
	if !v.any || v.t <= ref-v.length || v.h == nil && value.IsStaleNaN(v.f) || v.h != nil && value.IsStaleNaN(v.h.Sum) {
		return promql.Sample{}, false, nil
	}
	v.lent = true
	return promql.Sample{F: v.f, H: v.h}, true, nil
}

// take makes the next sample the last one.
func (v *lastView) take() {
	v.any = true
	if v.ahead == chunkenc.ValFloat {
		v.t, v.f, v.h = v.at, v.value, nil
		return
	}
	if v.lent {
		v.h, v.lent = nil, false
	}
	v.t, v.h = v.it.AtFloatHistogram(v.h)
}

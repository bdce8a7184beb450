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
	slope  *slope // nil when the function is another
}

func newCallView(of *shortcuts, over *span, offset int64) *callView {
	return &callView{of: of, over: over, offset: offset, window: make(promql.Matrix, 1), slope: slopeOf(over, of.stmt)}
}

func (v *callView) begin(s storage.ChunkSeries) {
	v.stretch.begin(s)
	v.window[0].Metric = s.Labels()
}

func (v *callView) look(ts int64) (reading, bool, error) {
	to := ts - v.offset
	v.move(to-v.over.length, to)
	n := v.len()
	switch {
	case v.broken != nil:
		return reading{}, false, v.broken
	case n > v.of.limit:
		return reading{}, false, promql.ErrTooManySamples("query execution")
	case n == 0:
		return reading{}, false, nil
	case v.slope != nil && v.rising():
		return reading{f: v.slope.of(v.floats[v.first:v.end], ts, to)}, true, nil
	}
	return v.call(ts)
}

// call asks the engine's function.
func (v *callView) call(ts int64) (reading, bool, error) {
	v.window[0].Floats, v.window[0].Histograms = v.floats[v.first:v.end], v.hists
	v.helper.Ts = ts
	out, notes := v.over.call(nil, v.window, v.over.args, &v.helper)
	if len(notes) > 0 {
		v.of.notes.Merge(notes)
	}
	v.helper.Out = out[:0]
	if len(out) == 0 {
		return reading{}, false, nil
	}
	return reading{out[0].F, out[0].H}, true, nil
}

// A lastView is the last sample before each step, unless that is older than a time or the mark of an end.
type lastView struct {
	offset, length int64

	chunkRun
	floats []promql.FPoint // of the chunk that is being read; those below next are behind
	next   int
	it     chunkenc.Iterator  // of the chunk of histograms that is being read
	ahead  chunkenc.ValueType // of its next sample
	at     int64              // its time
	broken error

	t    int64 // of the last sample
	f    float64
	h    *histogram.FloatHistogram
	any  bool // there is a last sample
	lent bool // its histogram is somebody's
}

func (v *lastView) begin(s storage.ChunkSeries) {
	v.floats, v.next, v.ahead = v.floats[:0], 0, chunkenc.ValNone
	v.any, v.h, v.broken = false, nil, nil
	v.chunkRun.begin(s)
}

func (v *lastView) look(ts int64) (reading, bool, error) {
	ref := ts - v.offset
	for v.broken == nil {
		v.pass(ref)
		if v.next < len(v.floats) || v.ahead != chunkenc.ValNone || !v.load(ref-v.length) {
			break
		}
	}
	if v.broken != nil {
		return reading{}, false, v.broken
	}
	if !v.any || v.t <= ref-v.length || v.h == nil && value.IsStaleNaN(v.f) || v.h != nil && value.IsStaleNaN(v.h.Sum) {
		return reading{}, false, nil
	}
	v.lent = true
	return reading{v.f, v.h}, true, nil
}

// pass makes the last sample not after a time the last one.
func (v *lastView) pass(ref int64) {
	from := v.next
	for v.next < len(v.floats) && v.floats[v.next].T <= ref {
		v.next++
	}
	if v.next > from {
		p := v.floats[v.next-1]
		v.any, v.t, v.f, v.h = true, p.T, p.F, nil
	}
	for v.ahead != chunkenc.ValNone && v.at <= ref {
		if v.any = true; v.lent {
			v.h, v.lent = nil, false
		}
		v.t, v.h = v.it.AtFloatHistogram(v.h)
		v.step()
	}
}

// load reads the next chunk that has samples after a time, and reports whether there is one.
func (v *lastView) load(after int64) bool {
	c, is, last := v.chunkRun.take(after)
	switch {
	case !is:
		v.broken = v.chunkRun.it.Err()
	case ofFloats(c):
		v.floats, v.broken = v.chunkRun.floats(v.floats[:0], c, last)
		v.next = 0
	default:
		v.it = c.Iterator(v.it)
		v.step()
	}
	return is
}

func (v *lastView) step() {
	if v.ahead = v.it.Next(); v.ahead != chunkenc.ValNone {
		v.at = v.it.AtT()
	} else {
		v.broken = v.it.Err()
	}
}

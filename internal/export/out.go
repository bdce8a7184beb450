package export

import (
	"io"
	"sync"

	"metergate/internal/metric"
)

// chunkSize is how much is rendered before the writer gets it: enough that handing it over costs little, and few enough
// that it stays in the cache of a core.
const chunkSize = 128 << 10

// out collects a rendering. The first error of the writer ends it: step then returns false.
type out struct {
	w   io.Writer
	buf []byte
	err error

	open    bool // the format is OpenMetrics
	dist    metric.Distribution
	pending string            // the head of a metric that has no line yet
	counts  [maxStates]uint64 // of the states of one object
}

var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, chunkSize+chunkSize/8)
	return &b
}}

// render runs an encoder over a buffer of the pool and writes what is left at its end.
func render(w io.Writer, encode func(*out)) error {
	b := buffers.Get().(*[]byte)
	o := &out{w: w, buf: (*b)[:0]}
	encode(o)
	o.flush()
	*b = o.buf
	buffers.Put(b)
	return o.err
}

// step is called between objects and writes a full chunk. It reports whether to go on.
func (o *out) step() bool {
	if len(o.buf) >= chunkSize {
		o.flush()
	}
	return o.err == nil
}

func (o *out) flush() {
	if o.err == nil && len(o.buf) > 0 {
		_, o.err = o.w.Write(o.buf)
	}
	o.buf = o.buf[:0]
}

// text appends a constant.
func (o *out) text(s string) { o.buf = append(o.buf, s...) }

package export

import (
	"io"
	"sync"

	"metergate/internal/metric"
)

// chunkSize is how much is rendered before the writer gets it: enough that handing it over costs little, and few enough
// that it stays in the cache of a core.
const chunkSize = 144 << 10

// A Lender is a writer that lends the memory to render into, which saves it a copy. What it is then given begins there,
// or elsewhere when it outgrew that memory.
type Lender interface {
	io.Writer
	Lend() []byte
}

// out collects a rendering. The first error of the writer ends it: step then returns false.
type out struct {
	w    io.Writer
	lend func() []byte
	buf  []byte
	full int // the length from which on buf is written
	err  error

	open    bool // the format is OpenMetrics
	dist    metric.Distribution
	pending string            // the head of a metric that has no line yet
	counts  [maxStates]uint64 // of the states of one object
}

var buffers = sync.Pool{New: func() any { return new([chunkSize]byte) }}

// render runs an encoder over memory that the writer lends, or that of the pool, and writes what is left at its end.
func render(w io.Writer, encode func(*out)) error {
	o := &out{w: w}
	if l, ok := w.(Lender); ok {
		o.lend = l.Lend
	} else {
		b := buffers.Get().(*[chunkSize]byte)
		defer buffers.Put(b)
		o.lend = func() []byte { return b[:] }
	}
	o.begin()
	encode(o)
	o.write()
	return o.err
}

// begin borrows memory for the next chunk. An eighth of it is room for the object that fills it.
func (o *out) begin() {
	b := o.lend()
	o.buf, o.full = b[:0], len(b)-len(b)/8
}

// step is called between objects and writes a full chunk. It reports whether to go on.
func (o *out) step() bool {
	if len(o.buf) >= o.full {
		if o.write(); o.err == nil {
			o.begin()
		}
	}
	return o.err == nil
}

// write hands the chunk over.
func (o *out) write() {
	if o.err == nil && len(o.buf) > 0 {
		_, o.err = o.w.Write(o.buf)
	}
}

// text appends a constant.
func (o *out) text(s string) { o.buf = append(o.buf, s...) }

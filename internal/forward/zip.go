package forward

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// zippers are those at rest: each has tables of several hundred kilobytes.
var zippers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
	return w
}}

// zipped compresses a body.
func zipped(body []byte) []byte {
	w := zippers.Get().(*gzip.Writer)
	defer zippers.Put(w)
	var out bytes.Buffer
	out.Grow(len(body) / 8)
	w.Reset(&out)
	_, _ = w.Write(body) // memory takes everything
	_ = w.Close()
	return out.Bytes()
}

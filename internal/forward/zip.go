package forward

import (
	"bytes"
	"compress/gzip"
)

// zipped compresses a body.
func zipped(body []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed) // the level is one that there is
	_, _ = w.Write(body)                              // memory takes everything
	_ = w.Close()
	return out.Bytes()
}

package history

import (
	"reflect"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
)

// A chunkRun are the chunks of one series, in the order of time.
type chunkRun struct {
	it      chunks.Iterator
	ahead   chunks.Meta // the chunk that is next
	more    bool        // there is one
	padded  []byte      // memory for reading chunks
	samples chunkenc.Iterator
}

// begin stands before the first chunk of a series. The memory of the former one is used again.
func (r *chunkRun) begin(series storage.ChunkSeries) {
	r.it = series.Iterator(r.it)
	r.next()
}

func (r *chunkRun) next() {
	if r.more = r.it.Next(); r.more {
		r.ahead = r.it.At()
	}
}

// take returns the next chunk that has samples after a time, in ms, and whether there is one and it is the last.
func (r *chunkRun) take(after int64) (c chunkenc.Chunk, is, last bool) {
	for r.more {
		now := r.ahead
		r.next()
		if now.MaxTime > after {
			return now.Chunk, true, !r.more
		}
	}
	return nil, false, false
}

// floats appends the samples of a chunk of numbers. The last chunk of a series may be one that is being written, of which
// the database gives a copy: its iterator knows which of its samples are there for all, and when those are all of them it
// is the same that any chunk has.
func (r *chunkRun) floats(to []promql.FPoint, c chunkenc.Chunk, last bool) ([]promql.FPoint, error) {
	if c.Encoding() == chunkenc.EncXOR && !last {
		return r.xor(to, c)
	}
	it := c.Iterator(r.samples)
	r.samples = it
	if c.Encoding() == chunkenc.EncXOR && reflect.TypeOf(it) == plainIterator {
		return r.xor(to, c)
	}
	for it.Next() == chunkenc.ValFloat {
		t, f := it.At()
		to = append(to, promql.FPoint{T: t, F: f})
	}
	return to, it.Err()
}

// plainIterator is the type of what goes over all samples of a chunk of numbers.
var plainIterator = reflect.TypeOf(chunkenc.NewXORChunk().Iterator(nil))

func (r *chunkRun) xor(to []promql.FPoint, c chunkenc.Chunk) ([]promql.FPoint, error) {
	r.padded = append(append(r.padded[:0], c.Bytes()...), padding[:]...)
	return appendXOR(to, r.padded)
}

// ofFloats reports whether the samples of a chunk are numbers.
func ofFloats(c chunkenc.Chunk) bool {
	return c.Encoding() == chunkenc.EncXOR || c.Encoding() == chunkenc.EncXOR2
}

package export

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"metergate/internal/metric"
)

// many repeats a server.
func many(n int) Rows {
	list := slices.Repeat([]metric.Object{server("be_api", "s1", 4, 1, true)}, n)
	return slices.Values(list)
}

// A chunkWriter notes the sizes of what it gets and fails after some chunks.
type chunkWriter struct {
	sizes []int
	after int
}

var errGone = errors.New("gone")

func (w *chunkWriter) Write(p []byte) (int, error) {
	if len(w.sizes) == w.after {
		return 0, errGone
	}
	w.sizes = append(w.sizes, len(p))
	return len(p), nil
}

func encoders(rows Rows) map[string]func(io.Writer) error {
	v := &metric.View{}
	return map[string]func(io.Writer) error{
		"csv":   func(w io.Writer) error { return CSV(w, rows, v) },
		"typed": func(w io.Writer) error { return Typed(w, rows, v, false) },
		"json":  func(w io.Writer) error { return JSON(w, rows, v) },
		"prom":  scrape("", processObject(), rows),
	}
}

func TestChunksAreBounded(t *testing.T) {
	for name, encode := range encoders(many(20_000)) {
		w := &chunkWriter{after: -1}
		if err := encode(w); err != nil {
			t.Fatal(err)
		}
		if top := slices.Max(w.sizes); top > chunkSize+8<<10 || len(w.sizes) < 3 {
			t.Errorf("%s: %d chunks, the largest of %d bytes", name, len(w.sizes), top)
		}
	}
}

// A lendingWriter lends the same memory for each chunk, and keeps what it is given.
type lendingWriter struct {
	memory  []byte
	got     []byte
	strange int // chunks that were not rendered into the memory
}

func (w *lendingWriter) Lend() []byte { return w.memory }

func (w *lendingWriter) Write(p []byte) (int, error) {
	w.got = append(w.got, p...)
	if &p[0] != &w.memory[0] {
		w.strange++
	}
	return len(p), nil
}

// TestLentMemory: an encoder renders into what it is lent, and renders the same.
func TestLentMemory(t *testing.T) {
	for name, encode := range encoders(many(2000)) {
		var want bytes.Buffer
		if err := encode(&want); err != nil {
			t.Fatal(err)
		}
		w := &lendingWriter{memory: make([]byte, 64<<10)}
		if err := encode(w); err != nil || !bytes.Equal(w.got, want.Bytes()) || w.strange > 0 {
			t.Errorf("%s: %d bytes (%v), %d chunks elsewhere; want %d bytes", name, len(w.got), err, w.strange, want.Len())
		}
	}
}

func TestAFailedWriterEndsTheRendering(t *testing.T) {
	for name, encode := range encoders(many(20_000)) {
		w := &chunkWriter{after: 1}
		if err := encode(w); !errors.Is(err, errGone) || len(w.sizes) != 1 {
			t.Errorf("%s: %v after %d chunks", name, err, len(w.sizes))
		}
	}
}

func TestFloatsHaveNoZerosAtTheEnd(t *testing.T) {
	for f, want := range map[float64]string{0: "0", 26.994: "26.994", 107.32868: "107.32868", 3: "3", 1795339947.676643: "1795339947.676643"} {
		if got := string(appendFloat(nil, f)); got != want {
			t.Errorf("%v: %s, want %s", f, got, want)
		}
	}
}

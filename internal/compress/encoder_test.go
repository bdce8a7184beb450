package compress

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

// decode undoes an algorithm, with the standard library where it can.
func decode(a Algorithm, p []byte) ([]byte, error) {
	var r io.Reader = bytes.NewReader(p)
	var err error
	switch a {
	case Gzip:
		r, err = gzip.NewReader(r)
	case Deflate:
		r, err = zlib.NewReader(r)
	case RawDeflate:
		r = flate.NewReader(r)
	case Brotli:
		r = brotli.NewReader(r)
	case Zstd:
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Whatever pieces a body comes in, and wherever it is flushed, what comes out says the same; with encoders used before,
// too, some of them amid a body.
func TestEncoderKeepsBody(t *testing.T) {
	pool := new(Pool)
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom([]Algorithm{Identity, Gzip, Deflate, RawDeflate, Brotli, Zstd}).Draw(t, "algorithm")
		e, err := pool.Get(a)
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Put(e)
		var body, wire []byte
		for _, p := range rapid.SliceOfN(rapid.SliceOfN(rapid.ByteRange('a', 'd'), 0, 3000), 0, 6).Draw(t, "pieces") {
			body = append(body, p...)
			must(t, e.Add(p))
			if rapid.Bool().Draw(t, "flush") {
				must(t, e.Flush())
			}
			wire = append(wire, e.Out()...)
			e.Taken()
		}
		if rapid.Bool().Draw(t, "given up") {
			return
		}
		must(t, e.Finish())
		wire = append(wire, e.Out()...)
		got, err := decode(a, wire)
		if err != nil || !bytes.Equal(got, body) {
			t.Fatalf("%v: %d bytes come back as %d, %v", a, len(body), len(got), err)
		}
	})
}

func must(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

// What was flushed can be read at once.
func TestFlushReachesReader(t *testing.T) {
	for a := Gzip; a < numAlgorithms; a++ {
		e, err := new(Pool).Get(a)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Add([]byte("first")); err != nil {
			t.Fatal(err)
		}
		if err := e.Flush(); err != nil {
			t.Fatal(err)
		}
		got, _ := decode(a, e.Out()) // the end is missing
		if string(got) != "first" {
			t.Errorf("%v: %q can be read after a flush", a, got)
		}
	}
}

// Pieces cost no allocation once an encoder has been used, and the next body the few that a library's Reset makes.
func TestEncoderAllocs(t *testing.T) {
	piece := bytes.Repeat([]byte("a line of some text, and some more\n"), 400)
	for a := Identity; a < numAlgorithms; a++ {
		pool := new(Pool)
		run := func() {
			e, _ := pool.Get(a)
			e.Add(piece)
			e.Flush()
			e.Taken()
			e.Finish()
			pool.Put(e)
		}
		run()
		if n := testing.AllocsPerRun(20, run); n > 4 {
			t.Errorf("%v: %v allocations a body", a, n)
		}
	}
}

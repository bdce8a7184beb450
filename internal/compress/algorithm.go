package compress

import (
	"slices"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// An Algorithm is a way to write a body; None is none at all.
type Algorithm uint8

// The algorithms. Identity writes a body as it is, in chunks.
const (
	None Algorithm = iota
	Identity
	Gzip
	Deflate
	RawDeflate
	Brotli
	Zstd
	numAlgorithms
)

// algorithms say what each one is called in a configuration and between HTTP programs, and how its encoder is made for a
// level from 1 to 9.
var algorithms = [numAlgorithms]struct {
	name, token string
	open        func(s *sink, level int) (coder, error)
}{
	Identity: {"identity", "identity", func(s *sink, _ int) (coder, error) { return plain{s}, nil }},
	Gzip:     {"gzip", "gzip", func(s *sink, level int) (coder, error) { return gzip.NewWriterLevel(s, level) }},
	Deflate:  {"deflate", "deflate", func(s *sink, level int) (coder, error) { return zlib.NewWriterLevel(s, level) }},
	RawDeflate: {"raw-deflate", "deflate", func(s *sink, level int) (coder, error) {
		return flate.NewWriter(s, level)
	}},
	Brotli: {"br", "br", func(s *sink, level int) (coder, error) {
		return brotli.NewWriterOptions(s, brotli.WriterOptions{Quality: level, LGWin: brotliWindow}), nil
	}},
	Zstd: {"zstd", "zstd", func(s *sink, level int) (coder, error) {
		return zstd.NewWriter(s, zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(zstdWindow), zstd.WithLowerEncoderMem(true))
	}},
}

// Windows that bound the memory of an encoder, and of who reads what it wrote: 2 to the power of the first, and bytes.
const (
	brotliWindow = 18
	zstdWindow   = 256 << 10
)

// MaxLevel is the highest level of compression.
const MaxLevel = flate.BestCompression

// Parse returns the algorithm that a configuration calls by that name, or None.
func Parse(name string) Algorithm {
	for a := Identity; a < numAlgorithms; a++ {
		if algorithms[a].name == name {
			return a
		}
	}
	return None
}

// Names returns the names of all algorithms, sorted.
func Names() (names []string) {
	for a := Identity; a < numAlgorithms; a++ {
		names = append(names, algorithms[a].name)
	}
	slices.Sort(names)
	return names
}

// String returns the name of the algorithm in a configuration.
func (a Algorithm) String() string { return algorithms[a].name }

// Token returns the name of the algorithm in Accept-Encoding and Content-Encoding.
func (a Algorithm) Token() string { return algorithms[a].token }

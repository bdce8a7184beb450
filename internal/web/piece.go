package web

import (
	"io"
	"iter"
	"slices"

	"metergate/internal/proxy"
)

// firstPiece and nextPiece are the sizes of the pieces of a long answer: a short one needs little memory, and handing
// over the pieces of a long one costs little.
const firstPiece, nextPiece = 32 << 10, 256 << 10

// streamed makes an answer whose body is what render writes. Each write is one piece; render waits in it until the
// client has room for the next one.
func streamed(contentType string, render func(w io.Writer) error) *proxy.ServiceAnswer {
	w := &pieceWriter{size: firstPiece}
	next, stop := iter.Pull2(func(yield func([]byte, error) bool) {
		w.yield = yield
		if err := render(w); err != nil && err != io.ErrClosedPipe {
			yield(nil, err)
		}
	})
	return &proxy.ServiceAnswer{
		Status: 200,
		Fields: [][2]string{{"cache-control", "no-cache"}, {"content-type", contentType}},
		Length: -1,
		Next: func(dst []byte) ([]byte, error) {
			w.dst = dst
			piece, err, ok := next()
			if !ok {
				return dst, io.EOF
			}
			return piece, err
		},
		Close: stop,
	}
}

// A pieceWriter hands what is written to the reader of the pieces, and waits until it is asked for more.
type pieceWriter struct {
	yield func([]byte, error) bool
	dst   []byte // what the reader wants the piece appended to
	size  int    // of the next piece
}

// Write gives p away as one piece. It fails when nobody wants more.
func (w *pieceWriter) Write(p []byte) (int, error) {
	if !w.yield(w.appended(p), nil) {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

// appended returns p behind what the reader has, without a copy when it was rendered there.
func (w *pieceWriter) appended(p []byte) []byte {
	n := len(w.dst)
	if room := w.dst[n:cap(w.dst)]; len(p) > 0 && len(p) <= len(room) && &p[0] == &room[0] {
		return w.dst[:n+len(p)]
	}
	return append(w.dst, p...)
}

// Lend returns the memory where the next piece belongs.
func (w *pieceWriter) Lend() []byte {
	w.dst = slices.Grow(w.dst, w.size)
	w.size = nextPiece
	return w.dst[len(w.dst):cap(w.dst)]
}

package web

import (
	"io"
	"iter"

	"metergate/internal/proxy"
)

// streamed makes an answer whose body is what render writes. Each write is one piece; render waits in it until the
// client has room for the next one.
func streamed(contentType string, render func(w io.Writer) error) *proxy.ServiceAnswer {
	next, stop := iter.Pull2(func(yield func([]byte, error) bool) {
		if err := render(pieceWriter(yield)); err != nil && err != io.ErrClosedPipe {
			yield(nil, err)
		}
	})
	return &proxy.ServiceAnswer{
		Status: 200,
		Fields: [][2]string{{"cache-control", "no-cache"}, {"content-type", contentType}},
		Length: -1,
		Next: func(dst []byte) ([]byte, error) {
			piece, err, ok := next()
			if !ok {
				return dst, io.EOF
			}
			return append(dst, piece...), err
		},
		Close: stop,
	}
}

// A pieceWriter hands what is written to the reader of the pieces, and waits until it is asked for more.
type pieceWriter func([]byte, error) bool

// Write gives p away as one piece. It fails when nobody wants more.
func (w pieceWriter) Write(p []byte) (int, error) {
	if !w(p, nil) {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

package compress

import "io"

// A coder is what the libraries' writers have in common.
type coder interface {
	io.Writer
	Flush() error
	Close() error
	Reset(io.Writer)
}

// An Encoder compresses one body, piece by piece.
type Encoder struct {
	algorithm Algorithm
	coder     coder
	sink      *sink
}

// A sink collects what a coder writes.
type sink struct{ out []byte }

// Write keeps a copy of p.
func (s *sink) Write(p []byte) (int, error) {
	s.out = append(s.out, p...)
	return len(p), nil
}

// Algorithm returns what the encoder writes.
func (e *Encoder) Algorithm() Algorithm { return e.algorithm }

// Add compresses p, of which Out may show something at once, or only later.
func (e *Encoder) Add(p []byte) error {
	_, err := e.coder.Write(p)
	return err
}

// Flush brings everything that was added into Out.
func (e *Encoder) Flush() error { return e.coder.Flush() }

// Finish brings the end of the body into Out. Nothing may be added after it.
func (e *Encoder) Finish() error { return e.coder.Close() }

// Out returns what was made and not yet taken. It is valid until the next call.
func (e *Encoder) Out() []byte { return e.sink.out }

// Taken says that the caller has used Out.
func (e *Encoder) Taken() { e.sink.out = e.sink.out[:0] }

// Restart forgets the body so far, for one that is sent again.
func (e *Encoder) Restart() {
	e.Taken()
	e.coder.Reset(e.sink)
}

// plain is the coder of Identity.
type plain struct{ *sink }

func (plain) Flush() error    { return nil }
func (plain) Close() error    { return nil }
func (plain) Reset(io.Writer) {}

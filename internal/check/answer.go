package check

import (
	"errors"

	"metergate/internal/http1"
)

// errNoAnswer says that the server closed the connection before its answer was complete.
var errNoAnswer = errors.New("")

// An answer is the HTTP response of a probe, read as far as the expectations need it.
type answer struct {
	request *http1.Request // what it answers
	head    http1.Response
	parsed  bool
	body    []byte
	chunks  http1.ChunkDecoder
	left    int64 // bytes of a body with a length
	whole   bool  // the body is complete, or as much of it as will be read
}

func (a *answer) reset() {
	a.request, a.parsed, a.whole = nil, false, false
	a.body = a.body[:0]
	a.head.Status = 0
}

// readHead waits for the final response head. A server that answers junk, or nothing, is an error without a text.
func (p *probe) readHead() error {
	a := &p.http
	for !a.parsed {
		n, err := a.head.Parse(p.in, a.request, nil)
		switch {
		case err != nil || n == 0 && p.ended:
			return errNoAnswer
		case n == 0:
			if err := p.receive(); err != nil {
				return err
			}
		default:
			p.in = append(p.in[:0], p.in[n:]...)
			a.parsed = !a.head.Interim()
		}
	}
	a.chunks.Reset(0)
	a.left = a.head.Length
	a.whole = a.head.Framing == http1.FramingNone
	return nil
}

// readBody takes in what has come of the body, and waits for more when that is nothing.
func (p *probe) readBody() error {
	a := &p.http
	for before := len(a.body); !a.whole && len(a.body) == before; {
		if len(p.in) == 0 && !p.ended {
			if err := p.receive(); err != nil {
				return err
			}
		}
		if err := a.decode(p); err != nil {
			return err
		}
	}
	return nil
}

// decode moves the body from the input to where expectations look.
func (a *answer) decode(p *probe) error {
	switch a.head.Framing {
	case http1.FramingChunked:
		if err := a.decodeChunks(p); err != nil {
			return err
		}
	case http1.FramingLength:
		n := min(int64(len(p.in)), a.left)
		a.body = append(a.body, p.in[:n]...)
		a.left -= n
		a.whole = a.left == 0
		p.in = p.in[:0]
	default:
		a.body = append(a.body, p.in...)
		p.in = p.in[:0]
	}
	a.whole = a.whole || p.ended || len(a.body) >= maxInput
	return nil
}

func (a *answer) decodeChunks(p *probe) error {
	for {
		payload, n, err := a.chunks.Next(p.in)
		if err != nil {
			return errNoAnswer
		}
		a.body = append(a.body, payload...)
		p.in = append(p.in[:0], p.in[n:]...)
		if a.whole = a.chunks.Done(); a.whole || n == 0 {
			return nil
		}
	}
}

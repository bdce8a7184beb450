package proxy

import (
	"errors"
	"sync/atomic"

	"metergate/internal/http1"
	"metergate/internal/netio"
)

// An ErrorCapture is the last invalid request or response of a proxy, for `show errors`. It is never changed.
type ErrorCapture struct {
	Event    uint64 // counted over the process, from 0
	Wall     int64  // ns since 1970
	Response bool
	Front    *Frontend
	Back     *Backend // nil when it was not chosen
	Server   *Server  // nil likewise
	Client   netio.Addr
	Session  uint64
	Pos      int         // of the error, in Bytes
	State    http1.State // what the parser expected there
	Bytes    []byte      // what was received, cut at 16 KiB
}

// maxCapture bounds what is kept of a message.
const maxCapture = 16 << 10

// errorEvents counts captures over the process.
var errorEvents atomic.Uint64

// ErrorEvents is how many invalid messages were captured since the start.
func ErrorEvents() uint64 { return errorEvents.Load() }

// BadRequest returns the last invalid request of the proxy, or nil.
func (p *Proxy) BadRequest() *ErrorCapture { return p.badRequest.Load() }

// BadResponse returns the last invalid response, or nil.
func (p *Proxy) BadResponse() *ErrorCapture { return p.badResponse.Load() }

// captureRequest keeps an invalid request of the frontend.
func (s *Stream) captureRequest(err error, view []byte) {
	s.glitch()
	s.front.badRequest.Store(s.capture(err, view))
}

// captureResponse keeps an invalid response to the backend.
func (s *Stream) captureResponse(err error, view []byte) {
	if s.link != nil {
		s.link.glitches++
	}
	c := s.capture(err, view)
	c.Response = true
	s.back.badResponse.Store(c)
}

func (s *Stream) capture(err error, view []byte) *ErrorCapture {
	c := &ErrorCapture{
		Event: errorEvents.Add(1) - 1, Wall: s.lane.loop.Wall(),
		Front: s.front, Back: s.back, Server: s.server,
		Client: s.from(), Session: s.id,
		Bytes: append([]byte(nil), view[:min(len(view), maxCapture)]...),
	}
	var bad *http1.Error
	if errors.As(err, &bad) {
		c.Pos, c.State = bad.Pos, bad.State
	}
	return c
}

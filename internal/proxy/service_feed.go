package proxy

import (
	"cmp"
	"errors"
	"sync/atomic"

	"metergate/internal/http1"
	"metergate/internal/netio"
)

// A Feed is a body without an end, of pieces that are made once for all who listen. It is called off the loop, with the
// function that takes a piece for this client. Any goroutine may push; it never waits, a piece must not be changed any
// more, an empty one ends the body. push returns false once nobody listens. A client that falls feedBehind pieces
// behind is given up, so that it holds no more than those. The Close of the answer ends the listening.
type Feed func(push func(piece []byte) bool)

// feedBehind is how many pieces may wait for a client. They are shared by all clients.
const feedBehind = 16

// A feeding is what one client has still to get of a feed. It belongs to the loop, but for gone.
type feeding struct {
	task   *netio.Task
	pieces [][]byte
	ended  bool
	news   netio.Cond
	gone   atomic.Bool
}

// pusher returns the function that the feed is given.
func (f *feeding) pusher(l *netio.Loop) func([]byte) bool {
	return func(piece []byte) bool { return !f.gone.Load() && l.Post(func() { f.take(piece) }) }
}

// take queues a piece.
func (f *feeding) take(piece []byte) {
	switch {
	case f.gone.Load():
		return
	case len(piece) == 0:
		f.ended = true
	case len(f.pieces) == feedBehind:
		f.task.Cancel(errClientLate) // wherever it waits
	default:
		f.pieces = append(f.pieces, piece)
	}
	f.news.Wake()
}

// next waits for a piece. It returns nil at the end of the feed.
func (f *feeding) next(t *netio.Task) ([]byte, error) {
	for len(f.pieces) == 0 && !f.ended {
		if err := f.news.Wait(t, 0); err != nil {
			return nil, err
		}
	}
	if len(f.pieces) == 0 {
		return nil, nil
	}
	piece := f.pieces[0]
	f.pieces = append(f.pieces[:0], f.pieces[1:]...)
	return piece, nil
}

// relayFeed sends the pieces as they come, until the client leaves or the feed ends.
func (s *Stream) relayFeed(t *netio.Task, a *answering) error {
	s.client.OnHangup(t)
	f, chunked := &feeding{task: t}, s.res.Framing == http1.FramingChunked
	defer f.gone.Store(true)
	r, err := a.run(t, func() step { a.Feed(f.pusher(s.lane.loop)); return step{} })
	if err != nil || r.err != nil {
		return cmp.Or(err, r.err)
	}
	for {
		piece, err := f.next(t)
		switch {
		case errors.Is(t.Err(), netio.ErrHangup):
			return nil // what has no end ends so
		case err != nil:
			return err
		}
		if err := s.client.Room(t, len(piece), s.clientDeadline()); err != nil {
			return clientError{err}
		}
		if err := s.writePiece(piece, chunked, piece == nil); err != nil {
			return clientError{err}
		}
		if piece == nil {
			return nil
		}
	}
}

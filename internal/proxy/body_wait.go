package proxy

import (
	"bytes"
	"errors"
	"time"

	"metergate/internal/http1"
	"metergate/internal/netio"
)

// A body that is waited for stays in the buffer of the connection that brings it, where rules read it and from where it is
// relayed: nothing is kept twice. What is waited for fits, with the head, one buffer of the reference.

// wait100 tells a client that waits for a leave that it may send its body.
const wait100 = "HTTP/1.1 100 Continue\r\n\r\n"

// awaitBody waits until the body of the request is there, least bytes of it when that is not 0, or as much as fits; for no
// longer than delay, when that is not 0, nor than the client may be silent. A client that leaves meanwhile is found out when
// its request is sent on. It returns false when the request has ended there.
func (s *Stream) awaitBody(t *netio.Task, delay time.Duration, least int) bool {
	if s.upload.done || s.req.Method == http1.MethodConnect {
		return true
	}
	s.grantBody()
	until := after(t.Now(), delay)
	for room := s.bodyRoom(consumed(s.client) - s.clientIn); !s.upload.there(s.client.View(), least) && s.client.Buffered() < room; {
		_, err := s.client.Peek(t, s.client.Buffered()+1, sooner(until, after(t.Now(), s.limit(limitClient))))
		switch {
		case err == nil:
		case t.Err() != nil:
			return s.abandoned(InRequest)
		case errors.Is(err, netio.ErrDeadline):
			s.requestError()
			return s.refuse(408, ClientTimeout, InRequest)
		default:
			s.bodyCut = true
			return true
		}
	}
	if bad := s.upload.foresee(s.client); bad != nil {
		s.uploadError(bad)
		return s.refuse(400, ByProxy, InRequest)
	}
	return true
}

// grantBody answers a client that waits for a leave to send its body, which no server is asked for any more.
func (s *Stream) grantBody() {
	i := s.req.Find("expect", 0)
	if i < 0 || s.req.Version == http1.Version10 || !bytes.EqualFold(s.req.Value(i), []byte("100-continue")) {
		return
	}
	if s.client.Buffered() == 0 {
		s.client.WriteString(wait100) // a client that left is seen by who waits for it
	}
	s.req.DelAt(i)
}

// cutBody ends a request whose client left before its body was there.
func (s *Stream) cutBody() bool {
	s.requestError()
	s.refuse(400, ByClient, InRequest)
	return false
}

// awaitAnswerBody is awaitBody for the body of a server's response.
func (s *Stream) awaitAnswerBody(t *netio.Task, delay time.Duration, least int) bool {
	srv := s.link.conn
	until := after(t.Now(), delay)
	for room := s.bodyRoom(consumed(srv) - s.link.in); !s.download.done && !s.download.there(srv.View(), least) && srv.Buffered() < room; {
		_, err := srv.Peek(t, srv.Buffered()+1, sooner(until, s.serverDeadline()))
		switch {
		case err == nil:
		case t.Err() != nil:
			return s.abandoned(InHeaders)
		case errors.Is(err, netio.ErrDeadline):
			s.responseError()
			s.endAs(ServerTimeout, InHeaders)
			s.replyPage(504)
			return false
		default:
			return true // who relays the body sees the same
		}
	}
	return true
}

// bodyRoom is how much of a body is waited for behind a head of that size.
func (s *Stream) bodyRoom(head int64) int {
	return max(s.lane.gateway.Global.Limits.Head-int(head), 1)
}

// there reports whether view holds the rest of the body, or least bytes of it when that is not 0.
func (b *body) there(view []byte, least int) bool {
	switch b.framing {
	case http1.FramingLength:
		return int64(len(view)) >= b.left || least > 0 && len(view) >= least
	case http1.FramingChunked:
		return b.chunksThere(view, least)
	}
	return least > 0 && len(view) >= least
}

// chunksThere is there for a body in chunks; one that is broken is there as well, since nothing mends it.
func (b *body) chunksThere(view []byte, least int) bool {
	ahead, got := b.chunks.Ahead(), 0
	for !ahead.Done() {
		payload, n, err := ahead.Next(view)
		got += len(payload)
		if err != nil || least > 0 && got >= least {
			return true
		}
		if n == 0 {
			return false
		}
		view = view[n:]
	}
	return true
}

// sooner returns the earlier of two deadlines, 0 being none.
func sooner(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

package proxy

import (
	"slices"
	"time"

	"metergate/internal/http1"
	"metergate/internal/netio"
)

// retryBuffer is how much of a request's body is kept for another attempt: with its head it must fit one buffer of the
// reference, tune.bufsize.
const retryBuffer = defaultBufsize

// recording returns where the body is copied to on its way out, while it may have to be sent again.
func (s *Stream) recording() *[]byte {
	if !s.replayable {
		return nil
	}
	if len(s.replay) > retryBuffer {
		s.replayable = false
		return nil
	}
	return &s.replay
}

// resend writes payload that was sent before to another server.
func (b *body) resend(dst *netio.Conn, payload []byte) error {
	if b.packer != nil {
		return b.packer.add(dst, payload)
	}
	if !b.chunked {
		return dst.Write(payload)
	}
	if err := dst.Write(http1.AppendChunkHead(b.head[:0], len(payload))); err != nil {
		return err
	}
	if err := dst.Write(payload); err != nil {
		return err
	}
	return dst.WriteString(http1.ChunkTail)
}

// on says which failures of keyword retry-on a failure is.
func (f failure) on() RetryOn {
	switch f {
	case refused, connectLate, unseen:
		return RetryConnFailure
	case emptyResponse:
		return RetryEmptyResponse
	case junkResponse:
		return RetryJunkResponse
	case responseLate:
		return RetryResponseTimeout
	case badStatus:
		return RetryStatus
	}
	return 0
}

// mayRetry reports whether the request may be tried again after that failure.
func (s *Stream) mayRetry(f failure) bool {
	policy := &s.back.Retry
	if f == stale {
		return true // at most once: the next attempt makes a new connection
	}
	if s.retries >= s.maxRetries() {
		return false
	}
	if f.on() != RetryConnFailure && !s.replayable {
		return false
	}
	return f == badStatus || policy.On&f.on() != 0
}

// retryStatus reports whether the response has a status after which the request is tried again.
func (s *Stream) retryStatus() bool {
	p := &s.back.Retry
	return p.On&RetryStatus != 0 && slices.Contains(p.Statuses, s.res.Status)
}

// readOut throws away the response that is tried again after, and reports whether its connection can go on: the request
// was sent whole, and all of the response is there.
func (s *Stream) readOut() bool {
	s.download.drop(s.link.conn)
	return s.download.done && s.upload.done && s.res.KeepAlive() && s.serverKeeps()
}

// tryAgain chooses where the next attempt goes, and waits before it goes to the same server. It returns false when the
// request has ended instead.
func (s *Stream) tryAgain(t *netio.Task, f failure) bool {
	s.retries++
	left := s.server
	s.anew = f == stale
	if !s.anew && s.mayRedispatch() {
		s.leaveSlot()
		s.avoid = left
		s.untie()
		if !s.place(t) {
			return false
		}
	}
	if s.redispatched = s.server != left; s.redispatched {
		wredis.Inc(left.Set, s.lane.shard)
		wredis.Inc(s.back.Set, s.lane.shard)
		return true
	}
	wretr.Inc(left.Set, s.lane.shard)
	wretr.Inc(s.back.Set, s.lane.shard)
	if f != refused && f != connectLate {
		return true
	}
	if t.Sleep(t.Now()+int64(turnaround(s.limit(limitConnect)))) != nil {
		s.abandoned(InConnect)
		return false
	}
	return true
}

// markAttempt notes when an attempt begins: what is before the last one was lost.
func (s *Stream) markAttempt(t *netio.Task) {
	s.times.Tried = t.Now()
	if s.times.Began == 0 {
		s.times.Began = s.times.Tried
	}
}

// turnaround is the wait before a server that refused a connection is asked again.
func turnaround(connect time.Duration) time.Duration { return shorter(connect, time.Second) }

// mayRedispatch reports whether the coming retry may change server: because its server is down, at the retry numbers
// that the option gives, or at any when nothing ties the request to a server. One that force-persist ties stays.
func (s *Stream) mayRedispatch() bool {
	p := &s.back.Retry
	if !p.Redispatch || s.persist.forced {
		return false
	}
	switch n := p.Interval; {
	case !s.server.Up():
		return true
	case n > 0 && s.retries%n == 0:
		return true
	case n < 0 && s.maxRetries()+1+n > 0 && s.retries%(s.maxRetries()+1+n) == 0:
		return true
	}
	active, _ := s.back.Usable()
	return active > 1 && !s.back.Method.Sticky() && s.persist.tied == nil
}

// giveUp ends a request whose last attempt failed.
func (s *Stream) giveUp(f failure) bool {
	status := 502
	switch f {
	case refused, untrusted, connectLate:
		status = 503
		econ.Inc(s.server.Set, s.lane.shard)
		econ.Inc(s.back.Set, s.lane.shard)
	default:
		s.responseError()
	}
	switch f {
	case refused, untrusted:
		s.endAs(ByServer, InConnect)
	case connectLate:
		s.endAs(ServerTimeout, InConnect)
	case emptyResponse, unseen:
		s.endAs(ByServer, InHeaders)
	case junkResponse:
		s.endAs(ByProxy, InHeaders)
	case responseLate:
		status = 504
		s.endAs(ServerTimeout, InHeaders)
	}
	s.leaveLink(false)
	s.serverIn = 0 // what it sent is no response
	s.replyPage(status)
	return false
}

// responseError counts a response that was invalid, cut short or late.
func (s *Stream) responseError() {
	if s.server == nil {
		return // it comes from a cache
	}
	eresp.Inc(s.server.Set, s.lane.shard)
	eresp.Inc(s.back.Set, s.lane.shard)
}

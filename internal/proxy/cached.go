package proxy

import (
	"strconv"

	"metergate/internal/cache"
	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/usage"
)

// cacheName is what logs show in place of a server.
const cacheName = "<CACHE>"

// A storing is what a stream has to do with caches.
type storing struct {
	key     []byte        // of what it asks for, nothing before cache-use
	asked   cache.Variant // that suits it
	object  *cache.Object // that answers it, nil for none
	cache   *cache.Cache  // that the answer comes from, nil for none
	filling *cache.Object // that its response is stored in
}

// leaveCache ends the use of objects. One that is still being filled never became complete.
func (s *Stream) leaveCache() {
	if s.stored.object != nil {
		s.stored.object.Release()
	}
	if s.stored.filling != nil {
		s.stored.filling.Abandon()
	}
	s.stored.object, s.stored.filling = nil, nil
}

// commitStored makes the response that has passed whole one that requests find.
func (s *Stream) commitStored() {
	if o := s.stored.filling; o != nil && s.download.saver == o {
		o.Commit()
		s.stored.filling = nil
	}
}

// cached answers the request with the stored response, if rules found one. It reports whether it did; then the request
// has ended.
func (s *Stream) cached(t *netio.Task) bool {
	if s.stored.object == nil {
		return false
	}
	if s.times.Request == 0 {
		s.times.Request = t.Now()
	}
	s.wasted(usage.Intercepted)
	if s.back == nil {
		intercepted.Inc(s.front.Set, s.lane.shard)
	}
	s.fillCached()
	s.captureHead(ofResponse, &s.res.Head)
	s.offerPacking()
	s.choosePacking()
	if !s.judgeCached(t) {
		return true
	}
	s.endAs(Locally, InRequest)
	s.frame()
	s.judgeAfter(t)
	s.pack()
	s.status = s.res.Status
	s.drainUpload()
	s.keep = s.keep && s.clientKeeps()
	if err := s.sendCached(t); err != nil {
		s.keep = false
		s.clientFailed(err, InData)
	}
	return true
}

// fillCached makes the stored head that of the response, with its age.
func (s *Stream) fillCached() {
	o := s.stored.object
	s.local, s.service = true, nil
	s.body = s.body[:0]
	s.res.Release(keepBuffer)
	if n, err := s.res.Parse(o.Head, nil, &lenientPage); err != nil || n == 0 {
		s.res.Start(500)
	}
	s.res.SetLength(o.Len())
	s.download.open(&s.res.Head, 502)
	age := max(s.wallSeconds()-o.Stored, 0) + o.Age
	s.res.Set([]byte("age"), strconv.AppendInt(s.lane.key[:0], age, 10))
	if s.unchanged() {
		s.res.SetStatus(304, "")
	}
}

// judgeCached asks the rules for responses.
func (s *Stream) judgeCached(t *netio.Task) bool {
	if s.back != nil && s.back.Proxy != s.front.Proxy && !s.judgeAnswer(t, s.back.Rules.Response) {
		return false
	}
	return s.judgeAnswer(t, s.front.Rules.Response)
}

// sendCached writes the response, no faster than the client takes it.
func (s *Stream) sendCached(t *netio.Task) error {
	if err := s.client.Write(s.responseHead(s.keep)); err != nil {
		return err
	}
	if s.req.Method == http1.MethodHead || s.res.Status == 304 {
		return nil
	}
	s.client.OnReset(t)
	for _, piece := range s.stored.object.Body() {
		for len(piece) > 0 {
			n := min(len(piece), cachedPiece)
			if err := s.client.Room(t, n, s.clientDeadline()); err != nil {
				return err
			}
			if err := s.writeCached(piece[:n]); err != nil {
				return err
			}
			if err := t.Spend(n); err != nil {
				return err
			}
			piece = piece[n:]
		}
	}
	if s.download.packer != nil {
		return s.download.finish(s.client, s.lane.wire)
	}
	return nil
}

// cachedPiece is how much of a stored body is written at once.
const cachedPiece = 32 << 10

func (s *Stream) writeCached(p []byte) error {
	if s.download.packer != nil {
		return s.download.packer.add(s.client, p)
	}
	return s.client.Write(p)
}

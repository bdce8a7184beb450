package proxy

import (
	"net/netip"
	"sync/atomic"

	"metergate/internal/balance"
	"metergate/internal/netio"
)

// place finds a server with room for the request and takes a slot of it, waiting in a queue where that is what the
// configuration asks for. It returns false when the request has ended instead.
func (s *Stream) place(t *netio.Task) bool {
	b := s.back
	if srv := s.bound(); srv != nil {
		return s.placeOnly(t, srv)
	}
	if srv := s.preferred(); srv != nil {
		return s.placeOnly(t, srv)
	}
	i := b.lanes[s.lane.shard].picker.Pick(b.Table(), s.keyed())
	if i >= 0 {
		return s.placeOn(t, b.at(i))
	}
	if !b.usable() {
		return s.noServer()
	}
	return s.waitAny(t)
}

// countPick counts a choice of the balance method.
func (s *Stream) countPick(srv *Server) {
	lbtot.Inc(s.back.Set, s.lane.shard)
	lbtot.Inc(srv.Set, s.lane.shard)
}

// keyed is what the balance method may ask about the request.
func (s *Stream) keyed() balance.Request {
	avoid := balance.None
	if s.avoid != nil {
		avoid = s.avoid.index
	}
	return balance.Request{Parts: (*keyParts)(s), Avoid: avoid}
}

// usable reports whether some server may be given work.
func (b *Backend) usable() bool {
	t := b.Table()
	return t != nil && t.Weight > 0
}

// preferred returns the server that served this client before, where option prefer-last-server asks for it, or nil.
func (s *Stream) preferred() *Server {
	last := s.sess.last
	if last == nil || !s.back.Options.PreferLast || s.retries > 0 || last.Back != s.back {
		return nil
	}
	if !last.Usable() || s.back.Method.Sticky() || last.full() && !s.waitsForLast(last) {
		return nil
	}
	return last
}

// waitsForLast reports whether the client rather waits for its server than takes another one.
func (s *Stream) waitsForLast(last *Server) bool {
	limit := s.back.Options.MaxKeepQueue
	return limit < 0 || last.Slots.Waiting() < limit
}

// placeOn takes a slot of the server that the balance method picked. When it has just become full the request waits: for that
// server when its choice followed from the request, else for any: then the pick is not counted, since another loop was faster.
func (s *Stream) placeOn(t *netio.Task, srv *Server) bool {
	srv.adapt()
	slot, ok := srv.Slots.TryAcquire()
	if !ok && !s.back.Method.Sticky() {
		return s.waitAny(t)
	}
	s.countPick(srv)
	if !ok {
		return s.waitFor(t, srv)
	}
	s.settle(srv, slot)
	return true
}

// settle makes srv the server of the request.
func (s *Stream) settle(srv *Server, slot netio.Slot) {
	now := s.task.Now()
	s.server, s.slot = srv, slot
	s.times.Queued = now
	touch(&srv.lastUse, now)
	touch(&s.back.lastUse, now)
	sessions.Inc(srv.Set)
}

// touch notes the time of a use. All requests of one turn have the same, and a store costs more than a look.
func touch(last *atomic.Int64, now int64) {
	if last.Load() != now {
		last.Store(now)
	}
}

// full reports whether the server works on as many requests as it may.
func (s *Server) full() bool {
	limit := s.Slots.Limit()
	return limit > 0 && s.Slots.Used() >= limit
}

// adapt moves the limit of a server that has a minconn with the load of its backend.
func (s *Server) adapt() {
	if s.Minconn == 0 {
		return
	}
	limit, load := s.Maxconn(), int(sessions.Value(s.Back.Set))
	if s.Back.Fullconn > 0 && load < s.Back.Fullconn {
		limit = max(s.Minconn, limit*load/s.Back.Fullconn)
	}
	if s.Slots.Limit() != limit {
		s.Slots.SetLimit(limit)
	}
}

// liveServers is the load of a backend's servers, for its balance method.
type liveServers struct{ back *Backend }

var _ balance.Servers = liveServers{}

// Load returns the requests that the server works on or that wait for it.
func (l liveServers) Load(i int) int {
	q := l.back.at(i).Slots
	return q.Used() + q.Waiting()
}

// Full reports whether the server can take no request now.
func (l liveServers) Full(i int) bool {
	s := l.back.at(i)
	s.adapt()
	return s.full()
}

// keyParts shows a stream to the balance methods that hash.
type keyParts Stream

var _ balance.Parts = (*keyParts)(nil)

// Source returns the client's address.
func (k *keyParts) Source() netip.Addr { return (*Stream)(k).from().Addr() }

// Target returns the request target as it stands.
func (k *keyParts) Target() []byte { return k.req.Target() }

// Header returns the value of the last field of that name.
func (k *keyParts) Header(name string) (value []byte) {
	for i := k.req.Find(name, 0); i >= 0; i = k.req.Find(name, i+1) {
		value = k.req.Value(i)
	}
	return value
}

// Sample returns the value of the expression of `balance hash`.
func (k *keyParts) Sample() ([]byte, bool) {
	expr := k.back.keyExpr
	if expr == nil {
		return nil, false
	}
	v, ok := expr.Eval(&k.cx)
	if !ok {
		return nil, false
	}
	return v.AppendText(k.body[:0]), true
}

package proxy

import "metergate/internal/netio"

var srvStrict = serverFlag("strict-maxconn", "The server never has more connections than its maxconn, idle ones included: one of these makes room for a new one.")

// book counts a connection that is to be made to a server with strict-maxconn. It is false when there are as many as there may be.
func (s *Server) book() bool {
	for {
		n, limit := s.booked.Load(), int64(s.Maxconn())
		if limit > 0 && n >= limit {
			return false
		}
		if s.booked.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// unbook counts a connection that is no more.
func (s *Server) unbook() {
	if s.Strict {
		s.booked.Add(-1)
	}
}

// book counts a connection that the request is about to make, and closes an idle one where it would be one too many, be it on
// another loop. It is false when there is none to close: all that are left are kept for one client each.
func (s *Stream) book(t *netio.Task, until int64) bool {
	srv := s.server
	if !srv.Strict || srv.book() {
		return true
	}
	own := s.lane.shard
	for i := range srv.pools {
		p := &srv.pools[(own+i)%len(srv.pools)]
		switch {
		case i == 0 && p.last != nil:
			p.drop(p.last)
		case i > 0 && !p.dropFor(t, until):
			return false
		}
		if srv.book() {
			return true
		}
	}
	return false
}

// dropFor has the loop of a pool close its oldest connection, and waits until that is done. It is false when the wait ended
// otherwise.
func (p *pool) dropFor(t *netio.Task, until int64) bool {
	done, cond := false, new(netio.Cond)
	asker := t.Loop()
	asked := p.lane.loop.Post(func() {
		if p.last != nil {
			p.drop(p.last)
		}
		asker.Post(func() { done = true; cond.Wake() })
	})
	for asked && !done {
		if cond.Wait(t, until) != nil {
			return false
		}
	}
	return asked
}

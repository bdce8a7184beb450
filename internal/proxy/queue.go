package proxy

import (
	"errors"
	"sync/atomic"

	"metergate/internal/metric"
	"metergate/internal/netio"
)

// ErrServerDown is why a request leaves the queue of a server that can take no more work: it is placed anew.
var ErrServerDown = errors.New("server went down")

// errQueueFull is why a request that is tied to a server is refused.
var errQueueFull = errors.New("the queue of its server is full")

// waitAny waits for a slot of any server of the backend.
func (s *Stream) waitAny(t *netio.Task) bool {
	b := s.back
	w := s.enqueue(b.Set, &b.served)
	slot, err := b.Queue.Acquire(t, s.priority(t.Now()), after(t.Now(), s.limit(limitQueue)))
	s.queuePos = w.leave(err)
	switch {
	case err == nil:
		s.settle(slot.Slots().Owner().(*Server), slot)
		return true
	case errors.Is(err, ErrServerDown):
		return s.place(t)
	}
	return s.unqueued(t, err)
}

// waitFor waits for a slot of one server. When its queue is full, a request goes to any other; but one that is tied to the
// server goes nowhere else unless the backend may redispatch it.
func (s *Stream) waitFor(t *netio.Task, srv *Server) bool {
	if srv.Maxqueue > 0 && srv.Slots.Waiting() >= srv.Maxqueue {
		if s.persist.tied == nil {
			return s.waitAny(t)
		}
		if s.back.Retry.Redispatch && !s.persist.forced {
			s.untie()
			return s.place(t)
		}
		econ.Inc(srv.Set, s.lane.shard)
		return s.unqueued(t, errQueueFull)
	}
	w := s.enqueue(srv.Set, &srv.served)
	slot, err := srv.Slots.Acquire(t, s.priority(t.Now()), after(t.Now(), s.limit(limitQueue)))
	s.serverPos = w.leave(err)
	switch {
	case err == nil:
		s.settle(srv, slot)
		return true
	case errors.Is(err, ErrServerDown):
		s.server = nil
		return s.place(t)
	}
	return s.unqueued(t, err)
}

// A wait is the time of a request in a queue.
type wait struct {
	set    *metric.Set
	served *atomic.Uint64
	before uint64
}

// enqueue counts the request in a queue, from which it also leaves when its client does.
func (s *Stream) enqueue(set *metric.Set, served *atomic.Uint64) wait {
	s.watchClient()
	queued.Inc(set)
	return wait{set, served, served.Load()}
}

// leave counts the request out of the queue and returns its place in it: how many were served meanwhile, itself
// included.
func (w wait) leave(err error) int {
	queued.Dec(w.set)
	n := w.served.Load() + 1
	if err == nil {
		n = w.served.Add(1)
	}
	return int(n - w.before)
}

// unqueued ends a request that found no server in time.
func (s *Stream) unqueued(t *netio.Task, err error) bool {
	s.times.Queued = t.Now()
	s.server = nil
	if t.Err() != nil {
		return s.abandoned(InQueue)
	}
	econ.Inc(s.back.Set, s.lane.shard)
	if errors.Is(err, netio.ErrDeadline) {
		s.endAs(ServerTimeout, InQueue)
	} else {
		s.endAs(ByServer, InQueue)
	}
	s.replyPage(503)
	return false
}

// noServer ends a request for which there is no server at all.
func (s *Stream) noServer() bool {
	s.server = nil
	econ.Inc(s.back.Set, s.lane.shard)
	s.endAs(ByServer, InConnect)
	s.replyPage(503)
	return false
}

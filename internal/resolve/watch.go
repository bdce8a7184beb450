package resolve

import (
	"maps"
	"net/netip"
	"slices"
	"time"
)

// maxSeen bounds what is remembered of former answers about a name.
const maxSeen = 8 * maxRecords

// A resolution is a question that is asked again and again, for all who watch it.
type resolution struct {
	question
	watches map[*Watch]bool
	last    *Answer // nil before the first one
	gone    chan struct{}
	seen    map[netip.Addr]time.Time // when each address was in an answer last
	records []seenService            // likewise, in their order
}

// A Watch is told of each answer to its question.
type Watch struct {
	r   *Resolver
	of  *resolution
	see func(Answer)
}

// Watch asks about a name from now on. see is called for each answer, valid or not, on a goroutine of the resolver; it
// must not wait. An answer that is known is seen at once.
func (r *Resolver) Watch(name string, kind Kind, see func(Answer)) *Watch {
	r.mu.Lock()
	defer r.mu.Unlock()
	q := question{name, kind}
	n := r.watched[q]
	if n == nil {
		n = &resolution{question: q, watches: map[*Watch]bool{}, gone: make(chan struct{}), seen: map[netip.Addr]time.Time{}}
		r.watched[q] = n
		if r.ctx.Err() == nil {
			r.busy.Go(func() { r.follow(n) })
		}
	}
	w := &Watch{r, n, see}
	n.watches[w] = true
	if n.last != nil {
		see(*n.last)
	}
	return w
}

// Stop ends the watch: see is not called any more once it returns. It is safe on a nil Watch.
func (w *Watch) Stop() {
	if w == nil {
		return
	}
	w.r.mu.Lock()
	defer w.r.mu.Unlock()
	delete(w.of.watches, w)
	if len(w.of.watches) == 0 && w.r.watched[w.of.question] == w.of {
		delete(w.r.watched, w.of.question)
		close(w.of.gone)
	}
}

// follow asks until nobody watches.
func (r *Resolver) follow(n *resolution) {
	for {
		a := r.resolve(n.question)
		if r.ctx.Err() != nil {
			return
		}
		r.tell(n, a)
		select {
		case <-time.After(r.Resolve):
		case <-n.gone:
			return
		case <-r.ctx.Done():
			return
		}
	}
}

// tell shows an answer to those who watch.
func (r *Resolver) tell(n *resolution, a Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a.Status == Valid {
		now := time.Now()
		a.Addrs = n.lasting(a.Addrs, now, r.Obsolete)
		a.Services = n.lastingServices(a.Services, now, r.Obsolete)
	}
	n.last = &a
	for w := range n.watches {
		w.see(a)
	}
}

// lasting returns the addresses of an answer, and those that were in one a short time ago: servers may tell of some only
// in each answer.
func (n *resolution) lasting(addrs []netip.Addr, now time.Time, obsolete time.Duration) []netip.Addr {
	for _, ip := range addrs {
		n.seen[ip] = now
	}
	if len(n.seen) > maxSeen {
		clear(n.seen) // a name server that tells of others each time is believed for one answer at a time
		for _, ip := range addrs {
			n.seen[ip] = now
		}
	}
	maps.DeleteFunc(n.seen, func(_ netip.Addr, at time.Time) bool { return now.Sub(at) > obsolete })
	return slices.SortedFunc(maps.Keys(n.seen), netip.Addr.Compare)
}

// A seenService is a record, and when it was in an answer last.
type seenService struct {
	Service
	at time.Time
}

// lastingServices is lasting for services, which are told apart by target and port.
func (n *resolution) lastingServices(services []Service, now time.Time, obsolete time.Duration) (all []Service) {
	for _, s := range services {
		i := slices.IndexFunc(n.records, func(o seenService) bool { return o.Target == s.Target && o.Port == s.Port })
		if i < 0 {
			i, n.records = len(n.records), append(n.records, seenService{})
		}
		n.records[i] = seenService{s, now}
	}
	n.records = n.records[max(0, len(n.records)-maxSeen):]
	n.records = slices.DeleteFunc(n.records, func(o seenService) bool { return now.Sub(o.at) > obsolete })
	for _, o := range n.records {
		all = append(all, o.Service)
	}
	return all
}

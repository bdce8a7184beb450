package proxy

import (
	"slices"

	"metergate/internal/flight"
	"metergate/internal/http1"
	"metergate/internal/netio"
)

// recordFlight keeps the request in the flight recorder if it was slow or failed, for its operation. What a service or a
// tunnel takes says nothing about servers, so those are never slow.
func (s *Stream) recordFlight() {
	r, now := s.lane.flight, s.task.Now()
	sort, took := s.flightSort(), s.times.End-s.times.First
	var slow, failed flight.Place
	if s.service == nil && s.tunneled == 0 {
		slow = r.WantsSlow(sort, took, now)
	}
	if s.failing() {
		way := uint64(s.status+1)<<8 | uint64(s.ending.Phase)
		failed = r.WantsFailed(sort, byte(s.ending.Cause), way, now)
	}
	if slow.IsZero() && failed.IsZero() {
		return
	}
	record := s.flight()
	record.End = s.lane.loop.Wall()
	for _, p := range [...]flight.Place{slow, failed} {
		if !p.IsZero() {
			p.Keep(record)
		}
	}
	s.exemplify(record)
}

// exemplify makes the request the exemplar of its total time wherever that was metered. No other request becomes one: who
// follows an exemplar finds its request in the recorder, for as long as the ring holds it.
func (s *Stream) exemplify(r *flight.Record) {
	for _, set := range s.lane.timed {
		totalTime.dist.Exemplify(set, s.lane.shard, s.times.End-s.times.First, r.End, r.Trace)
	}
}

// flightSort is a number for what the request asks for: its operation, or without one where it went.
func (s *Stream) flightSort() uint64 {
	if op := s.Operation(); len(op) > 0 {
		return flight.Sort(op)
	}
	sort := uint64(s.front.ID) << 32
	if s.back != nil {
		sort |= uint64(s.back.ID)
	}
	return sort
}

// failing reports whether the request failed: no answer, an error of the server or the gateway, or an end that was not
// natural and not the gateway's intention.
func (s *Stream) failing() bool {
	return s.status <= 0 || s.status >= 500 || !s.ending.Natural() && s.ending.Cause != Locally
}

// flight makes a record of the request.
func (s *Stream) flight() *flight.Record {
	t := s.Times()
	r := &flight.Record{
		Trace: s.Trace(), Stream: s.id, Frontend: s.front.Name,
		Operation: flight.Text(s.Operation()), Consumer: flight.Text(s.Consumer()),
		Client: s.client.RemoteAddr().String(), Method: flight.Text(s.Method()), Target: flight.Target(s.Target()),
		Status: s.status, Ending: string([]byte{byte(s.ending.Cause), byte(s.ending.Phase)}),
		Retries: s.retries, Redispatched: s.redispatched, ServerQueue: s.serverPos, BackendQueue: s.queuePos,
		In: s.BytesRead(), Out: s.BytesSent(),
		Times: t.flight(),
	}
	if s.back != nil {
		r.Backend = s.back.Name
	}
	switch {
	case s.server != nil:
		r.Server = s.server.Name
	case s.service != nil:
		r.Server = s.service.Name()
	}
	for _, name := range s.front.Recorded {
		if q := s.Request(); q != nil {
			addField(r, &q.Head, name, false)
		}
		if p := s.Response(); p != nil {
			addField(r, &p.Head, name, true)
		}
	}
	return r
}

// flight returns the phases for a record, where what failed attempts took is one of its own.
func (t *Times) flight() flight.Times {
	all := flight.Times{
		Request: span(t.First, t.Request), Queue: span(t.Request, t.Queued), Connect: span(t.Queued, t.Connected), Retry: -1,
		Response: span(t.Connected, t.Response), Data: span(t.Response, t.End), Total: max(span(t.First, t.End), 0),
	}
	lost, queued, connecting := t.lost()
	if lost == 0 {
		return all
	}
	all.Retry = lost
	if all.Queue >= 0 {
		all.Queue = max(all.Queue-queued, 0)
	}
	if all.Connect >= 0 {
		all.Connect = max(all.Connect-connecting, 0)
	}
	return all
}

// addField adds the last field of that name.
func addField(r *flight.Record, h *http1.Head, name string, response bool) {
	for i := h.Len() - 1; i >= 0; i-- {
		if string(h.Name(i)) == name {
			r.AddHeader(name, h.Value(i), response)
			return
		}
	}
}

// Flights returns the requests that the flight recorder kept and the query picks. Any goroutine may ask.
func (g *Gateway) Flights(q *flight.Query) []*flight.Record {
	var recorders []*flight.Recorder
	for _, l := range g.lanes {
		recorders = append(recorders, l.flight)
	}
	return flight.Select(recorders, q)
}

// Inflight returns the requests that are running and that the query picks, the oldest first. It must not be called on a
// loop.
func (g *Gateway) Inflight(q *flight.Query) []*flight.Record {
	all := slices.Concat(netio.Collect(g.Loops, func(l *netio.Loop) []*flight.Record { return g.lanes[l.Shard()].inflight() })...)
	return q.Order(slices.DeleteFunc(all, func(r *flight.Record) bool { return !q.Picks(r) }))
}

// inflight returns those of one loop. Where a request has not come yet, only its connection is there.
func (l *lane) inflight() (all []*flight.Record) {
	waits := map[uint64]netio.TaskInfo{}
	l.loop.Tasks(func(t netio.TaskInfo) { waits[t.ID] = t })
	for s := l.first; s != nil; s = s.next {
		if s.stream == nil || s.stream.times.First == 0 {
			continue
		}
		r := s.stream.flight()
		r.Ending, r.Doing = "", phaseWords[s.stream.phase()]+" "+waits[s.stream.task.ID()].State
		all = append(all, r)
	}
	return all
}

// phaseWords say where a running request is.
var phaseWords = map[Phase]string{
	InRequest: "request", InQueue: "queue", InConnect: "connect", InHeaders: "response", InData: "data",
}

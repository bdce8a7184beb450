package proxy

import (
	"slices"

	"metergate/internal/metric"
	"metergate/internal/sample"
	"metergate/internal/usage"
)

// A Usage is what a proxy knows of the operations and the consumers of its requests.
type Usage struct {
	// Operations are its rows by operation, nil when nothing in the proxy names operations.
	Operations *usage.Operations

	catalogs  []catalogUse
	consumers []*usage.Top // one a loop; nil when nothing in the proxy names consumers
	uses      []*usage.Top // of operations by consumers
	budget    int          // of consumers
	idents    [2]identCache
}

// A catalogUse is a use-operations line.
type catalogUse struct {
	*catalog
	cond *sample.Cond // nil for always
}

// join has the catalogs tell the proxy what they learn, and leave ends that. Neither runs on a loop.
func (u *Usage) join() {
	u.eachCatalog(func(c *catalog) { c.users = append(c.users, u) })
}

func (u *Usage) leave() {
	u.eachCatalog(func(c *catalog) { c.users = slices.DeleteFunc(c.users, func(o *Usage) bool { return o == u }) })
}

// eachCatalog runs do for each catalog of the proxy, on the catalog's home when it has one.
func (u *Usage) eachCatalog(do func(*catalog)) {
	if u == nil || u.Operations == nil {
		return
	}
	for _, use := range u.catalogs {
		if c := use.catalog; c.home == nil || !c.home.Post(func() { do(c) }) {
			do(c)
		}
	}
}

// findOperation names the operation of the request, as the proxy's lines have it. The first catalog that has one wins.
func (s *Stream) findOperation(p *Proxy) {
	if p.Usage == nil {
		return
	}
	for i := range p.Usage.catalogs {
		c := &p.Usage.catalogs[i]
		if c.cond != nil && !c.cond.Holds(&s.cx) {
			continue
		}
		if op := c.Match(s.req.MethodText(), s.req.Path()); op != nil {
			s.named.operation = append(s.named.operation[:0], op.ID...)
			return
		}
		if c.Learner != nil && s.learner == nil {
			s.learner = c.catalog
		}
	}
}

// meterUsage reads the request off for the operations and consumers of its frontend, and of its backend when that is
// another section.
func (s *Stream) meterUsage() {
	if u := s.front.Usage; u != nil {
		s.meterOf(u)
	}
	if s.back == nil || s.back.Proxy == s.front.Proxy {
		return
	}
	if u := s.back.Usage; u != nil {
		s.meterOf(u)
	}
}

func (s *Stream) meterOf(u *Usage) {
	rec := usage.Record{
		Status: s.status, Failed: s.spoiled(), In: s.clientIn, Out: s.clientOut, Time: s.times.End - s.times.First,
	}
	shard := s.lane.shard
	if u.Operations != nil {
		s.meterOperation(u.Operations.Row(shard, s.named.operation).Set)
		if len(s.named.operation) == 0 && s.parsed && len(u.catalogs) > 0 {
			s.meterUnknown(u.Operations.Unknown[shard], &rec)
		}
	}
	if u.consumers == nil {
		return
	}
	u.consumers[shard].Add(s.consumer(), &rec)
	if u.Operations != nil {
		l := s.lane
		l.key = append(append(append(l.key[:0], s.operation()...), 0), s.consumer()...)
		u.uses[shard].Add(l.key, &rec)
	}
}

// operation is what the row of the operation is called, and consumer that of the consumer.
func (s *Stream) operation() []byte {
	if len(s.named.operation) == 0 {
		return nobody[0]
	}
	return s.named.operation
}

func (s *Stream) consumer() []byte {
	if len(s.named.consumer) == 0 {
		return nobody[1]
	}
	return s.named.consumer
}

var nobody = [2][]byte{[]byte(usage.Other), []byte(usage.Anonymous)}

func (s *Stream) meterOperation(set *metric.Set) {
	shard := s.lane.shard
	reqTot.Inc(set, shard)
	reqRate.Add(set, shard, 1, s.task.Now()/1e6)
	hrspClass(s.status).Inc(set, shard)
	reqbin.Add(set, shard, uint64(s.clientIn))
	resbout.Add(set, shard, uint64(s.clientOut))
	s.meterEnding(set)
	s.meterTimes(shard, set)
	s.meterSizes(shard, set)
}

// meterUnknown counts a request without an operation, by the shape of its path, and has the learner see it. A path that
// no server knows teaches nothing.
func (s *Stream) meterUnknown(top *usage.Top, rec *usage.Record) {
	l := s.lane
	path := beforeQuery(pathOf(s.Target()))
	l.key = usage.AppendShape(l.key[:0], s.Method(), path)
	top.Add(l.key, rec)
	if s.learner != nil && s.status != 400 && s.status != 404 && s.status != 405 && s.status != 501 && s.status > 0 {
		s.learner.note(l, s.Method(), path)
	}
}

// meterEnding counts how the request ended, and what retries did for it.
func (s *Stream) meterEnding(set *metric.Set) {
	shard := s.lane.shard
	endings.Add(set, shard, endingKey(s.status, s.ending), 1)
	attempts.Add(set, shard, uint64(s.tries))
	if s.spoiled() {
		reqFailed.Inc(set, shard)
	}
	if s.tries > 1 {
		retried.Inc(set, shard)
		if s.rescued() {
			rescued.Inc(set, shard)
		}
	}
}

// meterServerEnding counts how a request ended whose response its server gave.
func (s *Stream) meterServerEnding() {
	if s.front.Mode == ModeHTTP {
		endings.Add(s.server.Set, s.lane.shard, endingKey(s.status, s.ending), 1)
	}
}

// spoiled reports whether the request failed for a reason that is not the client's.
func (s *Stream) spoiled() bool {
	if s.status >= 500 {
		return true
	}
	switch s.ending.Cause {
	case ByServer, ServerTimeout, Internally:
		return true
	}
	return false
}

// rescued reports whether a retry gave the client an answer where the first attempt would have given none.
func (s *Stream) rescued() bool { return s.reached() && !s.spoiled() && s.ending.Cause == Finished }

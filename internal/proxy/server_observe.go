package proxy

import (
	"metergate/internal/check"
	"metergate/internal/conf"
)

// An Observation is what traffic tells about a server's health.
type Observation struct {
	of    check.Observe
	limit int
	then  check.OnError
	seen  *check.Observer
}

func observation(b *conf.Bag) Observation {
	o := Observation{
		of:    srvObserve.Or(b, check.ObserveNothing),
		limit: int(srvErrorLimit.In(b)),
		then:  srvOnError.Or(b, check.FailCheck),
	}
	o.seen = check.NewObserver(o.of, o.limit)
	return o
}

// Observes reports whether traffic counts for the server's health.
func (s *Server) Observes() bool { return s.Observe.of != check.ObserveNothing }

// saw takes what a connection to the server or an answer of it showed. It is called on any loop.
func (s *Server) saw(what check.Sight, shard int) {
	if !s.Observes() {
		return
	}
	failed, enough := s.Observe.seen.Saw(what)
	if failed {
		hanaFail.Inc(s.Set, shard)
	}
	if !enough {
		return
	}
	s.Back.Do(func() {
		s.Apply(s.health.Punish(s.Observe.then, s.Observe.limit, what))
		if s.runners.check != nil {
			s.runners.check.Hurry()
		}
	})
}

// observe tells the server's observer how an attempt ended.
func (s *Stream) observe(f failure) {
	switch f {
	case succeeded, badStatus:
		s.server.saw(check.SawStatus(s.res.Status), s.lane.shard)
	case given, stale:
	default:
		s.server.saw(sightOf[f], s.lane.shard)
	}
}

// sightOf says what a failed attempt shows of its server.
var sightOf = [...]check.Sight{
	refused:       check.SawNoConnection,
	connectLate:   check.SawNoConnection,
	emptyResponse: check.SawClose,
	junkResponse:  check.SawBadHead,
	responseLate:  check.SawTimeout,
	unseen:        check.SawClose,
}

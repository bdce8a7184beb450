package proxy

import (
	"metergate/internal/cache"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "cache-use", In: rule.HTTPRequest, Usage: "cache-use <name>",
			Help:  "Answers from the cache, if it has the response; also needed for what cache-store is to store.",
			Parse: func(p *rule.Parser) (rule.Action, error) { k, err := parseCache(p); return cacheUse{k}, err },
		},
		rule.Spec{
			Name: "cache-store", In: rule.HTTPResponse, Usage: "cache-store <name>",
			Help:  "Stores the response in the cache as it is now, if it may be stored.",
			Parse: func(p *rule.Parser) (rule.Action, error) { k, err := parseCache(p); return cacheStore{k}, err },
		},
	)
}

func parseCache(p *rule.Parser) (*cache.Cache, error) {
	name, err := p.Word("<name>")
	if err != nil {
		return nil, err
	}
	k, err := p.Env.Resolve(sample.ArgCache, name)
	if err != nil {
		return nil, err
	}
	return k.(*cache.Cache), nil
}

// A cacheUse looks for the response in a cache.
type cacheUse struct{ *cache.Cache }

// Run keeps what it finds for when the rules are done.
func (a cacheUse) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	if s.stored.object != nil || !s.keyOfCache() {
		return rule.Continue
	}
	s.stored.asked = s.variant()
	if !s.mayUseCache() {
		return rule.Continue
	}
	set := s.front.Set
	if s.back != nil && s.back.Proxy != s.front.Proxy {
		set = s.back.Set
	}
	cacheLookups.Inc(set, s.lane.shard)
	if o := a.Lookup(s.stored.key, &s.stored.asked, s.wallSeconds()); o != nil {
		s.stored.object, s.stored.cache = o, a.Cache
		cacheHits.Inc(set, s.lane.shard)
	}
	return rule.Continue
}

// A cacheStore stores a response.
type cacheStore struct{ *cache.Cache }

// Run begins the object with the head; the body is added as it passes.
func (a cacheStore) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	if s.stored.object != nil || s.server == nil || len(s.stored.key) == 0 {
		return rule.Continue
	}
	if s.invalidates() {
		a.Invalidate(s.stored.key)
	}
	f, ok := s.storable(a.Cache)
	if !ok {
		return rule.Continue
	}
	s.res.Del([]byte("age")) // it is told anew each time
	l := s.lane
	l.wire = s.res.Append(l.wire[:0], true, s.req.Version)
	now := s.wallSeconds()
	o := a.Begin(s.stored.key, l.wire, f.variant, now, now+min(f.lifetime, a.MaxAge))
	if o == nil {
		return rule.Continue
	}
	o.Age = f.age
	if s.download.left > 0 && !o.Expect(s.download.left) {
		o.Abandon()
		return rule.Continue
	}
	s.stored.filling = o
	s.download.saver = o
	return rule.Continue
}

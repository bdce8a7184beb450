package proxy

import "metergate/internal/sample"

// The delays of a request, in ms: as its proxies say them, and as rules may have changed them.
func init() {
	for k, name := range limitNames {
		k := limitKind(k)
		owner, needs, now := "be", sample.Back, sample.Back
		switch k {
		case limitClient:
			owner, needs, now = "fe", sample.Front, sample.Front
		case limitTarpit:
			now = sample.Front | sample.Back
		}
		numberFetch(owner+"_"+name+"_timeout", needs, "The timeout "+name+" of the "+map[string]string{"fe": "frontend", "be": "backend"}[owner]+", in ms.",
			func(s *Stream) int64 { return s.usualLimit(k).Milliseconds() })
		numberFetch("cur_"+name+"_timeout", now, "The timeout "+name+" of this request, which rules may have changed, in ms.",
			func(s *Stream) int64 { return s.limit(k).Milliseconds() })
	}
	numberFetch("fe_tarpit_timeout", sample.Front, "The timeout tarpit of the frontend, in ms.",
		func(s *Stream) int64 { return s.front.Timeouts.Tarpit.Milliseconds() })
	numberFetch("be_max_retries", sample.Back, "How often the backend lets a request be tried again.", func(s *Stream) int64 {
		if b := s.backend(); b != nil {
			return int64(b.Retry.Retries)
		}
		return -1
	})
	numberFetch("cur_max_retries", sample.Back, "How often this request may be tried again, which rules may have changed.", func(s *Stream) int64 {
		if s.backend() == nil {
			return -1
		}
		return int64(s.maxRetries())
	})
}

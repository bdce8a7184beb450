package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/metric"
	"metergate/internal/rule"
)

var wrew = metric.NewCounter(metric.Column{
	Name: "wrew", CSV: 83, Type: metric.U64, Unit: metric.Count, On: metric.On(counted, perRow),
	Prom: metric.Exported("failed_header_rewriting_total"),
	Help: "Changes of messages by rules that failed: they would have made no message, or one larger than tune.bufsize.",
})

// fits reports whether a rule may add n bytes to the fields of a head.
func (s *Stream) fits(h *http1.Head, n int) bool {
	return h.Fits(n, s.lane.gateway.Global.Limits.Buffer)
}

// unwritten counts a change that a rule could not make and is its verdict. Once a server was chosen, it is its too.
func (s *Stream) unwritten() rule.Verdict {
	s.count(wrew)
	return rule.Failed
}

// count moves a counter of all rows that the request has reached.
func (s *Stream) count(c *metric.Counter) {
	c.Inc(s.front.Set, s.lane.shard)
	c.Inc(s.sess.listener.Set, s.lane.shard)
	if s.back != nil {
		c.Inc(s.back.Set, s.lane.shard)
	}
	if s.server != nil {
		c.Inc(s.server.Set, s.lane.shard)
	}
}

package proxy

import (
	"time"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/usage"
)

// maxInspect is how much rules on content wait for: they then decide on what there is.
const maxInspect = defaultBufsize

// judgeContent asks the rules on content of a section, while what it is about comes on c. It returns false when the
// request has ended there.
func (s *Stream) judgeContent(t *netio.Task, rules *rule.Ruleset, c *netio.Conn, delay time.Duration) bool {
	if rules.Empty() {
		return true
	}
	switch v := s.inspect(t, rules, c, delay); {
	case t.Err() != nil:
		s.wasted(usage.Bad)
		return s.abandoned(InRequest)
	case v == rule.Continue || v == rule.Stop:
		return true
	case v == rule.Deny || v == rule.Abort:
		s.countDenied()
		s.endAs(ByProxy, InRequest)
		s.dropClient()
	case v == rule.Done:
		s.endAs(Locally, InRequest)
		s.intercept()
	default:
		s.wasted(usage.Bad)
		s.internalError()
		s.endAs(Internally, InRequest)
		s.dropClient()
	}
	return false
}

// judgeServerContent asks the backend's rules on what the server begins to send. It returns false when the request has
// ended there.
func (s *Stream) judgeServerContent(t *netio.Task) bool {
	rules := s.back.Rules.TCPResponse
	if rules.Empty() {
		return true
	}
	switch v := s.inspect(t, rules, s.link.conn, s.back.Delays.Response); {
	case t.Err() != nil:
		return s.abandoned(InData)
	case v == rule.Continue || v == rule.Stop:
		return true
	case v == rule.Done:
		s.endAs(ByServer, InData) // close
	default:
		s.countDeniedResponse()
		s.endAs(ByProxy, InData)
	}
	s.dropClient()
	return false
}

// inspect asks rules on content, again whenever more of it has come, until they have decided. When the delay is over, c
// brings no more or enough is there, they must.
func (s *Stream) inspect(t *netio.Task, rules *rule.Ruleset, c *netio.Conn, delay time.Duration) rule.Verdict {
	until := t.Now() + int64(delay)
	for {
		s.undecided = delay > 0 && t.Now() < until && c.Buffered() < maxInspect && !c.EOF() && c.Err() == nil
		s.cx.Now = s.lane.loop.Wall()
		var v rule.Verdict
		var last *rule.Rule
		if s.undecided {
			v, last = rules.Inspect(t, &s.cx)
		} else {
			v = s.ask(t, rules)
		}
		s.undecided = false
		if v != rule.Wait || t.Err() != nil {
			return v
		}
		rules = rules.From(last)         // those before it have done what they do
		c.Peek(t, c.Buffered()+1, until) // why nothing came shows in c
	}
}

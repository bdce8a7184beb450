package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/usage"
)

// judgeFront asks the frontend's rules. It returns false when the request has ended there.
func (s *Stream) judgeFront(t *netio.Task) bool {
	f := s.front
	if f.Monitor.URI != "" && string(s.req.Target()) == f.Monitor.URI {
		return s.monitor()
	}
	if f.Options.BufferRequest && !s.awaitBody(t, f.Timeouts.HTTPRequest, 0) {
		return false
	}
	if !s.judgeContent(t, f.Rules.TCPContent, s.client, 0) {
		return false
	}
	s.findOperation(f.Proxy)
	if !f.Rules.Request.Empty() && !s.judge(t, f.Rules.Request) {
		return false
	}
	if f.Options.Names != NamesPreserve && !s.restrictNames(f.Options.Names) {
		return false
	}
	if !f.Rules.Redirect.Empty() && !s.judge(t, f.Rules.Redirect) {
		return false
	}
	return !s.cached(t) && !s.wantsStats(f.Proxy)
}

// judgeBack asks the backend's rules; a listen section has asked them already.
func (s *Stream) judgeBack(t *netio.Task) bool {
	if s.back.Proxy != s.front.Proxy {
		if s.back.Options.BufferRequest && !s.awaitBody(t, s.back.Timeouts.Request, 0) {
			return false
		}
		if !s.judgeContent(t, s.back.Rules.TCPContent, s.client, 0) {
			return false
		}
		if len(s.named.operation) == 0 {
			s.findOperation(s.back.Proxy)
		}
		if r := s.back.Rules.Request; !r.Empty() && !s.judge(t, r) {
			return false
		}
		if p := s.back.Options.Names; p != NamesPreserve && !s.restrictNames(p) {
			return false
		}
		if r := s.back.Rules.Redirect; !r.Empty() && !s.judge(t, r) {
			return false
		}
		if s.cached(t) || s.wantsStats(s.back.Proxy) {
			return false
		}
	}
	s.times.Request = t.Now()
	s.offerPacking()
	s.packRequest()
	return true
}

// ask asks rules and notes which of them ended the ruleset.
func (s *Stream) ask(t *netio.Task, rules *rule.Ruleset) rule.Verdict {
	v, last := rules.Run(t, &s.cx)
	if last != nil {
		s.lastRule = last
	}
	return v
}

// judge asks request rules and does what they decide.
func (s *Stream) judge(t *netio.Task, rules *rule.Ruleset) bool {
	s.cx.Now = s.lane.loop.Wall()
	v := s.ask(t, rules)
	if s.hinted {
		s.sendHints()
	}
	if v == rule.Ended {
		s.wasted(usage.Bad)
		return false
	}
	if t.Err() != nil {
		if s.ending.Phase == InTarpit {
			s.countDenied()
		} else {
			s.wasted(usage.Bad)
		}
		return s.abandoned(InRequest)
	}
	switch v {
	case rule.Continue, rule.Stop:
		return true
	case rule.Done:
		s.endAs(Locally, InRequest)
		s.intercept()
	case rule.Deny, rule.Abort:
		s.countDenied()
		s.endAs(ByProxy, InRequest)
		s.noteCookie()
		s.deny(v)
	case rule.Invalid:
		s.requestError()
		s.wasted(usage.Bad)
		return s.refuse(400, ByProxy, InRequest)
	default:
		s.internalError()
		s.wasted(usage.Bad)
		return s.refuse(500, ByProxy, InRequest)
	}
	return false
}

// deny tells the client that it was refused, or ends its connection without a word.
func (s *Stream) deny(v rule.Verdict) {
	if v == rule.Abort {
		s.dropClient()
		return
	}
	s.sendReply()
}

// intercept sends the answer that an action, a page or the monitor gave.
func (s *Stream) intercept() {
	s.wasted(usage.Intercepted)
	if s.back == nil {
		intercepted.Inc(s.front.Set, s.lane.shard)
	}
	s.sendReply()
}

// countDenied counts a request that a rule refused.
func (s *Stream) countDenied() {
	s.wasted(usage.Denied)
	dreq.Inc(s.front.Set, s.lane.shard)
	dreq.Inc(s.sess.listener.Set, s.lane.shard)
	if s.back != nil {
		dreq.Inc(s.back.Set, s.lane.shard)
	}
}

// internalError counts a failure of the gateway itself.
func (s *Stream) internalError() { s.count(eint) }

// dropClient ends the connection without an answer.
func (s *Stream) dropClient() {
	s.status, s.keep, s.local = -1, false, true
}

// monitor answers the monitor-uri: 503 while one of its conditions holds. It is counted, but not logged.
func (s *Stream) monitor() bool {
	status := 200
	for _, c := range s.front.Monitor.Fail {
		if c.Holds(&s.cx) {
			status = 503
		}
	}
	s.unlogged = true
	s.times.Request = s.task.Now()
	s.endAs(Locally, InRequest)
	s.RespondPage(status)
	s.intercept()
	return false
}

// judgeResponse asks the rules on a response of a server: the backend's, then the frontend's.
func (s *Stream) judgeResponse(t *netio.Task) bool {
	if !s.judgeAnswer(t, s.back.Rules.TCPResponse) || !s.judgeAnswer(t, s.back.Rules.Response) {
		return false
	}
	return s.back.Proxy == s.front.Proxy || s.judgeAnswer(t, s.front.Rules.Response)
}

func (s *Stream) judgeAnswer(t *netio.Task, rules *rule.Ruleset) bool {
	if rules.Empty() {
		return true
	}
	s.cx.Now = s.lane.loop.Wall()
	v := s.ask(t, rules)
	if v == rule.Ended {
		return false
	}
	if t.Err() != nil {
		s.abandoned(InHeaders)
		return false
	}
	switch v {
	case rule.Continue, rule.Stop:
		return true
	case rule.Done:
		s.endAs(Locally, InHeaders)
		s.sendReply()
	case rule.Deny, rule.Abort:
		s.countDeniedResponse()
		s.endAs(ByProxy, InHeaders)
		if !s.local {
			s.RespondPage(502)
		}
		s.deny(v)
	case rule.Invalid:
		s.responseError()
		s.endAs(ByProxy, InHeaders)
		s.replyPage(502)
	default:
		s.internalError()
		s.endAs(ByProxy, InHeaders)
		s.replyPage(500)
	}
	return false
}

// countDeniedResponse counts a response that a rule refused.
func (s *Stream) countDeniedResponse() { s.count(dresp) }

// judgeAfter asks the rules on every response that leaves, the gateway's own included.
func (s *Stream) judgeAfter(t *netio.Task) {
	if s.back != nil && s.back.Proxy != s.front.Proxy && !s.back.Rules.After.Empty() {
		s.ask(t, s.back.Rules.After)
	}
	if !s.front.Rules.After.Empty() {
		s.ask(t, s.front.Rules.After)
	}
}

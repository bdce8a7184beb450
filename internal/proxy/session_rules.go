package proxy

import (
	"errors"
	"io"

	"metergate/internal/netio"
	"metergate/internal/rule"
)

// admit asks the rules on connections and reads the PROXY header that is due. It returns false when the connection has
// ended there.
func (s *session) admit(t *netio.Task) bool {
	due := bindAcceptProxy.Or(s.listener.Bag, false)
	if rules := s.front.Rules.TCPConnection; !rules.Empty() {
		refused, expects := s.judge(t, rules)
		if refused {
			dcon.Inc(s.front.Set, s.lane.shard)
			dcon.Inc(s.listener.Set, s.lane.shard)
			s.parting = max(s.parting, partReset)
			s.close()
			return false
		}
		due = due || expects
	}
	return !due || s.readProxyHeader(t)
}

// judgeSession asks the rules on sessions. It returns false when the connection has ended there.
func (s *session) judgeSession(t *netio.Task) bool {
	rules := s.front.Rules.TCPSession
	if !rules.Empty() {
		if refused, _ := s.judge(t, rules); refused {
			dses.Inc(s.front.Set, s.lane.shard)
			dses.Inc(s.listener.Set, s.lane.shard)
			s.begun = false
			s.close()
			return false
		}
	}
	s.countSessionMarked()
	return true
}

// judge asks rules that see the session only, which nothing in them waits for. It returns whether they refuse it, and
// whether they expect a PROXY header.
func (s *session) judge(t *netio.Task, rules *rule.Ruleset) (refused, expects bool) {
	st := s.guest()
	st.task = t
	v, _ := rules.Run(t, &st.cx)
	expects = st.expectsProxy
	st.rest()
	return v != rule.Continue && v != rule.Stop, expects
}

// readProxyHeader reads the header of the PROXY protocol that the connection begins with.
func (s *session) readProxyHeader(t *netio.Task) bool {
	deadline := after(s.accepted, s.front.Timeouts.Client)
	view, err := s.conn.Peek(t, 1, deadline)
	for err == nil {
		h, n, bad := netio.ParseProxyHeader(view)
		switch {
		case errors.Is(bad, netio.ErrNoProxyHeader):
			s.fail(proxyNoHeader)
			return false
		case errors.Is(bad, netio.ErrProxyFamily):
			s.fail(proxyBadFamily)
			return false
		case bad != nil:
			s.fail(proxyBadHeader)
			return false
		case n > 0:
			s.takeProxyHeader(&h, n)
			return true
		}
		view, err = s.conn.Peek(t, len(view)+1, deadline)
	}
	s.noProxyHeader(t, len(view), err)
	return false
}

// takeProxyHeader takes over what a header tells.
func (s *session) takeProxyHeader(h *netio.ProxyHeader, n int) {
	a := s.alias()
	a.proxied = true
	if h.From.IsValid() {
		a.sess = ends{h.From, h.To}
	}
	a.tlvs = append([]byte(nil), h.TLVs...)
	s.conn.Discard(n)
	s.in = consumed(s.conn) // the header is no part of what is counted
}

// noProxyHeader ends a connection whose header did not come.
func (s *session) noProxyHeader(t *netio.Task, got int, err error) {
	switch {
	case t.Err() != nil:
		s.close()
	case errors.Is(err, netio.ErrDeadline):
		s.fail(proxyTimeout)
	case errors.Is(err, io.EOF) && got > 0:
		s.fail(proxyTruncated)
	case errors.Is(err, io.EOF):
		s.fail(proxyEmpty)
	default:
		s.fail(proxyAbort)
	}
}

package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/usage"
)

// enterBackend chooses the backend of the request. It returns false when there is none.
func (s *Stream) enterBackend() bool {
	b := s.chooseBackend()
	if b == nil {
		s.decide(usage.Bad)
		s.endAs(ByServer, InConnect)
		s.replyPage(503)
		s.times.Request = 0
		return false
	}
	s.decide(usage.Handed)
	s.back = b
	if b.Proxy != s.front.Proxy {
		s.own.enter()
	}
	l := s.lane
	sessions.Inc(b.Set)
	stot.Inc(b.Set, l.shard)
	sessRate.Add(b.Set, l.shard, 1, l.loop.Now()/1e6)
	if len(b.Persist) > 0 {
		s.judgePersist()
	}
	return true
}

// chooseBackend returns the backend that the frontend's lines give the request to, or nil. The first line that applies
// and whose backend is eligible decides; when the name that it makes is none of a backend, default_backend holds.
func (s *Stream) chooseBackend() *Backend {
	for i := range s.front.Switches {
		sw := &s.front.Switches[i]
		if sw.Cond != nil && !sw.Cond.Holds(&s.cx) {
			continue
		}
		b, known := s.follow(sw)
		if !known {
			break
		}
		if b != nil && s.eligible(b) {
			return b
		}
	}
	if b := s.front.Default; b == nil || b.Proxy == s.front.Proxy || s.eligible(b) {
		return b
	}
	return s.front.Back
}

// follow returns the backend of a line, nil for one that is disabled; known is false when its name is none of a backend.
func (s *Stream) follow(sw *Switch) (b *Backend, known bool) {
	if sw.Name == nil {
		return sw.Back, true
	}
	g := s.lane.gateway
	s.body = sw.Name.Append(s.body[:0], &s.cx)
	if b = g.roster.Load().backends[string(s.body)]; b != nil {
		return b, b.Mode == s.front.Mode
	}
	return nil, g.disabled[string(s.body)] != nil
}

// leaveBackend counts the request out of its backend.
func (s *Stream) leaveBackend() {
	if s.back != nil {
		sessions.Dec(s.back.Set)
	}
}

// leaveSlot gives the slot on the server back.
func (s *Stream) leaveSlot() {
	if !s.slot.IsZero() {
		sessions.Dec(s.server.Set)
		s.slot.Release()
		s.slot = netio.Slot{}
	}
}

// leaveServer gives back what the request used of its server and backend.
func (s *Stream) leaveServer() {
	if s.link != nil {
		s.leaveLink(s.reusable())
	}
	s.leaveSlot()
	s.leaveBackend()
}

// reusable reports whether the server connection is fit for another request: both messages were exchanged whole, and
// both sides want it.
func (s *Stream) reusable() bool {
	return s.serverAlive && s.upload.done && s.download.done && s.serverKeeps() && s.tunneled == 0
}

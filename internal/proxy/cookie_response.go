package proxy

import (
	"bytes"

	"metergate/internal/cookie"
	"metergate/internal/http1"
)

// answerCookie does to the persistence cookies of a response what the backend's line says, and adds the one that names the
// server.
func (s *Stream) answerCookie() {
	if s.persist.ignored {
		return
	}
	p := s.back.Cookie
	found := s.editCookies(p)
	if p.Mode != cookie.Insert || found && p.Preserve || !s.cookieDue(p) {
		return
	}
	id := s.server.Cookie()
	s.body = p.AppendSet(s.body[:0], id, s.lane.loop.Wall()/1e9, s.persist.first)
	s.name = append(s.name[:0], "set-cookie"...)
	s.res.Add(s.name, s.body)
	s.persist.done = cookie.Inserted
	if id != "" && s.persist.tied != nil {
		s.persist.done = cookie.Updated
	}
	if response, _ := s.cacheable(); p.NoCache && response {
		s.name = append(s.name[:0], "cache-control"...)
		s.body = append(s.body[:0], "private"...)
		s.res.Add(s.name, s.body)
	}
}

// cookieDue reports whether the client is to get a new cookie: it has none of this server, or its dates have changed.
func (s *Stream) cookieDue(p *cookie.Policy) bool {
	k, now := &s.persist, s.lane.loop.Wall()/1e9
	if p.PostOnly && s.req.Method != http1.MethodPost {
		return false
	}
	return k.tied == nil ||
		(p.MaxIdle > 0 || k.last > 0) && k.last < now ||
		(p.MaxLife > 0) == (k.first == 0)
}

// editCookies edits the persistence cookies that the server sets, and returns whether one was left to it.
func (s *Stream) editCookies(p *cookie.Policy) (left bool) {
	h := &s.res.Head
	for i := h.Find("set-cookie", 0); i >= 0; {
		field := h.Value(i)
		first, _ := cookie.Next(field)
		name, value, ok := cookie.Split(first)
		if !ok || string(name) != p.Name {
			i = h.Find("set-cookie", i+1)
			continue
		}
		s.persist.done, left = cookie.Provided, true
		switch id := s.server.Cookie(); {
		case p.Preserve:
		case p.Mode == cookie.Insert || p.Indirect && s.persist.tied != nil:
			h.DelAt(i)
			s.persist.done, left = cookie.Deleted, false
			i = h.Find("set-cookie", i)
			continue
		case id != "" && p.Mode == cookie.Rewrite:
			h.SetValueAt(i, s.spliceCookie(field, value, len(value), id))
			s.persist.done, left = cookie.Replaced, false
		case id != "" && p.Mode == cookie.Prefix:
			h.SetValueAt(i, s.spliceCookie(field, value, 0, id+string(cookie.Delimiter)))
			s.persist.done, left = cookie.Replaced, false
		}
		i = h.Find("set-cookie", i+1)
	}
	return left
}

// spliceCookie returns the field with text in place of the first n bytes of the cookie's value, which is a view of field.
func (s *Stream) spliceCookie(field, value []byte, n int, text string) []byte {
	at := bytes.IndexByte(field, '=') + 1
	at += bytes.Index(field[at:], value)
	s.body = append(append(append(s.body[:0], field[:at]...), text...), field[at+n:]...)
	return s.body
}

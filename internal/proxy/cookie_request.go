package proxy

import (
	"metergate/internal/cookie"
	"metergate/internal/http1"
)

// readCookie finds the persistence cookie of the request, binds the request to its server, and takes out of it what the server
// is not to see.
func (s *Stream) readCookie(b *Backend) {
	h := &s.req.Head
	for i := h.Find("cookie", 0); i >= 0; {
		line, changed := s.readCookieLine(b, h.Value(i))
		switch {
		case changed && len(line) == 0:
			h.DelAt(i)
			i = h.Find("cookie", i)
			continue
		case changed:
			h.SetValueAt(i, line)
		}
		i = h.Find("cookie", i+1)
	}
}

// noteCookie reads the cookie of a request that is refused, for its log line.
func (s *Stream) noteCookie() {
	if b := s.cookieBackend(); b != nil {
		s.readCookie(b)
	}
}

// readCookieLine reads one field, and returns what is left of it for the server.
func (s *Stream) readCookieLine(b *Backend, line []byte) (left []byte, changed bool) {
	p := b.Cookie
	left = s.lane.line[:0]
	for pair, rest := cookie.Next(line); ; pair, rest = cookie.Next(rest) {
		name, value, ok := cookie.Split(pair)
		switch claim := p.Read(value); {
		case !ok || string(name) != p.Name:
			left = cookie.AppendPair(left, pair)
		case s.weigh(b, &claim) && p.Mode == cookie.Prefix:
			left = append(append(cookie.AppendPair(left, name), '='), claim.Own...)
			changed = true
		case p.Hides():
			changed = true
		default:
			left = cookie.AppendPair(left, pair)
		}
		if rest == nil {
			break
		}
	}
	s.lane.line = left
	return left, changed
}

// weigh says what a persistence cookie is worth, and binds the request to its server. It returns whether the server had put
// something into it.
func (s *Stream) weigh(b *Backend, c *cookie.Claim) (owned bool) {
	k := &s.persist
	now := s.lane.loop.Wall() / 1e9
	k.last, k.first = c.Last, c.First
	if worth := b.Cookie.Judge(*c, now); worth != cookie.Valid {
		k.given, k.last, k.first = worth, 0, 0
		return false
	}
	if k.ignored || k.tied != nil || len(c.ID) == 0 {
		s.unbelieved()
		return c.Owned
	}
	for _, srv := range b.Servers() {
		if srv.Cookie() != string(c.ID) {
			continue
		}
		k.given = cookie.Down
		if srv.Up() {
			k.given = cookie.Valid
		}
		if s.insists(srv) {
			k.tied = srv
			return c.Owned
		}
	}
	if k.given != cookie.Down {
		s.unbelieved()
	}
	return c.Owned
}

// unbelieved notes a cookie that binds to no server, unless one before it was worth more.
func (s *Stream) unbelieved() {
	k := &s.persist
	switch {
	case k.given == cookie.Down || k.given == cookie.Expired || k.given == cookie.Old:
	case k.ignored || k.tied != nil:
		k.given = cookie.Unused
	default:
		k.given = cookie.Invalid
	}
}

// captureCookie keeps, for the log, the first cookie of a head whose name begins as capture cookie says.
func (s *Stream) captureCookie(direction int, h *http1.Head) {
	c := s.front.CookieCapture
	if c == nil {
		return
	}
	kept := s.cookies[direction][:0]
	field := [...]string{ofRequest: "cookie", ofResponse: "set-cookie"}[direction]
	for i := h.Find(field, 0); i >= 0 && len(kept) == 0; i = h.Find(field, i+1) {
		for pair, rest := cookie.Next(h.Value(i)); len(kept) == 0; pair, rest = cookie.Next(rest) {
			if len(pair) >= len(c.Header) && string(pair[:len(c.Header)]) == c.Header {
				kept = append(kept, pair[:min(len(pair), c.Len)]...)
			}
			if rest == nil || direction == ofResponse {
				break
			}
		}
	}
	s.cookies[direction] = kept
}

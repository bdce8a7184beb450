package proxy

import (
	"bytes"
	"net/http"
	"strconv"

	"metergate/internal/cache"
	"metergate/internal/http1"
)

// keyOfCache makes the key under which responses to the request are stored: host, path and query. It is false for a
// request that has none.
func (s *Stream) keyOfCache() bool {
	host, _ := s.req.Get("host")
	target := s.req.PathQuery()
	if len(target) == 0 {
		return false
	}
	s.stored.key = append(append(append(s.stored.key[:0], host...), 0), target...)
	return true
}

// variant describes what the request can take.
func (s *Stream) variant() cache.Variant {
	var a cache.Acceptance
	valueWalk{&s.req.Head, "accept-encoding", false}.each(func(item []byte) bool { a.Ask(item); return true })
	referer, _ := s.req.Get("referer")
	origin, _ := s.req.Get("origin")
	return cache.Asked(a.Codings(), referer, origin)
}

// wallSeconds is the time of day in seconds since 1970.
func (s *Stream) wallSeconds() int64 { return s.lane.loop.Wall() / 1e9 }

// mayUseCache reports whether the request may be answered from a cache. One that asks for something fresh, or for
// something of a certain age, is not (RFC 9111 section 5.2.1).
func (s *Stream) mayUseCache() bool {
	r := &s.req
	if r.Version != http1.Version11 || r.Method != http1.MethodGet && r.Method != http1.MethodHead || r.Find("authorization", 0) >= 0 {
		return false
	}
	fresh := true
	valueWalk{&r.Head, "cache-control", false}.each(func(item []byte) bool {
		for _, word := range [...]string{"max-age", "no-cache", "max-stale", "min-fresh"} {
			fresh = fresh && !hasFoldedPrefix(item, word)
		}
		return fresh
	})
	if pragma, ok := r.Get("pragma"); ok && r.Find("cache-control", 0) < 0 {
		fresh = fresh && !bytes.EqualFold(pragma, []byte("no-cache"))
	}
	return fresh
}

// invalidates reports whether the request has changed what is stored under its key: an unsafe method that succeeded
// (RFC 9111 section 4.4).
func (s *Stream) invalidates() bool {
	return !s.req.Method.Safe() && s.res.Status >= 200 && s.res.Status < 400
}

// A freshness is for how long, and for which requests, a response may be used again.
type freshness struct {
	lifetime int64 // seconds
	age      int64 // seconds that have passed of it
	variant  cache.Variant
}

// storable reports whether the response may be stored, and how.
func (s *Stream) storable(k *cache.Cache) (f freshness, ok bool) {
	r := &s.res
	switch {
	case s.req.Method != http1.MethodGet || s.req.Version != http1.Version11 || r.Status != 200:
		return f, false
	case s.req.Find("authorization", 0) >= 0 || forbids(&s.req.Head, "no-store"):
		return f, false
	case s.download.framing == http1.FramingUntilClose || s.download.framing == http1.FramingTunnel:
		return f, false // where the first ends cannot be told from a cut
	}
	f.lifetime, ok = lifetime(&r.Head, k.MaxAge, s.wallSeconds())
	if !ok || !s.agedIn(&f) {
		return f, false
	}
	f.variant, ok = s.responseVariant(k.Vary)
	return f, ok
}

// agedIn takes the age that the response has already. It is false for one that is no age, or more than its lifetime.
func (s *Stream) agedIn(f *freshness) bool {
	text, told := s.res.Get("age")
	if !told {
		return true
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	f.age = min(n, 1<<31-1)
	return err == nil && n > 0 && f.age <= f.lifetime
}

func forbids(h *http1.Head, word string) (found bool) {
	valueWalk{h, "cache-control", false}.each(func(item []byte) bool {
		found = bytes.EqualFold(item, []byte(word))
		return !found
	})
	return found
}

// lifetime returns for how many seconds a response may be used that may be stored in a shared cache: what s-maxage says,
// else max-age, else Expires. One with a validator only may be used for usual seconds; one without either is not
// stored.
func lifetime(h *http1.Head, usual, now int64) (seconds int64, ok bool) {
	if pragma, _ := h.Get("pragma"); bytes.EqualFold(pragma, []byte("no-cache")) {
		return 0, false
	}
	shared, own, allowed := int64(-1), int64(-1), true
	valueWalk{h, "cache-control", false}.each(func(item []byte) bool {
		name, value, _ := bytes.Cut(item, []byte{'='})
		switch string(bytes.ToLower(name)) {
		case "private", "no-cache", "no-store":
			allowed = false
		case "s-maxage":
			shared = delta(value)
		case "max-age":
			own = delta(value)
		}
		return allowed
	})
	switch {
	case !allowed || shared == 0 || shared < 0 && own == 0:
		return 0, false
	case shared > 0:
		return shared, true
	case own > 0:
		return own, true
	}
	if text, ok := h.Get("expires"); ok {
		at, err := http.ParseTime(string(text))
		return at.Unix() - now, err == nil && at.Unix() > now
	}
	return usual, h.Find("etag", 0) >= 0 || h.Find("last-modified", 0) >= 0
}

// delta reads a number of seconds, perhaps in quotes. What is none is 0.
func delta(text []byte) int64 {
	n, err := strconv.ParseInt(string(bytes.Trim(text, `"`)), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// responseVariant returns for which requests the response is. It is false when it varies on what is not understood, or
// at all where that is not wanted.
func (s *Stream) responseVariant(vary bool) (v cache.Variant, ok bool) {
	var on cache.Fields
	ok = true
	valueWalk{&s.res.Head, "vary", false}.each(func(item []byte) bool {
		switch string(bytes.ToLower(item)) {
		case "accept-encoding":
			on |= cache.AcceptEncoding
		case "referer":
			on |= cache.Referer
		case "origin":
			on |= cache.Origin
		case "":
		default:
			ok = false
		}
		return ok
	})
	if !ok || !vary && s.res.Find("vary", 0) >= 0 {
		return v, false
	}
	codings := cache.Identity
	if s.res.Find("content-encoding", 0) >= 0 {
		codings = 0
		valueWalk{&s.res.Head, "content-encoding", false}.each(func(item []byte) bool {
			c := cache.ParseCoding(item)
			codings |= c
			ok = ok && (c != 0 || on&cache.AcceptEncoding == 0)
			return ok
		})
	}
	return s.stored.asked.Narrow(on, codings), ok
}

// unchanged reports whether the client has the stored response already, whose head is in the stream's response: by an
// entity tag, or without one by a date (RFC 9110 section 13).
func (s *Stream) unchanged() bool {
	if s.req.Find("if-none-match", 0) >= 0 {
		tag, tagged := s.res.Get("etag")
		match := false
		valueWalk{&s.req.Head, "if-none-match", false}.each(func(item []byte) bool {
			match = string(item) == "*" || tagged && sameTag(item, tag)
			return !match
		})
		return match
	}
	since, ok := s.req.Get("if-modified-since")
	if !ok {
		return false
	}
	limit, err := http.ParseTime(string(since))
	return err == nil && s.lastModified() <= limit.Unix()
}

// lastModified is when the stored response was last changed: as it says, else when it was made, else stored.
func (s *Stream) lastModified() int64 {
	for _, name := range [...]string{"last-modified", "date"} {
		if text, ok := s.res.Get(name); ok {
			if at, err := http.ParseTime(string(text)); err == nil {
				return at.Unix()
			}
		}
	}
	return s.stored.object.Stored
}

// sameTag compares entity tags weakly.
func sameTag(a, b []byte) bool {
	return bytes.Equal(bytes.TrimPrefix(a, []byte("W/")), bytes.TrimPrefix(b, []byte("W/")))
}

package proxy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"metergate/internal/conf"
)

var optCheckCache = option("checkcache", conf.Backend,
	"Responses that set a cookie and that caches on the way may keep are withheld, and answered with 502: others would get the cookie too.")

// leaksCookie withholds a response that sets a cookie and that a cache may keep with it, when the backend wants that. The request
// has then ended.
func (s *Stream) leaksCookie() bool {
	if !s.back.Options.CheckCache || s.res.Find("set-cookie", 0) < 0 && s.res.Find("set-cookie2", 0) < 0 {
		return false
	}
	if _, cookie := s.cacheable(); !cookie {
		return false
	}
	s.lane.gateway.announce(s.back.Proxy, severityAlert,
		fmt.Sprintf("Blocking cacheable cookie in response from instance %s, server %s.", s.back.Name, s.server.Name))
	s.countDeniedResponse()
	s.endAs(ByProxy, InHeaders)
	s.replyPage(502)
	return true
}

// keptUnasked lists the statuses of responses that caches keep without being told so (RFC 9110 section 15.1).
var keptUnasked = []int{200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501}

// cacheable reports whether a cache on the way may keep the response, and whether with its cookies (RFC 9111 section 3, as the
// reference reads it): it must be allowed to, and have a date to expire at or something to revalidate it by.
func (s *Stream) cacheable() (response, cookie bool) {
	h := &s.res.Head
	if v, _ := h.Get("pragma"); bytes.EqualFold(v, []byte("no-cache")) {
		return false, false
	}
	p := permission{allowed: s.req.Method.Safe() && slices.Contains(keptUnasked, s.res.Status)}
	valueWalk{h, "cache-control", false}.each(func(item []byte) bool { p.add(strings.ToLower(string(item))); return true })
	for _, name := range [...]string{"expires", "etag", "last-modified"} {
		p.dated = p.dated || h.Find(name, 0) >= 0
	}
	response = p.allowed && p.dated && !p.aged
	return response, response && !p.private
}

// A permission is what the fields of a response let caches do with it.
type permission struct {
	allowed bool
	dated   bool
	aged    bool // it is too old from the start
	private bool // its cookies are not to be kept
}

// add takes a directive of Cache-Control, in lower case.
func (p *permission) add(word string) {
	name, value, _ := strings.Cut(word, "=")
	switch {
	case word == "public":
		p.allowed = true
	case strings.HasPrefix(word, `no-cache="set-cookie`):
		p.private = true
	case word == "s-maxage=0", name == "private", name == "no-cache", name == "no-store":
		p.allowed = false
	case name == "s-maxage":
		p.dated, p.aged = true, false
	case name == "max-age":
		p.dated, p.aged = true, p.aged || value == "0"
	}
}

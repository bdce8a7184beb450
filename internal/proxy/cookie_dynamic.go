package proxy

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// Cookie returns the name of the server in persistence cookies: that of its line, else one made of its address where the
// backend makes such names; "" without. Any goroutine may ask.
func (s *Server) Cookie() string {
	if name := s.cookie.Load(); name != nil {
		return *name
	}
	return ""
}

// bake makes the server's name for cookies out of its address and the backend's secret, unless its line gives one. Home loop,
// or before anything runs.
func (s *Server) bake() {
	if srvCookie.Or(s.Bag, "") != "" {
		return
	}
	b := s.Back
	a := s.Addr().Addr().Unmap()
	if !b.bakes.on || b.bakes.key == "" || !a.IsValid() {
		s.cookie.Store(nil)
		return
	}
	text := append([]byte(b.bakes.key), a.AsSlice()...)
	text = binary.BigEndian.AppendUint32(text, uint32(s.Addr().Port()))
	name := fmt.Sprintf("%016x", xxhash.Sum64(text))
	s.cookie.Store(&name)
	b.warnTwins(s, name)
}

// warnTwins tells of two servers with the same cookie: the second gets no client back.
func (b *Backend) warnTwins(s *Server, name string) {
	twin := slices.IndexFunc(b.Servers(), func(o *Server) bool { return o != s && o.Cookie() == name })
	if twin >= 0 && s.Admin()&AdminForcedMaint == 0 {
		s.announce(severityWarning, fmt.Sprintf("We generated two equal cookies for two different servers. Please change the secret key for '%s'.", b.Name))
	}
}

// bakery says how a backend makes its servers' cookies.
type bakery struct {
	on  bool
	key string
}

// SetDynamicCookies turns the cookies that are made of servers' addresses on or off. It must not be called on a loop, as of
// the next.
func (b *Backend) SetDynamicCookies(on bool) { b.Call(func() { b.bakes.on = on; b.bakeAll() }) }

// SetCookieKey sets the secret that these cookies are made with: clients lose the servers that they had.
func (b *Backend) SetCookieKey(key string) { b.Call(func() { b.bakes.key = key; b.bakeAll() }) }

func (b *Backend) bakeAll() {
	for _, s := range b.Servers() {
		s.bake()
	}
}

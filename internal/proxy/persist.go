package proxy

import (
	"cmp"
	"slices"

	"metergate/internal/conf"
	"metergate/internal/cookie"
	"metergate/internal/sample"
)

// persistence is what binds a request to a server.
type persistence struct {
	tied    *Server // nil for none
	forced  bool    // also to one that is down
	ignored bool    // cookies say nothing

	given       cookie.Given // 0 for none
	done        cookie.Done  // 0 for nothing
	last, first int64        // dates of the client's cookie, in seconds since 1970
}

// cookieName returns the name of the backend's persistence cookie, "" without.
func (b *Backend) cookieName() string {
	if b.Cookie == nil {
		return ""
	}
	return b.Cookie.Name
}

// A persistRule is a line force-persist or ignore-persist.
type persistRule struct {
	line  int
	force bool
	cond  *sample.Cond
}

// persistRules compiles both kinds of lines, in the order of the file. A frontend has no servers that they could tie a request to.
func (u *ruleCompiler) persistRules() (rules []persistRule) {
	for _, key := range []*conf.ListKey[words]{dirForcePersist, dirIgnorePersist} {
		for _, line := range key.All(u.proxy.Bag) {
			if u.proxy.Back == nil {
				u.warn(line.Pos, conf.Loose, "'%s' ignored because %s has no backend capability.", key.Name(), u.proxy.title())
			}
			cond, err := sample.ParseCond(line.Value, u.env(u.requestPoint(), line.Pos))
			if err != nil {
				u.alert(line.Pos, conf.Loose, "error detected while parsing a '%s' rule : %v.", key.Name(), err)
				continue
			}
			rules = append(rules, persistRule{line.Line, key == dirForcePersist, cond})
		}
	}
	slices.SortStableFunc(rules, func(a, b persistRule) int { return cmp.Compare(a.line, b.line) })
	return rules
}

// judgePersist asks the lines force-persist and ignore-persist of the backend; the first that applies decides.
func (s *Stream) judgePersist() {
	for _, r := range s.back.Persist {
		if r.cond.Holds(&s.cx) {
			s.persist.forced, s.persist.ignored = r.force, !r.force
			return
		}
	}
}

// tie binds the request to the server that a use-server line names, else to that of its cookie, else to that which a table
// remembers.
func (s *Stream) tie() {
	s.persist.tied = s.directed()
	if s.back.Cookie != nil && s.back.Mode == ModeHTTP {
		s.readCookie(s.back)
	}
	if s.persist.tied == nil {
		s.persist.tied = s.stuck()
	}
}

// untie lets the balance method choose another server.
func (s *Stream) untie() {
	s.persist.tied = nil
	if s.persist.given == cookie.Valid {
		s.persist.given = cookie.Down
	}
}

// bound returns the server that the request is bound to, or nil when there is none or it is down by now.
func (s *Stream) bound() *Server {
	if srv := s.persist.tied; srv == nil || s.insists(srv) {
		return srv
	}
	s.untie()
	return nil
}

// insists reports whether a request that is bound to a server is sent to it: one that drains still gets those, one that is
// down gets them where the configuration says so.
func (s *Stream) insists(srv *Server) bool {
	return srv.Up() || srv.Back.Options.Persist || s.persist.forced
}

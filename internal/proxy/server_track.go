package proxy

import "slices"

// follow makes the server take the health of another one, and its administrative state with it.
func (s *Server) follow(target *Server) {
	s.tracked = target
	s.health = target.health
	target.followed = append(target.followed, s)
	if target.Admin()&AdminMaint != 0 {
		s.admin.Store(uint32(s.Admin() | AdminInheritedMaint))
	}
}

// followers returns the servers that track this one.
func (s *Server) followers() []*Server { return s.followed }

// unfollow ends that for a server which is deleted.
func (s *Server) unfollow() {
	if t := s.tracked; t != nil {
		t.followed = slices.DeleteFunc(slices.Clone(t.followed), func(f *Server) bool { return f == s })
	}
}

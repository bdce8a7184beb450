package proxy

import "slices"

// seats are the servers of a backend by their index, which a server keeps as long as it lives: a table made before the
// list changed still means the right ones. A seat that nobody has is nil.
type seats []*Server

// at returns the server with an index that a table has given.
func (b *Backend) at(index int) *Server { return (*b.seats.Load())[index] }

// seat gives a new server an index. Home loop.
func (b *Backend) seat(s *Server) {
	list := slices.Clone(*b.seats.Load())
	s.index = slices.Index(list, nil)
	if s.index < 0 {
		s.index = len(list)
		list = append(list, nil)
	}
	list[s.index] = s
	b.seats.Store(&list)
}

// unseat frees the index of a server that was removed. Home loop.
func (b *Backend) unseat(s *Server) {
	list := slices.Clone(*b.seats.Load())
	list[s.index] = nil
	b.seats.Store(&list)
}

// seatAll gives the servers of the configuration their indices.
func (b *Backend) seatAll(servers []*Server) {
	list := seats(slices.Clone(servers))
	for i, s := range list {
		s.index = i
	}
	b.seats.Store(&list)
}

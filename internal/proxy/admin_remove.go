package proxy

import (
	"errors"
	"slices"

	"metergate/internal/netio"
)

// Why a server cannot be removed.
var (
	ErrReferenced    = errors.New("This server cannot be removed at runtime due to other configuration elements pointing to it.")
	ErrNotInMaint    = errors.New("Only servers in maintenance mode can be deleted.")
	ErrGone          = errors.New("No such server.")
	ErrStillAttached = errors.New("Server still has connections attached to it, cannot remove it.")
)

// Removable returns why the server cannot be removed now, or nil. Idle connections do not hinder: they are closed. It
// must not be called on a loop.
func (s *Server) Removable() error {
	err := error(nil)
	s.Back.Call(func() {
		switch {
		case s.named.Load() || len(s.followers()) > 0:
			err = ErrReferenced
		case s.Admin()&AdminMaint == 0:
			err = ErrNotInMaint
		}
	})
	if err != nil {
		return err
	}
	s.dropIdle()
	if s.Slots.Used() > 0 || s.Slots.Waiting() > 0 || sessions.Value(s.Set) > 0 || s.idle.Load() > 0 {
		return ErrStillAttached
	}
	return nil
}

// dropIdle closes the idle connections to the server.
func (s *Server) dropIdle() {
	s.Back.gateway.Loops.Each(func(l *netio.Loop) { s.pools[l.Shard()].clear() })
}

// Remove takes the server out of its backend; it is gone when Remove returns nil. It must not be called on a loop.
func (s *Server) Remove() error {
	s.Back.gateway.changing.Lock()
	defer s.Back.gateway.changing.Unlock()
	if err := s.Removable(); err != nil {
		return err
	}
	b := s.Back
	err := error(ErrStillAttached)
	b.Call(func() { err = b.dismiss(s) })
	if err != nil {
		return err
	}
	delete(b.gateway.guids, s.GUID)
	s.unwatch()
	if t := s.tracked; t != nil {
		t.Back.Call(s.unfollow)
	}
	// A choice that began before is over when every loop has taken a turn: only then may the place go to another server.
	b.gateway.Loops.Each(func(*netio.Loop) {})
	b.Call(func() { b.unseat(s) })
	return nil
}

// dismiss takes a server off the list. Home loop.
func (b *Backend) dismiss(s *Server) error {
	switch i := slices.Index(b.Servers(), s); {
	case i < 0:
		return ErrGone
	case s.Admin()&AdminMaint == 0:
		return ErrNotInMaint
	case s.Slots.Used() > 0:
		return ErrStillAttached
	default:
		servers := slices.Delete(slices.Clone(b.Servers()), i, i+1)
		b.servers.Store(&servers)
	}
	s.runners.stop()
	b.Queue.Remove(s.Slots, ErrServerDown)
	if b.retired == nil {
		b.retired = map[int]uint32{}
	}
	b.retired[s.ID] = s.Revision + 1
	b.rebuild()
	return nil
}

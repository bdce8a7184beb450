package proxy

import (
	"errors"

	"metergate/internal/netio"
)

// Why a backend cannot be removed.
var (
	ErrListen      = errors.New("Cannot delete a listen section.")
	ErrHasTable    = errors.New("Cannot remove a backend with stick-table.")
	ErrNamed       = errors.New("This proxy cannot be removed at runtime due to other configuration elements pointing to it.")
	ErrPublished   = errors.New("Backend must be unpublished prior to its deletion.")
	ErrHasServers  = errors.New("Only a backend without server can be deleted.")
	ErrHasStreams  = errors.New("Backend still has attached streams on it.")
	ErrBackendGone = errors.New("No such backend.")
)

// Removable returns why the backend cannot be removed now, or nil. Time alone changes nothing but ErrHasStreams.
func (b *Backend) Removable() error {
	switch {
	case b.Front != nil:
		return ErrListen
	case b.gateway.tables[b.Name] != nil:
		return ErrHasTable
	case b.named.Load():
		return ErrNamed
	case !b.unpublished.Load():
		return ErrPublished
	case len(b.Servers()) > 0:
		return ErrHasServers
	case sessions.Value(b.Set) > 0:
		return ErrHasStreams
	}
	return nil
}

// Remove takes the backend out of the gateway; it is gone when Remove returns nil. It must not be called on a loop.
func (b *Backend) Remove() error {
	g := b.gateway
	g.changing.Lock()
	defer g.changing.Unlock()
	before := g.roster.Load()
	if before.backends[b.Name] != b {
		return ErrBackendGone
	}
	if err := b.Removable(); err != nil {
		return err
	}
	g.roster.Store(before.without(b.Proxy))
	// A request that found the backend before is in it when every loop has taken a turn; none finds it from then on.
	g.Loops.Each(func(*netio.Loop) {})
	if sessions.Value(b.Set) > 0 {
		g.roster.Store(before)
		return ErrHasStreams
	}
	g.departed.Add(reqbout.Sum(b.Set))
	delete(g.guids, b.GUID)
	b.Usage.leave()
	g.Lists.Drop(b.lists)
	return nil
}

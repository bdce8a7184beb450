package proxy

import (
	"metergate/internal/balance"
	"metergate/internal/netio"
)

// rebuild makes the table of usable servers anew after a change of states, weights or the list, and notes when the
// backend as a whole goes down or comes up. Home loop.
func (b *Backend) rebuild() {
	up := make([]balance.Candidate, 0, len(b.Servers()))
	for _, s := range b.Servers() {
		s.Slots.SetOpen(s.Usable())
		if s.Usable() {
			up = append(up, s.candidate())
		}
	}
	was := b.Table() == nil || b.Up()
	b.table.Store(b.Method.NewTable(up, b.Options.AllBackups))
	if is := b.Up(); is != was {
		b.turned(is)
	}
}

// turned notes that the backend went down or came up.
func (b *Backend) turned(up bool) {
	now := netio.Clock()
	if up {
		b.down.Add(max(now-b.since.Load(), 0))
	}
	b.since.Store(now)
	b.bereft = !up
	if !up {
		chkDown.Inc(b.Set, b.home.Shard())
	}
}

// announceLoss tells, behind the line about the server, that it was the last one.
func (b *Backend) announceLoss() {
	if !b.bereft {
		return
	}
	b.bereft = false
	if g := b.gateway; g.Announce != nil {
		g.Announce(severityEmergency, "backend '"+b.Name+"' has no server available!")
	}
	b.logLine(severityEmergency, "backend "+b.Name+" has no server available!")
}

func (s *Server) candidate() balance.Candidate {
	return balance.Candidate{
		Index:  s.index,
		ID:     s.ID,
		Weight: int(s.weight.Load()) * int(s.warm.Load()) * balance.Scale / warmScale,
		Backup: s.Backup,
		Addr:   s.Addr().AddrPort,
		Key:    s.HashKey,
	}
}

package peer

import (
	"fmt"
	"slices"
	"time"
)

// Report appends what operators are told of the section: how it stands with each peer and each table. Home loop.
func (s *Section) Report(dst []byte) []byte {
	state := "learning"
	switch {
	case s.ended:
		state = "ended"
	case s.complete():
		state = "complete"
	}
	dst = fmt.Appendf(dst, "# peers: %s, local: %s, state: %s\n", s.Name, s.Local, state)
	for _, p := range s.peers {
		dst = s.reportPeer(dst, p)
	}
	return dst
}

func (s *Section) reportPeer(dst []byte, p *Peer) []byte {
	if p.Name == s.Local && p.session == nil {
		return fmt.Appendf(dst, "  id=%s(local) addr=%v\n", p.Name, p.Addr)
	}
	status := "NONE"
	switch {
	case p.session != nil:
		status = "ESTA"
	case p.status != 0:
		status = fmt.Sprint(p.status)
	}
	dst = fmt.Appendf(dst, "  id=%s(remote) addr=%v status=%s sessions=%d\n", p.Name, p.Addr, status, p.hellos)
	if p.session == nil {
		return dst
	}
	dst = fmt.Appendf(dst, "    silent=%v\n", time.Duration(s.loop.Now()-p.session.told).Round(time.Second))
	for i, t := range s.tables {
		learned := "-"
		for _, id := range p.session.numbers() {
			if tab := p.session.tables[id]; tab.shared == t {
				learned = fmt.Sprint(tab.number)
			}
		}
		dst = fmt.Appendf(dst, "    table=%s told=%d confirmed=%d of=%d learned=%s\n",
			t.name, p.session.pushed[i], p.acked[i], t.table.Touches(), learned)
	}
	return dst
}

// numbers are those that the peer gave its tables, in order.
func (k *session) numbers() (all []uint64) {
	for id := range k.tables {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

// Sessions counts the sessions with peers. Any goroutine.
func (s *Section) Sessions() int { return int(s.live.Load()) }

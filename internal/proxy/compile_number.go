package proxy

import (
	"fmt"

	"metergate/internal/conf"
)

// fillNumbers gives a number to those that ask for none, which is 0: counted from first in the order of the file, leaving out
// what others ask for.
func fillNumbers(first int, ids []*int) {
	taken := map[int]bool{}
	for _, id := range ids {
		taken[*id] = true
	}
	for next := first; len(ids) > 0; next, ids = next+1, ids[1:] {
		if *ids[0] != 0 {
			continue
		}
		for taken[next] {
			next++
		}
		*ids[0] = next
	}
}

// number gives the proxies, disabled ones too, their numbers and names in outputs.
func (c *compiler) number() {
	ids := make([]*int, 0, len(c.g.declared))
	for _, p := range c.g.declared {
		ids = append(ids, &p.ID)
	}
	fillNumbers(firstID, ids)
	for _, p := range c.g.declared {
		p.name()
	}
}

// numberServers gives the servers of a backend their numbers.
func (c *compiler) numberServers(servers []*Server) {
	ids := make([]*int, 0, len(servers))
	asked := map[int]*Server{}
	for _, s := range servers {
		ids = append(ids, &s.ID)
		if other := asked[s.ID]; other != nil && s.ID != 0 {
			c.alert(s.Pos, conf.Server, "'server %s' : 'id' : custom id %d already used at %s ('server %s').",
				s.FullName(), s.ID, other.Pos, other.Name)
		}
		asked[s.ID] = s
	}
	fillNumbers(1, ids)
}

// numberListeners gives the addresses of a frontend their numbers, and a name to those without.
func (c *compiler) numberListeners(f *Frontend) {
	ids := make([]*int, 0, len(f.Listeners))
	asked := map[int]*Listener{}
	for _, l := range f.Listeners {
		ids = append(ids, &l.ID)
		if other := asked[l.ID]; other != nil && l.ID != 0 {
			c.alert(l.Pos, conf.Loose, "'bind %s' : 'id' : custom id %d already used at %s ('bind %s').",
				l.Addr.Text, l.ID, other.Pos, other.Addr.Text)
		}
		asked[l.ID] = l
	}
	fillNumbers(1, ids)
	for _, l := range f.Listeners {
		l.Name = bindName.Or(l.Bag, fmt.Sprintf("sock-%d", l.ID))
	}
}

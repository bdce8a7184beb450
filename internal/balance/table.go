package balance

import "net/netip"

// Scale is how finely weights are kept: 1 on the scale of the configuration is Scale here, so that a server with weight
// 1 can warm up in steps too.
const Scale = 16

// MaxWeight is the largest weight of the configuration.
const MaxWeight = 256

// A Candidate is a server that is up and may be chosen.
type Candidate struct {
	// Index is the server's place in its backend: what Pick returns and what Servers is asked about.
	Index int
	// ID is the server's number in its backend (`id`), from 1.
	ID int
	// Weight is the weight in force times Scale: 0..MaxWeight*Scale. A server with 0 is never chosen.
	Weight int
	// Backup servers are chosen only when no other is left.
	Backup bool
	// Addr is the server's address; hash-key may ask for it.
	Addr netip.AddrPort
	// Key is the server's `hash-key`: what it is placed by in a consistent hash.
	Key HashKey
}

// A Table is the set of servers a method chooses among, made anew whenever a state, a weight or the list changes.
// Building one is the slow half of the work, choosing the fast one.
type Table struct {
	// Servers are those in use, in the order of the backend: all active ones, else the first backup or, with
	// allbackups, all of them.
	Servers []Candidate
	// OnBackup says that they are backups.
	OnBackup bool
	// Weight is the sum of their weights, times Scale.
	Weight int

	slots []int32 // of a map-based hash or static-rr: places in Servers
	ring  ring    // of a consistent hash
	sums  []int   // the weights up to and including each server's
}

// NewTable makes a table for the method out of the servers that are up, in the order of the backend.
func (m *Method) NewTable(up []Candidate, allBackups bool) *Table {
	t := &Table{}
	t.choose(up, allBackups)
	t.sums = make([]int, len(t.Servers))
	for i, c := range t.Servers {
		t.Weight += c.Weight
		t.sums[i] = t.Weight
	}
	m.strategy.index(t, &m.Hash)
	return t
}

// choose fills Servers: active ones, else backups.
func (t *Table) choose(up []Candidate, allBackups bool) {
	for _, c := range up {
		if c.Weight > 0 && !c.Backup {
			t.Servers = append(t.Servers, c)
		}
	}
	if len(t.Servers) > 0 {
		return
	}
	for _, c := range up {
		if c.Weight > 0 && c.Backup {
			t.OnBackup = true
			t.Servers = append(t.Servers, c)
			if !allBackups {
				return
			}
		}
	}
}

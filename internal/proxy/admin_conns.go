package proxy

import "metergate/internal/netio"

// A ConnState is how the connections to a server are used, for `show servers conn`.
type ConnState struct {
	Server  *Server
	Served  int // requests worked on
	Used    int // connections in use
	UsedMax int
	Needed  int // estimate of how many are needed at once
	Private int // idle ones of one client
	Unsafe  int // idle ones that have served one request
	Safe    int // idle ones that have served more
	Idle    int
	PerLoop []int // idle ones
}

// Connections returns the state of the connections to each server. It must not be called on a loop.
func (b *Backend) Connections() []ConnState {
	var all []ConnState
	for _, s := range b.Servers() {
		all = append(all, s.connections())
	}
	if b.Disabled {
		return all
	}
	b.gateway.Loops.Each(func(l *netio.Loop) {
		for i := range all {
			all[i].PerLoop[l.Shard()] = all[i].Server.pools[l.Shard()].count
		}
	})
	for i := range all {
		c := &all[i]
		for _, n := range c.PerLoop {
			c.Idle += n
		}
		c.Unsafe = max(c.Idle-c.Safe, 0)
	}
	return all
}

// connections is what can be read from anywhere.
func (s *Server) connections() ConnState {
	c := ConnState{
		Server: s, Served: s.Slots.Used(), Used: int(sessions.Value(s.Set)), UsedMax: int(sessions.Max(s.Set)),
		Private: int(privateIdle.Sum(s.Set)), Safe: int(safeIdle.Sum(s.Set)),
		PerLoop: make([]int, len(s.pools)),
	}
	c.Needed = c.UsedMax
	return c
}

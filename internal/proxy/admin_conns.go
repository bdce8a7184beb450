package proxy

import "metergate/internal/netio"

// A ConnState is how the connections to a server are used, for `show servers conn`.
type ConnState struct {
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

// Connections returns the state of the connections to the server. It must not be called on a loop.
func (s *Server) Connections() ConnState {
	c := ConnState{
		Served: s.Slots.Used(), Used: int(sessions.Value(s.Set)), UsedMax: int(sessions.Max(s.Set)),
		Private: int(privateIdle.Sum(s.Set)), Safe: int(safeIdle.Sum(s.Set)),
		PerLoop: make([]int, len(s.pools)),
	}
	c.Needed = c.UsedMax
	s.Back.gateway.Loops.Each(func(l *netio.Loop) { c.PerLoop[l.Shard()] = s.pools[l.Shard()].count })
	for _, n := range c.PerLoop {
		c.Idle += n
	}
	c.Unsafe = max(c.Idle-c.Safe, 0)
	return c
}

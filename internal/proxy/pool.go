package proxy

import "metergate/internal/netio"

// A pool holds the idle connections of one loop to one server, the last used first. Its loop watches them: one that
// the server closes, or on which it says something unasked, leaves the pool at once.
type pool struct {
	server *Server
	lane   *lane
	first  *link
	last   *link
	count  int
	low    int          // the least there were since the last purge: those were not needed
	busy   int          // connections at work for streams
	need   int          // the most that were at work at once, as far as the purges remember
	timer  *netio.Timer // of the next purge, made at the first use
	purges bool         // the timer is set
}

// put keeps a link for a later request, or closes it.
func (p *pool) put(k *link) {
	if !k.fresh() || !p.room() || p.surplus() {
		k.close()
		return
	}
	if k.next = p.first; k.next != nil {
		k.next.prev = k
	} else {
		p.last = k
	}
	p.first = k
	p.count++
	p.server.idle.Add(1)
	if k.seasoned() {
		safeIdle.Inc(p.server.Set, p.lane.shard)
	}
	k.conn.Idle(0, wakeLink)
	p.schedule()
}

// room reports whether the server may have one more idle connection.
func (p *pool) room() bool {
	limits := &p.server.Pool
	return limits.Purge > 0 && (limits.Max < 0 || int(p.server.idle.Load()) < limits.Max) && p.server.Up()
}

// surplus reports whether one more idle connection would be more than were ever at work at once: requests by many routes
// would else leave one behind for each.
func (p *pool) surplus() bool { return p.count > 0 && p.busy+p.count+1 > p.need }

// lent and returned note that a connection to the server begins and ends to work for a stream.
func (p *pool) lent() {
	p.busy++
	p.need = max(p.need, p.busy)
}

func (p *pool) returned() { p.busy-- }

// take returns an idle connection for the task, or nil. It must have been made for the same route; with seasoned it must
// have been used more than once.
func (p *pool) take(t *netio.Task, r *route, seasoned bool) *link {
	for k := p.first; k != nil; k = k.next {
		if !k.route.carries(r) || seasoned && !k.seasoned() || k.outdated() || !k.conn.Take(t) {
			continue
		}
		p.remove(k)
		return k
	}
	return nil
}

func (p *pool) remove(k *link) {
	if k.prev != nil {
		k.prev.next = k.next
	} else {
		p.first = k.next
	}
	if k.next != nil {
		k.next.prev = k.prev
	} else {
		p.last = k.prev
	}
	k.prev, k.next = nil, nil
	p.count--
	p.low = min(p.low, p.count)
	p.server.idle.Add(-1)
	if k.seasoned() {
		safeIdle.Dec(p.server.Set, p.lane.shard)
	}
}

// wakeLink is called when something happened on an idle connection to a server: whatever it was, it cannot be used.
func wakeLink(c *netio.Conn, _ netio.IdleEvent) {
	k := c.Owner.(*link)
	k.pool.remove(k)
	k.close()
}

// schedule sets the timer of the next purge.
func (p *pool) schedule() {
	if p.purges {
		return
	}
	if p.timer == nil {
		p.timer = p.lane.loop.NewTimer(p.purge)
	}
	p.purges, p.low = true, p.count
	p.timer.Set(p.lane.loop.Now() + p.server.Pool.Purge)
}

// purge closes half of the connections that were idle all the time since the last purge, the oldest first.
func (p *pool) purge() {
	p.purges = false
	for n := (p.low + 1) / 2; n > 0 && p.first != nil; n-- {
		p.drop(p.last)
	}
	p.need = p.busy + p.count
	if p.count > 0 {
		p.schedule()
	}
}

// drop closes an idle connection.
func (p *pool) drop(k *link) {
	p.remove(k)
	k.close()
}

// clear closes all idle connections.
func (p *pool) clear() {
	for p.first != nil {
		p.drop(p.first)
	}
}

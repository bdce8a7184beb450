package proxy

import (
	"math"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

var dirMaxHeld = conf.Scalar(conf.Spec{
	Name: "max-session-srv-conns", In: conf.Defaults | conf.Frontend, Usage: "max-session-srv-conns <conns>",
	Help: "How many idle server connections that only one client may use (http-reuse never) are kept for it; -1 is no bound.", Default: "5",
}, conf.Int(-1, math.MaxInt32))

// hold keeps a connection for a later request of the same client.
func (s *Stream) hold(k *link) {
	sess := s.sess
	if most := s.front.Options.MaxHeld; !s.keep || most >= 0 && int(sess.holds) >= most {
		k.close()
		return
	}
	k.holder, k.next = sess, sess.held
	if k.next != nil {
		k.next.prev = k
	}
	sess.held = k
	sess.holds++
	privateIdle.Inc(k.server.Set, s.lane.shard)
	k.conn.Idle(0, wakeHeld)
}

// takeHeld returns the connection to a server by a route that is kept for the client, nil when there is none.
func (s *session) takeHeld(t *netio.Task, srv *Server, r *route) *link {
	for k := s.held; k != nil; k = k.next {
		if k.server == srv && k.route.carries(r) && !k.outdated() && k.conn.Take(t) {
			k.unhold()
			return k
		}
	}
	return nil
}

// closeHeld gives up what is kept for the client.
func (s *session) closeHeld() {
	for s.held != nil {
		s.held.close()
	}
}

// unhold takes the connection out of the keeping of one client.
func (k *link) unhold() {
	s := k.holder
	if s == nil {
		return
	}
	if k.prev != nil {
		k.prev.next = k.next
	} else {
		s.held = k.next
	}
	if k.next != nil {
		k.next.prev = k.prev
	}
	k.holder, k.prev, k.next = nil, nil, nil
	s.holds--
	privateIdle.Dec(k.server.Set, k.pool.lane.shard)
}

// wakeHeld is called when something happened on a connection that is kept for one client: it cannot be used.
func wakeHeld(c *netio.Conn, _ netio.IdleEvent) { c.Owner.(*link).close() }

package proxy

import (
	"metergate/internal/http2"
	"metergate/internal/netio"
)

// A link is a connection to a server, in use by one stream or idle in a pool.
type link struct {
	conn   *netio.Conn
	server *Server
	pool   *pool
	route  route
	uses   int
	move   uint32 // of the server that it was made after
	in     int64  // bytes read and written before the present use
	out    int64

	h2       *http2.Client // what is spoken on it, nil for HTTP/1
	glitches uint32        // how often it broke the rules of its protocol

	holder     *session // the only client that may use it
	prev, next *link    // in the pool, or in the keeping of the holder
}

// link returns a link for a connection that was made after so many moves of the server.
func (l *lane) link(c *netio.Conn, s *Server, r *route, move uint32) *link {
	k := &link{}
	if n := len(l.links); n > 0 {
		k, l.links = l.links[n-1], l.links[:n-1]
	}
	*k = link{conn: c, server: s, route: *r, pool: &s.pools[l.shard], move: move}
	c.Owner = k
	if s.Back.Mode == ModeHTTP {
		k.speak()
		k.columns().open(s.Back.Set, l.shard)
	}
	return k
}

// use begins a use by a stream.
func (k *link) use() {
	if k.uses++; k.uses == 1 || k.h2 == nil {
		k.in, k.out = k.conn.BytesIn(), produced(k.conn) // a PROXY header may still be queued
	}
}

// sent is how many bytes were written to the server; with what is queued, which a close still sends.
func (k *link) sent() int64 {
	if k.conn.Err() != nil {
		return k.conn.BytesOut()
	}
	return produced(k.conn)
}

// seasoned reports whether the connection has proved that the server keeps it open.
func (k *link) seasoned() bool { return k.uses > 1 }

// close gives the connection up.
func (k *link) close() {
	l := k.pool.lane
	k.unhold()
	if k.server.Back.Mode == ModeHTTP {
		k.columns().conns.Dec(k.server.Back.Set, l.shard)
	}
	k.server.unbook()
	k.conn.Owner = nil
	if k.conn.TLS() != nil {
		gwTLSConns.Dec(l.gateway.Process.Set, l.shard)
	}
	k.conn.Close(0)
	k.countFrames()
	*k = link{}
	if len(l.links) < keepSpare {
		l.links = append(l.links, k)
	}
}

// fresh reports whether the connection can carry another request: the server has neither ended it nor sent anything
// that nobody asked for.
func (k *link) fresh() bool {
	c := k.conn
	return k.rests() && c.Buffered() == 0 && !c.HungUp() && c.Err() == nil && !k.outdated() &&
		(k.server.Pool.MaxReuse < 0 || k.uses <= k.server.Pool.MaxReuse)
}

// outdated reports whether the server has been reached elsewhere, or otherwise, since the connection was made.
func (k *link) outdated() bool { return k.move != k.server.moves.Load() }

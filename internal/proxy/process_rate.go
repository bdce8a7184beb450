package proxy

import "sync/atomic"

// Rates are what the process takes on per second, over all frontends; 0 is no limit. An operator may change them.
type Rates struct {
	Conn atomic.Int64 // maxconnrate
	Sess atomic.Int64 // maxsessrate
	TLS  atomic.Int64 // maxsslrate
	Comp atomic.Int64 // maxcomprate, in bytes
}

// tooFast reports whether the process has reached one of its rates, at the time now in ms.
func (g *Gateway) tooFast(now int64) bool {
	conn, sess, secure := g.Global.Rates.Conn.Load(), g.Global.Rates.Sess.Load(), g.Global.Rates.TLS.Load()
	return conn > 0 && gwConnRate.PerSecond(g.Process.Set, now) >= float64(conn) ||
		sess > 0 && gwSessRate.PerSecond(g.Process.Set, now) >= float64(sess) ||
		secure > 0 && gwTLSRate.PerSecond(g.Process.Set, now) >= float64(secure)
}

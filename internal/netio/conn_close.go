package netio

import (
	"time"

	"golang.org/x/sys/unix"
)

// closeLinger is how long a connection is flushed whose task returned without closing it.
const closeLinger = int64(time.Second)

// Close flushes for at most linger ns, then shuts down and closes. It never parks; the Conn must not be used after.
// With nothing queued it closes at the end of the turn.
func (c *Conn) Close(linger int64) { c.end(linger, 0) }

// Abort closes at once with a reset.
func (c *Conn) Abort() { c.end(0, fReset) }

// Vanish closes at once without telling the peer, as far as the system allows: with the privilege to, the socket goes
// silently; else its reset carries the time to live ttl, 0 for 1, and should not get beyond the next router.
func (c *Conn) Vanish(ttl int) {
	if c.fd >= 0 && c.ip.IsValid() && unix.SetsockoptInt(int(c.fd), unix.IPPROTO_TCP, unix.TCP_REPAIR, 1) != nil {
		ttl = max(ttl, 1)
		_ = unix.SetsockoptInt(int(c.fd), unix.IPPROTO_IP, unix.IP_TTL, ttl)
		_ = unix.SetsockoptInt(int(c.fd), unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, ttl)
	}
	c.Abort()
}

func (c *Conn) end(linger int64, how connFlags) {
	if c.flags&fClosing != 0 {
		if how&fReset != 0 {
			c.cutShort()
		}
		return
	}
	if c.layer != nil && c.err == nil && c.flags&fShut == 0 && how&fReset == 0 {
		c.layer.shut(c)
	}
	c.flags = c.flags&^fIdle | fClosing | how
	c.on, c.task, c.hangup = nil, nil, TaskRef{}
	c.clearIn()
	c.readers.Wake()
	c.writers.Wake()
	if linger <= 0 && c.out.Len() > 0 {
		linger = 1 // what the socket takes now is still sent
	}
	if linger > 0 {
		c.l.timers.set(&c.timer, c.l.now+linger)
	}
	if how&fReset != 0 {
		c.cutShort()
	}
	c.touch()
}

// cutShort gives up what would still be flushed.
func (c *Conn) cutShort() {
	if c.flags&fSending == 0 {
		c.out.Clear(&c.l.bufs)
	}
	c.drop()
}

// expire is the connection's timer: the end of its idling or of its close.
func (c *Conn) expire() {
	switch {
	case c.flags&fClosing != 0:
		c.cutShort()
	case c.flags&fIdle != 0:
		c.report(IdleDeadline)
	}
}

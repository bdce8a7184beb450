package proxy

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"sync/atomic"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/peer"
)

// A PeerGroup is a peers section, with where this process listens for the others.
type PeerGroup struct {
	*peer.Section
	addrs   []conf.Addr
	pos     conf.Pos
	off     bool
	secure  *tls.Config // of connections that peers make, nil for those that are not encrypted
	bound   []*netio.Bound
	sockets []*netio.Listener
}

// PeerGroups returns the peers sections in the order of the configuration.
func (g *Gateway) PeerGroups() []*PeerGroup { return g.peers }

// Peers returns the peers section of that name, or nil.
func (g *Gateway) Peers(name string) *PeerGroup {
	for _, p := range g.peers {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// peersHome is the loop on which all peers sections live.
const peersHome = 0

func inetAddr(a conf.Addr) netio.Addr {
	ip := a.IP
	if !ip.IsValid() {
		ip = netip.IPv4Unspecified()
		if a.Version == 6 {
			ip = netip.IPv6Unspecified()
		}
	}
	return netio.IPAddr(netip.AddrPortFrom(ip, uint16(a.Port)))
}

// bindPeers gets the addresses of all peers sections.
func (g *Gateway) bindPeers(d *conf.Diagnostics) {
	for _, p := range g.peers {
		if p.off {
			continue
		}
		for _, a := range p.addrs {
			b, err := p.bind(g.Loops, a)
			if err != nil {
				d.Add(conf.Message{Level: conf.Alert, Text: fmt.Sprintf("Binding [%s] for peers %s: cannot bind socket (%v) for [%s]", p.pos, p.Name, reason(err), a.Text)})
				continue
			}
			p.bound = append(p.bound, b)
		}
	}
}

func (p *PeerGroup) bind(loops *netio.Group, a conf.Addr) (*netio.Bound, error) {
	opts := netio.ListenOpts{Name: "peers " + p.Name, ReusePort: true, KeepAlive: true, Loops: []int{peersHome}}
	switch a.Family {
	case conf.FD:
		return loops.Inherit(a.FD, opts)
	case conf.Unix:
		return loops.Bind(netio.UnixAddr(a.Path), opts)
	case conf.Abstract:
		return loops.Bind(netio.UnixAddr("@"+a.Path), opts)
	}
	return loops.Bind(inetAddr(a), opts)
}

// unbindPeers gives up what bindPeers got.
func (g *Gateway) unbindPeers() {
	for _, p := range g.peers {
		for _, b := range p.bound {
			b.Close()
		}
		p.bound = nil
	}
}

// servePeers begins to accept peers, and to connect to them.
func (g *Gateway) servePeers() error {
	for _, p := range g.peers {
		if p.off {
			continue
		}
		p.Start(g.Loops.Loop(peersHome))
		for _, b := range p.bound {
			socket, err := b.Listen(p.accept)
			if err != nil {
				return fmt.Errorf("cannot serve peers %s: %w", p.Name, reason(err))
			}
			p.sockets = append(p.sockets, socket)
		}
		p.bound = nil
	}
	return nil
}

// stopPeers ends the exchange with peers; a newer process is told all that the tables hold.
func (g *Gateway) stopPeers() {
	for _, p := range g.peers {
		for _, s := range p.sockets {
			s.Close(false)
		}
		if p.Home() != nil {
			p.Stop()
		}
	}
}

// teaching tells whether a newer process is still being told. It waits for the loops, so it never runs on one.
func (g *Gateway) teaching() bool {
	if len(g.peers) == 0 {
		return false
	}
	var busy atomic.Bool
	g.Loops.Each(func(l *netio.Loop) {
		for _, p := range g.peers {
			if p.Home() == l && p.Teaching() {
				busy.Store(true)
			}
		}
	})
	return busy.Load()
}

// shakeTime is how long a peer may take for its handshake, in ns.
const shakeTime = int64(5e9)

// accept serves a connection that a peer made, after the handshake where there is one.
func (p *PeerGroup) accept(t *netio.Task, c *netio.Conn) {
	if p.secure != nil {
		if err := netio.ServeTLS(t, c, p.secure, t.Now()+shakeTime); err != nil {
			c.Close(shakeTime)
			return
		}
	}
	p.Serve(t, c)
}

package proxy

import (
	"crypto/tls"
	"slices"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/peer"
)

// peers makes the peers sections, when the tables are known.
func (c *compiler) peers() {
	for s := range c.file.Each("peers") {
		if c.g.Peers(s.Name) != nil {
			c.alert(s.Pos, conf.Header, "peers '%s' has the same name as another section of peers.", s.Name)
			continue
		}
		c.peerGroup(s)
	}
	for _, t := range c.g.tableList {
		c.share(t)
	}
}

func (c *compiler) peerGroup(s *conf.Section) {
	local, _ := c.file.Env.Lookup("HAPROXY_LOCALPEER")
	g := &PeerGroup{Section: &peer.Section{Name: s.Name, Local: local}, pos: s.Pos, off: outvotes(s.Bag, dirPeersDisabled, dirPeersEnabled)}
	c.g.peers = append(c.g.peers, g)
	for i, bind := range dirPeerBind.All(s.Bag) {
		g.addrs = append(g.addrs, bind.Value.addrs...)
		secure := c.secureListener(&Frontend{Proxy: &Proxy{Name: s.Name}}, bind.Value.bag, bind.Pos, bind.Value.text)
		if i > 0 && (secure == nil) != (g.secure == nil) {
			c.alert(bind.Pos, conf.Loose, "peers '%s' : of its bind lines either all are encrypted or none is.", s.Name)
		}
		g.secure = secure
	}
	for _, line := range slices.Concat(dirPeer.All(s.Bag), dirPeerServer.All(s.Bag)) {
		c.peer(g, line)
	}
	switch {
	case g.off:
	case !g.Known(local):
		c.warn(s.Pos, conf.Loose, "Removing incomplete section 'peers %s' (no peer named '%s').", s.Name, local)
		g.off = true
	case len(g.addrs) == 0:
		c.alert(s.Pos, conf.Loose, "peers '%s' : no address to listen at: give the peer '%s' one, or a bind line.", s.Name, local)
	}
}

// peer adds one process to a section.
func (c *compiler) peer(g *PeerGroup, line conf.Entry[peerLine]) {
	v := line.Value
	switch {
	case v.name == g.Local && v.here && len(g.addrs) > 0:
		c.alert(line.Pos, conf.Loose, "'server %s' : the local peer has its address on the bind line.", v.name)
		return
	case v.name == g.Local:
		if v.here {
			g.addrs = append(g.addrs, v.addr)
		}
		g.Add(v.name, g.address(), c.securePeer(line))
		return
	case !v.here:
		c.alert(line.Pos, conf.Loose, "'server %s' : missing the address of the peer.", v.name)
		return
	}
	addr, err := c.resolve(serverLine{name: v.name, addr: v.addr, bag: conf.NewBag(nil)})
	if err != nil {
		c.alert(line.Pos, conf.Loose, "'peer %s' : %v", v.name, err)
	}
	g.Add(v.name, addr, c.securePeer(line))
}

// securePeer is how connections to a peer are encrypted, nil where they are not.
func (c *compiler) securePeer(line conf.Entry[peerLine]) *tls.Config {
	if y := c.secureServer(line.Value.bag, line.Pos, line.Value.name); y != nil {
		return y.named("", nil)
	}
	return nil
}

// address is where a newer process will listen, the zero Addr where only a descriptor is known.
func (g *PeerGroup) address() netio.Addr {
	if len(g.addrs) == 0 {
		return netio.Addr{}
	}
	switch a := g.addrs[0]; a.Family {
	case conf.FD:
		return netio.SocketAddr(a.FD)
	case conf.Unix:
		return netio.UnixAddr(a.Path)
	case conf.Abstract:
		return netio.UnixAddr("@" + a.Path)
	default:
		return inetAddr(a)
	}
}

// share has the section that a table names, or that it stands in, keep it alike.
func (c *compiler) share(t *Table) {
	if t.line.peers == "" {
		return
	}
	g := c.g.Peers(t.line.peers)
	if g == nil {
		c.alert(t.pos, conf.Loose, "stick-table: unable to find sync peers '%s'.", t.line.peers)
		return
	}
	if g.off {
		return
	}
	if t.writeTo == nil {
		g.Share(t.line.wire, t.Table, nil)
		return
	}
	g.Share(t.line.wire, t.Table, t.writeTo.Table)
}

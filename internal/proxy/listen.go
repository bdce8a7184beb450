package proxy

import (
	"fmt"
	"net/netip"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

// Bind gets the addresses of all frontends; nothing is accepted yet. inherit returns the descriptor of an address that an
// older process hands over, or a negative number; device is the network interface that the socket is bound to. What
// fails is reported to d; then the gateway must not serve.
func (g *Gateway) Bind(d *conf.Diagnostics, inherit func(addr, device string) int) {
	for _, p := range g.Proxies() {
		if p.Front == nil {
			continue
		}
		for _, l := range p.Front.Listeners {
			if err := l.bind(inherit); err != nil {
				d.Add(conf.Message{Level: conf.Alert, Text: fmt.Sprintf("Binding [%s] for %s %s: %v", l.Pos, kindWord(p), p.Name, err)})
			}
		}
	}
	g.bindForwards(d)
}

// bindForwards begins to receive log lines: what sends them does not wait for an answer, and an older process may go on
// receiving beside this one.
func (g *Gateway) bindForwards(d *conf.Diagnostics) {
	for _, f := range g.logForwards {
		if err := f.bind(); err != nil {
			d.Add(conf.Message{Level: conf.Alert, Text: err.Error()})
		}
	}
	g.bindPeers(d)
}

// Unbind gives up what Bind got.
func (g *Gateway) Unbind() {
	g.unbindPeers()
	g.closeForwards()
	for _, p := range g.Proxies() {
		if p.Front == nil {
			continue
		}
		for _, l := range p.Front.Listeners {
			if l.bound != nil {
				l.bound.Close()
				l.bound = nil
			}
		}
	}
}

// closeForwards ends the receiving of log lines.
func (g *Gateway) closeForwards() {
	for _, f := range g.logForwards {
		f.receiver.Close()
	}
}

// Serve begins to accept on all that Bind got, and then to check servers: one of them may be this process.
func (g *Gateway) Serve() error {
	for _, p := range g.Proxies() {
		if p.Front == nil {
			continue
		}
		for _, l := range p.Front.Listeners {
			socket, err := l.bound.Listen(l.Serve)
			if err != nil {
				return fmt.Errorf("cannot serve [%s]: %w", l.Addr.Text, reason(err))
			}
			l.socket.Store(socket)
			l.bound = nil
		}
	}
	if err := g.servePeers(); err != nil {
		return err
	}
	g.Watch()
	return nil
}

func kindWord(p *Proxy) string {
	if p.Back != nil {
		return "proxy"
	}
	return "frontend"
}

// bind gets the socket of one address.
func (l *Listener) bind(inherit func(addr, device string) int) error {
	opts, err := l.listenOpts()
	if err != nil {
		return err
	}
	loops := l.Front.gateway.Loops
	addr := l.socketAddr()
	fd := l.Addr.FD
	if l.Addr.Family != conf.FD {
		fd = inherit(addr.String(), opts.Interface)
	}
	if fd >= 0 {
		l.bound, err = loops.Inherit(fd, opts)
	} else {
		l.bound, err = loops.Bind(addr, opts)
	}
	if err != nil {
		return fmt.Errorf("cannot bind socket (%w) for [%s]", reason(err), l.Addr.Text)
	}
	return nil
}

// reason is the system's own word for a failure, where there is one.
func reason(err error) error {
	if e := netio.Errno(err); e != 0 {
		return e
	}
	return err
}

// socketAddr is where the listener listens.
func (l *Listener) socketAddr() netio.Addr {
	switch a := l.Addr; a.Family {
	case conf.Unix:
		return netio.UnixAddr(dirUnixBind.Or(l.Front.gateway.Global.Bag, unixBind{}).prefix + a.Path)
	case conf.Abstract:
		return netio.UnixAddr("@" + a.Path)
	default:
		ip := a.IP
		if !ip.IsValid() {
			ip = netip.IPv4Unspecified()
			if a.Version == 6 || bindV4V6.Or(l.Bag, false) || bindV6Only.Or(l.Bag, false) {
				ip = netip.IPv6Unspecified()
			}
		}
		return netio.IPAddr(netip.AddrPortFrom(ip, uint16(a.Port)))
	}
}

func (l *Listener) listenOpts() (netio.ListenOpts, error) {
	b := l.Bag
	mode, uid, gid, err := l.rights()
	if err != nil {
		return netio.ListenOpts{}, err
	}
	return netio.ListenOpts{
		Name:        l.Front.Name,
		Backlog:     int(bindBacklog.Or(b, int64(l.Front.Backlog))),
		ReusePort:   true,
		V6Only:      bindV6Only.Or(b, false),
		Interface:   bindIface.Or(b, ""),
		MSS:         int(bindMSS.Or(b, 0)),
		DeferAccept: bindDefer.Or(b, false),
		Transparent: bindTransparent.Or(b, false),
		Sip:         l.Front.Options.Splices.Request && l.TLS == nil,
		UserTimeout: bindUserTimeout.Or(b, 0),
		Mode:        mode,
		UID:         uid,
		GID:         gid,
		KeepAlive:   l.Front.Options.TCPKeepAlive,
		NoLinger:    l.Front.Options.NoLinger,
		Gates:       l.gates(),
	}, nil
}

// gates are what must be open for a client to be accepted.
func (l *Listener) gates() []*netio.Gate {
	g := l.Front.gateway.Global
	all := []*netio.Gate{g.Gate, l.Front.Gate, l.Gate}
	if l.TLS != nil {
		all = append(all, g.TLSGate)
	}
	return all
}

package proxy

import (
	"cmp"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"metergate/internal/cert"
	"metergate/internal/conf"
	"metergate/internal/netio"
)

// secureListener makes the TLS of an address of a bind line of a frontend, nil without `ssl`.
func (c *compiler) secureListener(f *Frontend, b *conf.Bag, at conf.Pos, name string) *tls.Config {
	if !tlsOn.Or(b, false) {
		return nil
	}
	line := fmt.Sprintf("'bind %s'", name)
	defaults, _ := tlsBind.options.Get(c.g.Global.Bag)
	bd := &binding{front: f, at: at, strict: flagged(bindStrictSNI, false, b, defaults), lines: map[*crtLine]*security{}}
	bd.own = c.security(b, at, line)
	c.bindingLists(bd, b, line)
	bd.begin(dirTLSLifetime.Or(c.g.Global.Bag, 300*time.Second))
	bd.refresh()
	c.g.Credentials.bindings = append(c.g.Credentials.bindings, bd)
	f.bindings = append(f.bindings, bd)
	return bd.root
}

// bindingLists loads the certificates of a bind line, in the order in which it names them.
func (c *compiler) bindingLists(bd *binding, b *conf.Bag, line string) {
	var sources []certSource
	for _, key := range []*conf.ListKey[certSource]{bindDefaultCrt, bindCrt, bindCrtList} {
		for _, entry := range key.All(b) {
			sources = append(sources, entry.Value)
		}
	}
	slices.SortStableFunc(sources, func(x, y certSource) int { return cmp.Compare(y.left, x.left) })
	for _, s := range sources {
		l, err := c.source(s)
		if err == nil {
			err = c.attach(bd, l, b, line)
		}
		if err != nil {
			c.alert(bd.at, conf.Loose, "%s : '%s' : %v", line, s.option, err)
		}
	}
	if len(sources) == 0 {
		c.alert(bd.at, conf.Loose, "%s : no SSL certificate specified.", line)
	}
}

// source returns the list that an option of a bind line names.
func (c *compiler) source(s certSource) (*CrtList, error) {
	if s.option == "crt-list" {
		return c.listFile(cert.ListName(s.name))
	}
	if name := c.crtName(s.name); isFolder(name) && c.g.Credentials.Store.Certs.Find(name) == nil {
		return c.listFolder(cert.ListName(name))
	}
	return c.single(s.name, s.option == "default-crt")
}

// attach lets a binding show what a list names.
func (c *compiler) attach(bd *binding, l *CrtList, b *conf.Bag, at string) error {
	for _, line := range l.lines {
		if err := c.attachLine(bd, line, b, at); err != nil {
			return err
		}
		line.item.Use(1)
	}
	bd.bag = b
	bd.lists = append(bd.lists, l)
	l.bindings = append(l.bindings, bd)
	return nil
}

// attachLine makes the options of a line for a binding.
func (c *compiler) attachLine(bd *binding, line *crtLine, b *conf.Bag, at string) error {
	if len(line.Options) == 0 {
		return nil
	}
	bag, err := c.lineOptions(line, b)
	if err != nil {
		return err
	}
	bd.lines[line] = c.security(bag, bd.at, at)
	return nil
}

// security makes what the options of a bind line, or of a line of a list, say of TLS.
func (c *compiler) security(b *conf.Bag, at conf.Pos, line string) *security {
	y := &security{base: c.tlsConfig(b, tlsBind, at, line)}
	if !bindNoALPN.Or(b, false) {
		y.protocols = tlsALPN.Or(b, []string{"http/1.1"})
	}
	c.clientTrust(y, b, at, line)
	return y
}

// limitSessions lets sessions be resumed for the given time only. A ticket carries when it was made, on a clock that is,
// as the keys of tickets are, that of the process.
func limitSessions(cfg *tls.Config, lifetime time.Duration) {
	cfg.WrapSession = func(cs tls.ConnectionState, s *tls.SessionState) ([]byte, error) {
		s.Extra = append(s.Extra, binary.BigEndian.AppendUint64(nil, uint64(netio.Clock())))
		return cfg.EncryptTicket(cs, s)
	}
	cfg.UnwrapSession = func(ticket []byte, cs tls.ConnectionState) (*tls.SessionState, error) {
		s, err := cfg.DecryptTicket(ticket, cs)
		if err != nil || s == nil || len(s.Extra) == 0 || len(s.Extra[0]) != 8 {
			return nil, err
		}
		if age := netio.Clock() - int64(binary.BigEndian.Uint64(s.Extra[0])); age < 0 || age > int64(lifetime) {
			return nil, nil
		}
		s.Extra = s.Extra[1:]
		return s, nil
	}
}

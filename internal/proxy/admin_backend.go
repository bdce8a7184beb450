package proxy

import (
	"errors"
	"fmt"
	"slices"

	"metergate/internal/conf"
	"metergate/internal/netio"
)

// A NewBackend says what a backend is like that is added at run time.
type NewBackend struct {
	Name string
	// From is the named defaults section that it inherits from.
	From string
	// Mode is its word of the configuration; empty leaves it to the defaults section.
	Mode string
	// GUID is empty for none.
	GUID string
}

// Defaults returns the names of the defaults sections that a backend can be added from, in the order of the configuration.
func (g *Gateway) Defaults() (names []string) {
	for s := range g.origins.Each("defaults") {
		names = append(names, s.Name)
	}
	return names
}

// keep keeps of the configuration what backends that are added at run time inherit.
func (c *compiler) keep() {
	c.g.origins = &conf.File{Global: c.file.Global}
	for s := range c.file.Each("defaults") {
		if s.Name != "" {
			c.g.origins.Sections = append(c.g.origins.Sections, s)
		}
	}
}

// AddBackend adds a backend without servers, which is not published: only a line force-be-switch lets requests reach it. It
// must not be called on a loop.
func (g *Gateway) AddBackend(n NewBackend) (*Backend, error) {
	g.changing.Lock()
	defer g.changing.Unlock()
	from := g.origins.Find("defaults", n.From)
	if from == nil {
		return nil, fmt.Errorf("Cannot find default proxy '%s'.", n.From)
	}
	if n.Mode == "" && !dirMode.Own(from.Bag) {
		return nil, fmt.Errorf("Mode is required as '%s' default proxy does not explicitly defines it.", n.From)
	}
	s := &conf.Section{Kind: "backend", Name: n.Name, From: n.From, Bag: conf.NewBag(from.Bag), Defaults: from}
	switch n.Mode {
	case "tcp":
		dirMode.Set(s.Bag, ModeTCP)
	case "http":
		dirMode.Set(s.Bag, ModeHTTP)
	}
	if n.GUID != "" {
		dirGUID.Set(s.Bag, n.GUID)
	}
	b, err := g.compileLate(s)
	if err != nil {
		return nil, fmt.Errorf("Error during backend creation : %w", err)
	}
	g.join(b)
	return b, nil
}

// compileLate makes a backend of a section that is in no file. What the loops read is not changed by it.
func (g *Gateway) compileLate(s *conf.Section) (*Backend, error) {
	if kind := g.holder(s.Name); kind != "" {
		return nil, fmt.Errorf("name is already used by other proxy '%s %s'.", kind, s.Name)
	}
	if disabled(s.Bag) {
		return nil, fmt.Errorf("defaults section '%s' disables its heirs.", s.From)
	}
	trial := g.Lists.Trial()
	d := new(conf.Diagnostics)
	c := &compiler{file: g.origins, diag: d, shards: g.Loops.N(), g: g, lists: trial, ids: map[int]*Proxy{}, late: true}
	c.inherit(s)
	p := c.halves(s, conf.Backend)
	p.ID = g.freeProxyID()
	p.name()
	if !d.Failed() {
		c.rules(p)
		c.modes(p)
	}
	if err := firstAlert(d); err != nil {
		return nil, err
	}
	if p.GUID != "" {
		if err := g.claimGUID(p.GUID, p); err != nil {
			return nil, fmt.Errorf("GUID insertion : %w.", err)
		}
	}
	known := len(g.Lists.All())
	g.Lists.Adopt(trial)
	p.Back.lists = slices.Clone(trial.All()[known:])
	return p.Back, nil
}

// holder returns the kind of the section that has a name, "" when it is free.
func (g *Gateway) holder(name string) string {
	if p := g.Named(name); p != nil {
		return p.kind()
	}
	for _, p := range g.declared {
		if p.Disabled && p.Name == name {
			return p.kind()
		}
	}
	if g.origins.Find("defaults", name) != nil {
		return "defaults"
	}
	return ""
}

// firstAlert returns the first message that forbids to go on, nil without.
func firstAlert(d *conf.Diagnostics) error {
	for _, m := range d.Messages() {
		if m.Level == conf.Alert {
			return errors.New(m.Text)
		}
	}
	return nil
}

// freeProxyID returns the first number that no proxy has, from that of the last backend that was added.
func (g *Gateway) freeProxyID() int {
	taken := map[int]bool{}
	for _, p := range g.Proxies() {
		taken[p.ID] = true
	}
	id := max(g.lastID, firstID)
	for taken[id] {
		id++
	}
	return id
}

// join gives a new backend its home and its share of each loop, and shows it to everybody.
func (g *Gateway) join(b *Backend) {
	g.lastID = b.ID
	if b.Fullconn == 0 {
		b.Fullconn = share(g.anyReach())
	}
	b.unpublished.Store(true)
	b.home = g.nextHome()
	b.since.Store(netio.Clock())
	if j := b.journal(); j != nil {
		j.open(g)
	}
	b.open(g)
	b.Usage.join()
	b.Call(b.rebuild)
	g.roster.Store(g.roster.Load().with(b.Proxy))
}

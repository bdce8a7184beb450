package proxy

import (
	"fmt"

	"metergate/internal/cache"
	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/sample"
	"metergate/internal/usage"
)

// firstID is the number of the first proxy of a configuration; what comes before is used by the process itself.
const firstID = 2

// A compiler makes a gateway out of a configuration. It reports everything that is wrong, and goes on.
type compiler struct {
	CompileOptions
	file   *conf.File
	diag   *conf.Diagnostics
	shards int
	g      *Gateway
	lists  *sample.Lists
	names  map[string]map[string]conf.Pos // kind of proxy -> name -> where
	ids    map[int]*Proxy
	late   bool // the gateway runs: what others have is read, and changed no more
}

// CompileOptions is what the command line says about the configuration.
type CompileOptions struct {
	Lenient  bool // servers whose name does not resolve start without address
	IPv4Only bool // names resolve to IPv4 addresses only
	NoSplice bool // nothing is spliced
	NoVerify bool // certificates of servers are not verified
	// FrontMaxconn bounds the connections of a frontend that has no maxconn of its own; 0 leaves it to the global one.
	FrontMaxconn int
}

// Threads returns the number of loops that a configuration asks for, else what is usual.
func Threads(f *conf.File, usual int) int { return int(dirNbThread.Or(f.Global.Bag, int64(usual))) }

// Compile makes a gateway out of a configuration, for a number of loops. What is wrong with it is reported to d; when
// d then has alerts, the gateway must not run.
func Compile(f *conf.File, shards int, o CompileOptions, d *conf.Diagnostics) *Gateway {
	c := &compiler{
		file: f, diag: d, shards: shards, CompileOptions: o,
		g: &Gateway{
			tables:    map[string]*Table{},
			userlists: map[string]*Userlist{}, disabled: map[string]*Backend{}, caches: map[string]*cache.Cache{},
			profiles: map[string]*logProfile{}, profilesAsked: map[*logProfile]bool{}, heirs: map[*conf.Section]string{},
			guids:   map[string]holder{},
			drained: make(chan struct{}),
			names:   netio.NewPool(1),
		},
		names: map[string]map[string]conf.Pos{},
		ids:   map[int]*Proxy{},
	}
	c.lists = &c.g.Lists
	c.g.roster.Store(&roster{frontends: map[string]*Frontend{}, backends: map[string]*Backend{}})
	c.global()
	c.variables()
	c.crtStores()
	c.userlists()
	c.errorSections()
	c.caches()
	c.logProfiles()
	c.rings()
	c.resolvers()
	c.logForwards()
	c.inheritance()
	for s := range f.Each("frontend", "backend", "listen") {
		c.inFolder(s.Pos, func() { c.proxy(s) })
	}
	c.tables()
	c.number()
	c.claimGUIDs()
	for _, p := range c.g.Proxies() {
		c.link(p)
	}
	c.operations()
	for _, p := range c.g.Proxies() {
		c.inFolder(p.Pos, func() { c.rules(p) })
		p.Usage.join()
		c.modes(p)
		c.remarks(p)
	}
	c.fullconn()
	c.g.Lists.Number()
	c.keep()
	c.readStatsFile()
	c.g.Credentials.Store.Seal()
	return c.g
}

// inFolder compiles where the relative names of files in the source of a section begin.
func (c *compiler) inFolder(of conf.Pos, compile func()) {
	leave, err := c.file.Enter(of.File)
	if err != nil {
		c.alert(of, conf.Loose, "%v", err)
		return
	}
	defer leave()
	compile()
}

func (c *compiler) global() {
	b := c.file.Global.Bag
	limits, err := limits(b)
	if err != nil {
		c.alert(dirBufsize.At(b), conf.Loose, "%v", err)
	}
	c.g.Global = &Global{
		Bag:         b,
		Node:        node(b),
		Description: dirGlobalDescription.Or(b, ""),
		Limits:      limits,
		NoVerify:    c.NoVerify,
		NoSplice:    c.NoSplice,
		Gate:        netio.NewGate(int(dirGlobalMaxconn.Or(b, 0))),
		TLSGate:     netio.NewGate(int(dirSSLConn.Or(b, 0))),
	}
	c.g.Global.Casing = c.casing()
	c.g.Global.Rates.Conn.Store(dirConnRate.Or(b, 0))
	c.g.Global.Rates.Sess.Store(dirSessRate.Or(b, 0))
	c.g.Global.CompressCPU = int(dirCompCPU.Or(b, 100))
	c.g.Global.Rates.Comp.Store(dirCompRate.Or(b, 0) << 10)
	c.g.Global.Rates.TLS.Store(dirSSLRate.Or(b, 0))
	c.g.marks = int(dirStickCounters.Or(b, usualMarks))
	c.codes()
	c.g.veil = usage.NewVeil([]byte(dirConsumerKey.Or(b, "")))
	c.g.Process = &Process{Set: metric.NewSet(metric.KindProcess, c.shards)}
}

// proxy makes the halves of a section.
func (c *compiler) proxy(s *conf.Section) {
	if !c.claim(s) {
		return
	}
	p := c.halves(s, s.Scope())
	c.g.declared = append(c.g.declared, p)
	switch {
	case !p.Disabled:
		c.g.roster.Load().enlist(p)
	case p.Back != nil:
		c.g.disabled[s.Name] = p.Back
	}
}

// halves makes the proxy of a section, with the halves that its scopes ask for.
func (c *compiler) halves(s *conf.Section, in conf.Scope) *Proxy {
	p := &Proxy{
		Name:        s.Name,
		GUID:        dirGUID.Or(s.Bag, ""),
		Description: dirDescription.Or(s.Bag, ""),
		Mode:        dirMode.Or(s.Bag, ModeTCP),
		Disabled:    disabled(s.Bag),
		Bag:         s.Bag,
		Pos:         s.Pos,
		Compression: c.compression(s.Bag),
	}
	if id, ok := dirID.Get(s.Bag); ok {
		p.ID = int(id)
		c.takeID(p)
	}
	if in&conf.Frontend != 0 {
		p.Front = c.frontend(p)
	}
	if in&conf.Backend != 0 {
		p.Back = c.backend(p)
	}
	return p
}

// claim takes the section's name among proxies. A frontend and a backend must not share one either.
func (c *compiler) claim(s *conf.Section) bool {
	for _, kind := range []string{"frontend", "backend", "listen"} {
		if before, taken := c.names[kind][s.Name]; taken {
			c.alert(s.Pos, conf.Header, "%s '%s' has the same name as %s '%s' declared at %s.", s.Kind, s.Name, kind, s.Name, before)
			return false
		}
	}
	if c.names[s.Kind] == nil {
		c.names[s.Kind] = map[string]conf.Pos{}
	}
	c.names[s.Kind][s.Name] = s.Pos
	return true
}

func (c *compiler) takeID(p *Proxy) {
	if other := c.ids[p.ID]; other != nil {
		c.alert(dirID.At(p.Bag), conf.Loose, "custom id %d for proxy '%s' already used by proxy '%s'.", p.ID, p.Name, other.Name)
		return
	}
	c.ids[p.ID] = p
}

// name fixes how outputs name the proxy and what it holds; its number is known now.
func (p *Proxy) name() {
	base := metric.Ident{Proxy: p.Name, Desc: p.Description, IID: p.ID, TCP: p.Mode == ModeTCP}
	row := func(name string, sid int) metric.Ident {
		id := base
		id.Name, id.SID = name, sid
		return id
	}
	if p.Front != nil {
		p.Front.ident = row("FRONTEND", 0)
		for _, l := range p.Front.Listeners {
			l.ident = row(l.Name, l.ID)
		}
	}
	if p.Back != nil {
		p.Back.ident = row("BACKEND", 0)
		for _, s := range p.Back.Servers() {
			s.ident = row(s.Name, s.ID)
		}
	}
}

func (c *compiler) alert(at conf.Pos, shape conf.Shape, format string, args ...any) {
	c.diag.Add(conf.Message{Level: conf.Alert, Shape: shape, Pos: at, Text: fmt.Sprintf(format, args...)})
}

func (c *compiler) warn(at conf.Pos, shape conf.Shape, format string, args ...any) {
	c.diag.Add(conf.Message{Level: conf.Warning, Shape: shape, Pos: at, Text: fmt.Sprintf(format, args...)})
}

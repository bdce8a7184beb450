package proxy

import (
	"metergate/internal/balance"
	"metergate/internal/check"
	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/netio"
)

func (c *compiler) backend(p *Proxy) *Backend {
	b := p.Bag
	be := &Backend{
		Proxy:    p,
		gateway:  c.g,
		Set:      metric.NewSet(metric.KindBackend, c.shards),
		Timeouts: serverTimeouts(b),
		Options:  backendOptions(b),
		Delays:   delays(b),
		Retry:    retryPolicy(b),
		Cookie:   dirCookie.Or(b, nil),
		Method:   method(b),
		Fullconn: int(dirFullconn.Or(b, 0)),
		Queue:    netio.NewSlotQueue(),
	}
	if optBogusServer.Or(b, false) {
		be.Options.Casing = c.g.Global.Casing
	}
	be.unpublished.Store(dirUnpublished.Or(b, false))
	plan, err := check.Compile(b)
	if err != nil {
		c.alert(p.Pos, conf.Loose, "%v", err)
	}
	be.plan = plan
	be.bakes = bakery{on: be.Cookie != nil && be.Cookie.Dynamic, key: dirCookieKey.Or(b, "")}
	var servers []*Server
	for _, line := range dirServer.All(b) {
		servers = append(servers, c.server(be, line, plan))
	}
	for _, line := range dirServerTemplate.All(b) {
		for i, one := range line.Value {
			s := c.server(be, conf.Entry[serverLine]{Pos: line.Pos, Value: one}, plan)
			if i > 0 {
				s.GUID = "" // the first one has it
			}
			servers = append(servers, s)
		}
	}
	if !p.Disabled { // nobody speaks of them
		c.numberServers(servers)
	}
	be.seatAll(servers)
	be.servers.Store(&servers)
	return be
}

func backendOptions(b *conf.Bag) BackendOptions {
	return BackendOptions{
		Keep:           keepAlive(b),
		AbortOnClose:   optAbortOnClose.Or(b, true),
		UnsafeResponse: optUnsafeResponse.Or(b, false),
		PretendKeep:    optPretendKeep.Or(b, false),
		AllBackups:     optAllBackups.Or(b, false),
		PreferLast:     optPreferLast.Or(b, false),
		Persist:        optPersist.Or(b, false),
		TCPKeepAlive:   optServerTCPKA.Or(b, false) || optTCPKA.Or(b, false),
		NoLinger:       optNoLinger.Or(b, false),
		ForwardFor:     optForwardFor.Or(b, nil),
		Names:          optNames.Or(b, NamesPreserve),
		BufferRequest:  optBufferRequest.Or(b, false),
		OriginalTo:     optOriginalTo.Or(b, nil),
		Splices:        splices(b),
		Reuse:          dirReuse.Or(b, ReuseSafe),
		CheckCache:     optCheckCache.Or(b, false),
		Independent:    optIndependent.Or(b, false),
		NameHeader:     dirNameHeader.Or(b, nil),
		MaxKeepQueue:   int(dirMaxKeepQueue.Or(b, -1)),
	}
}

// server makes a server of its line; its number comes later.
func (c *compiler) server(be *Backend, line conf.Entry[serverLine], plan *check.Plan) *Server {
	v := line.Value
	s := newServer(be, v, plan, c.shards)
	s.Pos = line.Pos
	s.TLS = c.secureServer(v.bag, line.Pos, s.FullName())
	if err := be.speakable(v.bag); err != nil {
		c.alert(line.Pos, conf.Server, "'server %s' : %v", s.FullName(), err)
	}
	if s.source != nil && s.source.borrow == borrowHeader && be.Mode == ModeTCP {
		c.warn(line.Pos, conf.Server, "'server %s' : cannot use header %s as source IP in non-HTTP mode.", s.FullName(), s.source.header)
	}
	if be.Disabled && v.addr.Family == conf.Host {
		unasked := unresolved(v.addr) // nobody will need it
		s.addr.Store(&unasked)
		return s
	}
	s.finder = c.finder(s, v.addr.Name)
	addr, err := c.resolve(v)
	if err != nil {
		c.alert(line.Pos, conf.Server, "'server %s' : %v", s.FullName(), err)
	}
	s.place(addr)
	return s
}

// newServer makes a server of its line, in the state in which it starts, without address and number.
func newServer(be *Backend, line serverLine, plan *check.Plan, shards int) *Server {
	b := line.bag
	s := &Server{
		Back:          be,
		Name:          line.name,
		ID:            int(srvID.Or(b, 0)),
		GUID:          srvGUID.Or(b, ""),
		Bag:           b,
		Backup:        srvBackup.Or(b, false),
		InitialWeight: int(srvWeight.In(b)),
		HashKey:       srvHashKey.Or(b, balance.KeyID),
		Minconn:       int(srvMinconn.Or(b, 0)),
		Maxqueue:      int(srvMaxqueue.Or(b, 0)),
		Redir:         srvRedir.Or(b, ""),
		Strict:        srvStrict.Or(b, false),
		Protocol:      srvProto.Or(b, ""),
		Pool:          poolLimits(b),
		Proxy:         proxyOut(b),
		Check:         checkPlan(b, plan, be.Timeouts),
		Observe:       observation(b),
		Set:           metric.NewSet(metric.KindServer, shards),
		health:        check.NewHealth(healthConfig(b)),
		nonStick:      outvotes(b, srvNonStick, srvStick),
	}
	host := line.addr.Name
	if isService(host) {
		host = "" // until it has a record
	}
	s.host.Store(&host)
	s.mapPort(line.addr)
	s.source, _ = srvSource.Get(b)
	if s.source == nil {
		s.source = dirSource.Or(be.Bag, nil)
	}
	s.opts = dialOpts(b, be, s.source)
	s.socks = srvSocks.Or(b, netio.Addr{})
	maxconn := int(srvMaxconn.Or(b, 0))
	if maxconn == 0 {
		maxconn = s.Minconn
	}
	s.Slots = be.Queue.NewSlots(s, maxconn)
	s.maxconn.Store(int32(maxconn))
	if name, ok := srvCookie.Get(b); ok {
		s.cookie.Store(&name)
	}
	s.weight.Store(int32(s.InitialWeight))
	s.warm.Store(warmScale)
	if outvotes(b, srvDisabled, srvEnabled) {
		s.admin.Store(uint32(AdminForcedMaint | AdminConfiguredMaint))
		s.health.Hold(true)
	}
	return s
}

// place sets where the server is reached; without an address it waits in maintenance.
func (s *Server) place(a netio.Addr) {
	s.addr.Store(&a)
	s.bake()
	if a.IsZero() {
		s.admin.Store(uint32(s.Admin() | AdminNoAddress))
	}
}

func poolLimits(b *conf.Bag) PoolLimits {
	return PoolLimits{
		Max:      int(srvPoolMax.Or(b, -1)),
		MaxReuse: int(srvMaxReuse.Or(b, -1)),
		Purge:    int64(srvPoolPurge.In(b)),
	}
}

func checkPlan(b *conf.Bag, plan *check.Plan, t ServerTimeouts) CheckPlan {
	p := CheckPlan{
		Pace:      pace(b),
		Timeouts:  CheckTimeouts{Connect: t.Connect, Check: t.Check},
		Port:      uint16(srvPort.Or(b, 0)),
		AgentPort: uint16(srvAgentPort.Or(b, 0)),
	}
	p.Addr, _ = srvCheckAddr.Get(b)
	p.AgentAddr, _ = srvAgentAddr.Get(b)
	if srvCheck.Or(b, false) {
		p.Plan = plan
	}
	if srvAgentCheck.Or(b, false) {
		p.Agent = &check.AgentPlan{Send: srvAgentSend.Or(b, "")}
	}
	return p
}

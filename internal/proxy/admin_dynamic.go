package proxy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"metergate/internal/check"
	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// notDynamic are the options that a server which is added at run time does not take: they say how a server starts, and
// such a server starts in maintenance.
var notDynamic = []string{"enabled", "init-addr", "init-state", "resolvers", "resolve-net", "resolve-opts", "resolve-prefer"}

// AddServer adds a server to the backend. It starts in maintenance, with its checks switched off; default-server lines
// do not concern it. It must not be called on a loop.
func (b *Backend) AddServer(name, address string, options []string) error {
	b.gateway.changing.Lock()
	defer b.gateway.changing.Unlock()
	if b.gateway.Backend(b.Name) != b {
		return ErrBackendGone
	}
	if b.Rigid() != "" {
		return fmt.Errorf("Backend does not support dynamic servers : %s.", b.Rigid())
	}
	if b.Server(name) != nil {
		return errors.New("Already exists a server with the same name in backend.")
	}
	s, target, err := b.newcomer(name, address, options)
	if err != nil {
		return err
	}
	if s.GUID != "" {
		if err := b.gateway.claimGUID(s.GUID, s); err != nil {
			return fmt.Errorf("'guid': %w.", err)
		}
	}
	if target != nil {
		target.Back.Call(func() { s.follow(target) })
	}
	err = errors.New("the gateway is stopping")
	b.Call(func() { err = b.adopt(s) })
	if err == nil {
		return nil
	}
	delete(b.gateway.guids, s.GUID)
	if target != nil {
		target.Back.Call(s.unfollow)
	}
	return err
}

// Rigid says why the backend takes no servers at run time, "" when it does.
func (b *Backend) Rigid() string {
	if b.Method.Static() {
		return fmt.Sprintf("backend '%s' uses a non dynamic load balancing method", b.Name)
	}
	return ""
}

// newcomer makes a server out of the words of a server line, and finds the server that it is to track.
func (b *Backend) newcomer(name, address string, options []string) (s, target *Server, err error) {
	if err := checkName("server", name); err != nil {
		return nil, nil, err
	}
	for _, word := range options {
		if slices.Contains(notDynamic, word) {
			return nil, nil, fmt.Errorf("'%s' option is not accepted for dynamic server", word)
		}
	}
	line := serverLine{name: name}
	if line.addr, err = conf.ParseAddr(address, conf.AddrConnect); err != nil {
		return nil, nil, err
	}
	if isService(line.addr.Name) {
		return nil, nil, errors.New("SRV records are not asked for on behalf of dynamic servers")
	}
	section := &conf.Section{Kind: "backend", Name: b.Name, Bag: b.Bag}
	if line.bag, err = conf.ParseOptions(section, conf.ServerLine, options, nil); err != nil {
		return nil, nil, err
	}
	if err := b.speakable(line.bag); err != nil {
		return nil, nil, err
	}
	plan, err := check.Compile(b.Bag)
	if err != nil {
		return nil, nil, err
	}
	if err := plan.Link(b.ruleCompiler(new(conf.Diagnostics)).env(sample.AtCheck, conf.Pos{})); err != nil {
		return nil, nil, err
	}
	if tracked, ok := srvTrack.Get(line.bag); ok {
		if target, err = b.trackable(tracked, line.bag); err != nil {
			return nil, nil, err
		}
	}
	s = newServer(b, line, plan, b.gateway.Loops.N())
	s.Slots.SetOpen(false)
	if err := b.secure(s); err != nil {
		return nil, nil, err
	}
	return s, target, s.prepare(line)
}

// prepare puts a server that is added into the state in which it starts. A name is not resolved: the server waits for an
// address.
func (s *Server) prepare(line serverLine) error {
	addr := unresolved(line.addr)
	if line.addr.Family != conf.Host {
		var err error
		if addr, err = (&compiler{}).resolve(line); err != nil {
			return err
		}
	}
	s.dynamic = true
	s.admin.Store(uint32(AdminForcedMaint))
	s.place(addr)
	s.health.Enable(false, false)
	s.health.Enable(true, false)
	s.health.Hold(false)
	return nil
}

// trackable returns the server that a new one is to track: a checked one of the configuration.
func (b *Backend) trackable(name string, bag *conf.Bag) (*Server, error) {
	from := b
	if backend, server, qualified := strings.Cut(name, "/"); qualified {
		from, name = b.gateway.Backend(backend), server
	}
	if from == nil {
		return nil, fmt.Errorf("unable to find required proxy for tracking of server '%s'.", name)
	}
	target := from.Server(name)
	if target == nil {
		return nil, fmt.Errorf("unable to find required server '%s' for tracking.", name)
	}
	if target.tracked != nil {
		target = target.tracked
	}
	switch {
	case target.dynamic:
		return nil, fmt.Errorf("unable to use %s for tracking as it is a dynamic server.", target.FullName())
	case !target.HasCheck() && !target.HasAgent():
		return nil, fmt.Errorf("unable to use %s for tracking as it does not have any check nor agent enabled.", target.FullName())
	case srvCheck.Or(bag, false) || srvAgentCheck.Or(bag, false):
		return nil, errors.New("a server that tracks another must not be checked itself.")
	}
	return target, nil
}

// adopt gives a new server its number, its place and its share of each loop, and shows it to everybody. Home loop.
func (b *Backend) adopt(s *Server) error {
	for _, other := range b.Servers() {
		switch {
		case other.Name == s.Name:
			return errors.New("Already exists a server with the same name in backend.")
		case other.ID == s.ID:
			return fmt.Errorf("'id' : custom id %d already used at %s ('server %s').", s.ID, other.Pos, other.Name)
		}
	}
	if s.ID == 0 {
		s.ID = b.freeID()
	}
	s.Revision = b.retired[s.ID]
	s.ident = metric.Ident{Proxy: b.Name, Name: s.Name, Desc: b.Description, IID: b.ID, SID: s.ID, TCP: b.Mode == ModeTCP}
	s.open(b.gateway)
	s.since.Store(netio.Clock())
	b.seat(s)
	servers := append(slices.Clone(b.Servers()), s)
	b.servers.Store(&servers)
	b.rebuild()
	return nil
}

// freeID returns the smallest number that no server has.
func (b *Backend) freeID() int {
	taken := map[int]bool{}
	for _, s := range b.Servers() {
		taken[s.ID] = true
	}
	id := 1
	for taken[id] {
		id++
	}
	return id
}

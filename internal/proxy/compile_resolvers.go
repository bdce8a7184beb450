package proxy

import (
	"bufio"
	"net/netip"
	"os"
	"slices"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/resolve"
)

// defaultResolvers is the section that is there without being declared.
const defaultResolvers = "default"

// resolvers makes the sections resolvers.
func (c *compiler) resolvers() {
	for s := range c.file.Each("resolvers") {
		c.g.Resolvers = append(c.g.Resolvers, resolve.New(c.resolverConfig(s)))
	}
	if c.g.Resolver(defaultResolvers) == nil {
		usual := resolve.Usual(defaultResolvers)
		usual.Servers = systemNameservers()
		c.g.Resolvers = append(c.g.Resolvers, resolve.New(usual))
	}
	c.g.nameservers = nameserverRows(c.g.Resolvers)
}

func (c *compiler) resolverConfig(s *conf.Section) resolve.Config {
	b := s.Bag
	cfg := resolve.Usual(s.Name)
	for _, line := range dirNameserver.All(b) {
		if slices.ContainsFunc(cfg.Servers, func(o resolve.Server) bool { return o.Name == line.Value.Name }) {
			c.alert(line.Pos, conf.Loose, "nameserver '%s' has the same name as another one of the section.", line.Value.Name)
		}
		cfg.Servers = append(cfg.Servers, line.Value)
	}
	if dirResolvConf.Or(b, false) {
		cfg.Servers = append(cfg.Servers, systemNameservers()...)
	}
	for _, line := range dirHold.All(b) {
		if line.Value.obsolete {
			cfg.Obsolete = line.Value.time
		} else {
			cfg.Hold[line.Value.status] = line.Value.time
		}
	}
	cfg.Payload = int(dirPayload.Or(b, int64(cfg.Payload)))
	cfg.Retries = int(dirResolveRetries.Or(b, int64(cfg.Retries)))
	cfg.Resolve, cfg.Retry = timeoutResolve.Or(b, cfg.Resolve), timeoutRetry.Or(b, cfg.Retry)
	if len(cfg.Servers) == 0 {
		c.warn(s.Pos, conf.Loose, "resolvers '%s' : no nameserver is configured.", s.Name)
	}
	return cfg
}

// systemNameservers returns those of /etc/resolv.conf, each named by its address.
func systemNameservers() (all []resolve.Server) {
	f, err := os.Open("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		words := strings.Fields(in.Text())
		if len(words) < 2 || words[0] != "nameserver" {
			continue
		}
		if ip, err := netip.ParseAddr(words[1]); err == nil {
			all = append(all, resolve.Server{Name: words[1], Addr: netip.AddrPortFrom(ip, dnsPort)})
		}
	}
	return all
}

// Resolver returns the section resolvers of that name, or nil.
func (g *Gateway) Resolver(name string) *resolve.Resolver {
	for _, r := range g.Resolvers {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// finder makes what looks for the address of a server at a host, or of a service; nil when its line names no resolvers.
func (c *compiler) finder(s *Server, host string) *finder {
	name, ok := srvResolvers.Get(s.Bag)
	if !ok && isService(host) {
		c.alert(s.Pos, conf.Server, "'server %s' : SRV records, as of '%s', need 'resolvers'.", s.FullName(), host)
	}
	if !ok {
		return nil
	}
	r := c.g.Resolver(name)
	if r == nil {
		c.alert(s.Pos, conf.Server, "'server %s' : unable to find required resolvers '%s'.", s.FullName(), name)
		return nil
	}
	f := &finder{resolver: r, kind: resolve.IPv6First, nets: srvResolveNet.Or(s.Bag, nil), opts: srvResolveOpts.Or(s.Bag, resolveOpts{})}
	if isService(host) {
		f.service = host
	}
	if srvResolvePrefer.Or(s.Bag, "ipv6") == "ipv4" {
		f.kind = resolve.IPv4First
	}
	return f
}

// startResolvers begins to ask for the addresses of servers that are known by name.
func (g *Gateway) startResolvers() {
	for _, p := range g.Proxies() {
		if p.Back == nil {
			continue
		}
		for _, s := range p.Back.Servers() {
			s.look()
		}
		p.Back.startServices()
	}
}

// StopResolvers ends all questions to name servers.
func (g *Gateway) StopResolvers() {
	for _, r := range g.Resolvers {
		r.Close()
	}
}

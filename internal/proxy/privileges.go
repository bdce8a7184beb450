package proxy

import (
	"slices"

	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/rule"
)

// CheckPrivileges reports what the configuration asks of the kernel and this process may not do. It belongs where rights have been
// given up: what is asked for then is what connections get.
func (g *Gateway) CheckPrivileges(d *conf.Diagnostics) {
	for _, p := range g.Proxies() {
		if p.marks() {
			lacking(d, "a rule of "+p.title()+" that marks packets needs full privileges", netio.MayMark())
		}
		if p.Back == nil {
			continue
		}
		for _, s := range p.Back.Servers() {
			s.checkPrivileges(d)
		}
	}
}

// lacking reports a need that err says is not met, unless it is nil.
func lacking(d *conf.Diagnostics, what string, err error) {
	if err != nil {
		d.Alertf("%s, which this process lacks: %v", what, reason(err))
	}
}

func (s *Server) checkPrivileges(d *conf.Diagnostics) {
	switch {
	case s.source == nil:
	case s.source.borrow != borrowNone:
		lacking(d, "'usesrc' of server "+s.FullName()+" needs full privileges to use addresses of other machines", netio.MayBeTransparent())
	case s.source.device != "":
		lacking(d, "'interface' of server "+s.FullName()+" needs full privileges", netio.MayGoThrough(s.source.device))
	}
}

// marks reports whether a rule of the proxy marks packets.
func (p *Proxy) marks() bool {
	r := &p.Rules
	for _, set := range []*rule.Ruleset{r.TCPConnection, r.TCPSession, r.TCPContent, r.TCPResponse, r.Request, r.Response} {
		if set != nil && (slices.ContainsFunc(set.Defaults, marksPackets) || slices.ContainsFunc(set.Rules, marksPackets)) {
			return true
		}
	}
	return false
}

func marksPackets(r *rule.Rule) bool {
	a, ok := r.Action.(*marking)
	return ok && a.privileged
}

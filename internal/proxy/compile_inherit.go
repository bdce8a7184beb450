package proxy

import (
	"slices"

	"metergate/internal/conf"
)

// inheritance refuses proxies and defaults that inherit rules which cannot be theirs. Rules of a defaults section belong
// to frontends alone or to backends alone, and go no further than one step.
func (c *compiler) inheritance() {
	for s := range c.file.Each("defaults", "frontend", "backend", "listen") {
		c.inherit(s)
	}
}

func (c *compiler) inherit(s *conf.Section) {
	from := s.Defaults
	if from == nil || !ruled(from.Bag) {
		return
	}
	switch first := c.g.heirs[from]; {
	case s.Kind == "defaults":
		c.alert(s.Pos, conf.Tight, "a defaults section cannot inherit from a defaults section defining TCP/HTTP rules (defaults section at %s).", from.Pos)
	case s.Kind == "listen":
		c.alert(s.Pos, conf.Tight, "a listen section cannot inherit from a defaults section defining TCP/HTTP rules.")
	case first != "" && first != s.Kind:
		c.alert(s.Pos, conf.Tight, "frontends and backends cannot inherit from the same defaults section if it defines TCP/HTTP rules (defaults section at %s).", from.Pos)
	case s.Kind == "backend" && owns(from.Bag, dirTCPConnection, dirTCPSession):
		c.alert(s.Pos, conf.Tight, "a backend section cannot inherit from a defaults section defining 'tcp-request connection' or 'tcp-request session' rules (defaults section at %s).", from.Pos)
	case s.Kind == "frontend" && owns(from.Bag, dirTCPResponse):
		c.alert(s.Pos, conf.Tight, "a frontend section cannot inherit from a defaults section defining 'tcp-response content' rules (defaults section at %s).", from.Pos)
	default:
		c.g.heirs[from] = s.Kind
	}
}

// ruled says that a section has rules of its own.
func ruled(b *conf.Bag) bool {
	return owns(b, dirTCPConnection, dirTCPSession, dirTCPContent, dirTCPResponse, dirHTTPRequest, dirHTTPResponse, dirHTTPAfter)
}

func owns(b *conf.Bag, keys ...*conf.ListKey[words]) bool {
	return slices.ContainsFunc(keys, func(k *conf.ListKey[words]) bool { return len(k.Own(b)) > 0 })
}

// lender returns the name of the defaults section that a line of the proxy comes from, "" for one of its own. Such a line
// cannot mean the proxy's own servers and table: other proxies have it, too.
func (u *ruleCompiler) lender(key *conf.ListKey[words], at conf.Pos) string {
	for s := range u.file.Each("defaults") {
		if slices.ContainsFunc(key.Own(s.Bag), func(line conf.Entry[words]) bool { return line.Pos == at }) {
			return s.Name
		}
	}
	return ""
}

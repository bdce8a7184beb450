package proxy

import (
	"bytes"
	"errors"
	"time"

	"metergate/internal/conf"
	"metergate/internal/sample"
)

// A StatsPage is what a proxy's stats lines say of its page.
type StatsPage struct {
	// Proxy is the one that serves the page.
	Proxy *Proxy
	// URI is the beginning of the request targets that the page answers.
	URI      string
	Realm    string
	Accounts []Account
	// Refresh is the time after which the browser loads the page again, 0 for never.
	Refresh time.Duration
	// Scope names the proxies that are shown; empty shows all.
	Scope []string
	// Admin allows actions while it holds; nil never does.
	Admin *sample.Cond
	// Rules are asked in order before the page is shown.
	Rules                    []StatsRule
	Version, Legends, Module bool
	// Node and Desc are shown when they are not empty.
	Node, Desc string
}

// A StatsRule is one `stats http-request` line.
type StatsRule struct {
	Verdict StatsVerdict
	Realm   string // of an Auth
	Cond    *sample.Cond
}

// StatsVerdict is what a StatsRule does.
type StatsVerdict uint8

// The verdicts.
const (
	StatsAllow StatsVerdict = iota
	StatsDeny
	StatsAuth
)

const (
	defaultStatsURI   = "/haproxy?stats"
	defaultStatsRealm = "HAProxy Statistics"
)

// Match reports whether a request target is the page's.
func (p *StatsPage) Match(target []byte) bool { return bytes.HasPrefix(target, []byte(p.URI)) }

// Shows reports whether the page shows a proxy of that name.
func (p *StatsPage) Shows(name string) bool {
	for _, s := range p.Scope {
		if s == name || s == "." && name == p.Proxy.Name {
			return true
		}
	}
	return len(p.Scope) == 0
}

// statsPage makes the page of a proxy, nil when no line asks for it.
func (u *ruleCompiler) statsPage() *StatsPage {
	b := u.proxy.Bag
	if !statsWanted(b) {
		return nil
	}
	p := &StatsPage{
		Proxy:   u.proxy,
		URI:     statsURI.Or(b, defaultStatsURI),
		Realm:   statsRealm.Or(b, defaultStatsRealm),
		Refresh: statsRefresh.Or(b, 0),
		Version: outvotes(b, statsShowVersion, statsHideVersion),
		Legends: statsShowLegends.Or(b, false),
		Module:  statsShowModules.Or(b, false),
	}
	for _, a := range statsAuth.All(b) {
		p.Accounts = append(p.Accounts, a.Value)
	}
	for _, s := range statsScope.All(b) {
		p.Scope = append(p.Scope, s.Value)
	}
	p.Node, p.Desc = u.statsTitle()
	u.statsRules(p)
	return p
}

// statsWanted reports whether any line of a section or its defaults turns the page on.
func statsWanted(b *conf.Bag) bool {
	for _, flag := range []*conf.Key[bool]{statsEnable, statsHideVersion, statsShowVersion, statsShowLegends, statsShowModules} {
		if flag.Or(b, false) {
			return true
		}
	}
	for _, text := range []*conf.Key[string]{statsURI, statsRealm, statsShowNode, statsShowDesc} {
		if _, ok := text.Get(b); ok {
			return true
		}
	}
	_, refresh := statsRefresh.Get(b)
	_, admin := statsAdmin.Get(b)
	return refresh || admin || len(statsAuth.All(b))+len(statsScope.All(b))+len(statsHTTPRequest.All(b)) > 0
}

// statsTitle returns what show-node and show-desc ask for, with the global settings for those that name nothing.
func (u *ruleCompiler) statsTitle() (node, desc string) {
	b := u.proxy.Bag
	if name, ok := statsShowNode.Get(b); ok {
		node = name
		if node == "" {
			node = u.g.Global.Node
		}
	}
	if text, ok := statsShowDesc.Get(b); ok {
		desc = text
		if desc == "" {
			desc = u.g.Global.Description
		}
		if desc == "" {
			u.warn(statsShowDesc.At(b), conf.Tight, "'stats show-desc' has nothing to show: neither a text of its own nor a global description.")
		}
	}
	return node, desc
}

func (u *ruleCompiler) statsRules(p *StatsPage) {
	b := u.proxy.Bag
	if line, ok := statsAdmin.Get(b); ok {
		cond, err := sample.ParseCond(line, u.env(u.requestPoint(), statsAdmin.At(b)))
		if err != nil {
			u.alert(statsAdmin.At(b), conf.Tight, "error detected while parsing 'stats admin' rule : %v", err)
		}
		p.Admin = cond
	}
	for _, line := range statsHTTPRequest.All(b) {
		r, err := u.statsRule(line.Value, line.Pos)
		if err != nil {
			u.alert(line.Pos, conf.Tight, "error detected while parsing 'stats http-request' rule : %v", err)
		}
		p.Rules = append(p.Rules, r)
	}
	if _, realm := statsRealm.Get(b); len(p.Rules) > 0 && (realm || len(p.Accounts) > 0) {
		u.alert(conf.Pos{}, conf.Bare, "proxy '%s': stats 'auth'/'realm' and 'http-request' can't be used at the same time.", u.proxy.Name)
	}
}

func (u *ruleCompiler) statsRule(line words, pos conf.Pos) (r StatsRule, err error) {
	r.Realm = defaultStatsRealm
	verdict, known := map[string]StatsVerdict{"allow": StatsAllow, "deny": StatsDeny, "auth": StatsAuth}[line[0]]
	if !known {
		return r, errors.New("'allow', 'deny' or 'auth' is expected, not '" + line[0] + "'.")
	}
	r.Verdict = verdict
	rest := line[1:]
	if verdict == StatsAuth && len(rest) > 1 && rest[0] == "realm" {
		r.Realm, rest = rest[1], rest[2:]
	}
	if len(rest) > 0 {
		r.Cond, err = sample.ParseCond(rest, u.env(u.requestPoint(), pos))
	}
	return r, err
}

package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

// link turns the names that a proxy's lines hold into the objects they mean.
func (c *compiler) link(p *Proxy) {
	if f := p.Front; f != nil {
		f.Default = c.defaultBackend(f)
	}
	if be := p.Back; be != nil {
		for _, s := range be.Servers() {
			c.track(s)
		}
	}
}

func (c *compiler) defaultBackend(f *Frontend) *Backend {
	name, ok := dirDefaultBackend.Get(f.Bag)
	if !ok {
		return f.Back
	}
	be := c.g.Backend(name)
	if c.g.disabled[name] != nil {
		return f.Back
	}
	if be == nil {
		c.alert(conf.Pos{}, conf.Bare, "Proxy '%s': unable to find required default_backend: '%s'.", f.Name, name)
		return nil
	}
	be.named.Store(true)
	if be != nil && be == f.Back {
		c.alert(conf.Pos{}, conf.Bare, "Proxy '%s': loop detected for default_backend: '%s'.", f.Name, name)
	}
	return be
}

// track follows the option track of a server, through servers that track in turn, to the one that is checked.
func (c *compiler) track(s *Server) {
	name, ok := srvTrack.Get(s.Bag)
	if !ok {
		return
	}
	if s.Check.Plan != nil || s.Check.Agent != nil {
		c.alert(s.Pos, conf.Server, "'server %s' : a server that tracks another must not be checked itself.", s.FullName())
		return
	}
	seen := map[*Server]bool{s: true}
	target := c.findServer(s.Back, name)
	for target != nil {
		next, tracks := srvTrack.Get(target.Bag)
		if !tracks {
			break
		}
		if seen[target] {
			c.alert(s.Pos, conf.Server, "'server %s' : the servers it tracks form a circle.", s.FullName())
			return
		}
		seen[target] = true
		target = c.findServer(target.Back, next)
	}
	switch {
	case target == nil:
		c.alert(s.Pos, conf.Server, "'server %s' : unable to find required server '%s' to track.", s.FullName(), name)
	case target.Check.Plan == nil && target.Check.Agent == nil:
		c.alert(s.Pos, conf.Server, "'server %s' : unable to use %s for tracking as it does not have any check nor agent enabled.",
			s.FullName(), target.FullName())
	default:
		s.follow(target)
	}
}

func (c *compiler) findServer(from *Backend, name string) *Server {
	if backend, server, qualified := strings.Cut(name, "/"); qualified {
		from, name = c.g.Backend(backend), server
	}
	if from == nil {
		return nil
	}
	return from.Server(name)
}

// anyHTTP is where an ACL may be asked: which of its uses make sense shows at each of them.
const anyHTTP = sample.AtTCPConn | sample.AtTCPSess | sample.AtTCPReq | sample.AtTCPReqBackend | sample.AtTCPResBackend | sample.AtHTTPReq | sample.AtHTTPReqBackend | sample.AtHTTPRes | sample.AtHTTPResBackend

// rules compiles the lines of a proxy that hold conditions and actions.
func (c *compiler) rules(p *Proxy) {
	u := &ruleCompiler{compiler: c, proxy: p, acls: &sample.ACLs{}}
	for _, line := range dirACL.All(p.Bag) {
		env := u.env(anyHTTP, line.Pos)
		if err := u.acls.Add(line.Value, env); err != nil {
			c.alert(line.Pos, conf.Loose, "%v", err)
		}
	}
	p.Pages = u.pages()
	u.filters()
	p.Rules.TCPConnection = u.ruleset(dirTCPConnection, rule.TCPConnection)
	p.Rules.TCPSession = u.ruleset(dirTCPSession, rule.TCPSession)
	p.Rules.TCPContent = u.ruleset(dirTCPContent, rule.TCPContent)
	p.Rules.TCPResponse = u.ruleset(dirTCPResponse, rule.TCPResponse)
	p.Rules.Request = u.ruleset(dirHTTPRequest, rule.HTTPRequest)
	p.Rules.Redirect = u.redirects()
	p.Rules.Response = u.ruleset(dirHTTPResponse, rule.HTTPResponse)
	p.Rules.After = u.ruleset(dirHTTPAfter, rule.HTTPAfter)
	if f := p.Front; f != nil {
		u.captures(f)
		u.capturesKnown(f)
		f.Switches = u.switches()
		f.Forced = u.conditions(dirForceSwitch)
		f.Monitor.Fail = u.conditions(dirMonitorFail)
	}
	u.uniqueID()
	u.usage()
	p.Stats = u.statsPage()
	if j := u.journal(); j != nil {
		p.Log = j
	}
	u.balanceKey()
	u.checks()
	persist := u.persistRules()
	if p.Back != nil {
		p.Back.Choices = u.directions()
		p.Back.Sticks, p.Back.LateSticks = u.sticks()
		p.Back.Persist = persist
		p.Back.Options.Forwarded = u.forwarded()
	}
	u.serverNames()
	c.disorder(p.Bag, requestOrder, choices)
	c.disorder(p.Bag, responseOrder, nil)
}

// A ruleCompiler compiles the lines of one proxy.
type ruleCompiler struct {
	*compiler
	proxy *Proxy
	acls  *sample.ACLs
	from  string // the defaults section that the line at hand comes from, "" for none
}

// env is the place of a line: what may be used there, and what names mean.
func (u *ruleCompiler) env(at sample.Point, pos conf.Pos) *sample.Env {
	return &sample.Env{
		At: at, Proxy: u.proxy.title(), File: pos.File, Line: pos.Line, ACLs: u.acls, Resolve: u.find, Marks: u.g.marks, Lists: u.lists,
		Errorfiles: func(section string, status int) ([]byte, error) { return u.importedPage(section, status, pos) },
		Warn:       func(msg string) { u.warn(pos, conf.Loose, "%s", msg) },
	}
}

// requestPoint is where the proxy's rules for requests run.
func (u *ruleCompiler) requestPoint() sample.Point {
	if u.proxy.Front != nil {
		return sample.AtHTTPReq
	}
	return sample.AtHTTPReqBackend
}

func (u *ruleCompiler) ruleset(key *conf.ListKey[words], set rule.Set) *rule.Ruleset {
	rs := &rule.Ruleset{}
	var before *rule.Rule
	defer func() { u.from = "" }()
	for _, line := range key.All(u.proxy.Bag) {
		u.from = u.lender(key, line.Pos)
		r, err := rule.Parse(set, line.Value, u.env(u.point(set), line.Pos))
		if err != nil {
			u.alert(line.Pos, conf.Loose, "%v", err)
			continue
		}
		u.unreached(line.Pos, set, before)
		before = r
		rs.Rules = append(rs.Rules, r)
	}
	return rs
}

// redirects compiles the lines of keyword redirect, which are rules.
func (u *ruleCompiler) redirects() *rule.Ruleset {
	rs := &rule.Ruleset{}
	for _, line := range dirRedirect.All(u.proxy.Bag) {
		r, err := rule.Parse(rule.HTTPRequest, append(words{"redirect"}, line.Value...), u.env(u.requestPoint(), line.Pos))
		if err != nil {
			u.alert(line.Pos, conf.Loose, "%v", err)
			continue
		}
		rs.Rules = append(rs.Rules, r)
	}
	return rs
}

// point is where a ruleset of the proxy runs.
func (u *ruleCompiler) point(set rule.Set) sample.Point {
	switch {
	case set == rule.TCPConnection:
		return sample.AtTCPConn
	case set == rule.TCPSession:
		return sample.AtTCPSess
	case set == rule.TCPContent && u.proxy.Front != nil:
		return sample.AtTCPReq
	case set == rule.TCPContent:
		return sample.AtTCPReqBackend
	case set == rule.TCPResponse:
		return sample.AtTCPResBackend
	case set == rule.HTTPRequest:
		return u.requestPoint()
	case u.proxy.Back != nil:
		return sample.AtHTTPResBackend
	}
	return sample.AtHTTPRes
}

func (u *ruleCompiler) conditions(key *conf.ListKey[words]) (conds []*sample.Cond) {
	for _, line := range key.All(u.proxy.Bag) {
		cond, err := sample.ParseCond(line.Value, u.env(u.requestPoint(), line.Pos))
		if err != nil {
			u.alert(line.Pos, conf.Loose, "error detected while parsing a '%s' condition : %v.", key.Name(), err)
			continue
		}
		conds = append(conds, cond)
	}
	return conds
}

// switches compiles the use_backend lines.
func (u *ruleCompiler) switches() (all []Switch) {
	for _, line := range dirUseBackend.All(u.proxy.Bag) {
		env := u.env(sample.AtUseBackend, line.Pos)
		sw, err := u.backendOf(line.Value[0], env)
		if err == nil && len(line.Value) > 1 {
			sw.Cond, err = sample.ParseCond(line.Value[1:], env)
		}
		if err != nil {
			u.alert(line.Pos, conf.Loose, "error detected while parsing switching rule : %v.", err)
			continue
		}
		all = append(all, sw)
	}
	return all
}

// backendOf finds the backend of a use_backend line, or compiles the format that will name it.
func (u *ruleCompiler) backendOf(name string, env *sample.Env) (Switch, error) {
	format, err := sample.ParseFormat(name, env)
	if err != nil {
		return Switch{}, err
	}
	text, literal := format.Literal()
	if !literal {
		return Switch{Name: format}, nil
	}
	be := u.g.Backend(text)
	switch {
	case be != nil:
		be.named.Store(true)
	case u.g.disabled[text] == nil:
		u.alert(conf.Pos{}, conf.Bare, "Proxy '%s': unable to find required use_backend: '%s'.", u.proxy.Name, text)
	}
	if be != nil && be == u.proxy.Back {
		u.alert(conf.Pos{}, conf.Bare, "Proxy '%s': loop detected for use_backend: '%s'.", u.proxy.Name, text)
	}
	return Switch{Back: be}, nil
}

// balanceKey compiles the expression of `balance hash`.
func (u *ruleCompiler) balanceKey() {
	b := u.proxy.Back
	if b == nil || b.Method.Expression == "" {
		return
	}
	at := dirBalance.At(b.Bag)
	expr, used, err := sample.ParseExpr([]string{b.Method.Expression}, u.env(sample.AtBalance, at))
	if err == nil && used != 1 {
		err = fmt.Errorf("unexpected words behind it")
	}
	if err != nil {
		u.alert(at, conf.Loose, "'balance hash' : %v", err)
	}
	b.keyExpr = expr
}

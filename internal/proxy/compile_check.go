package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/sample"
)

// checks compiles the expressions in the checks of the proxy's servers.
func (u *ruleCompiler) checks() {
	b := u.proxy.Back
	if b == nil || b.plan == nil {
		return
	}
	if err := b.plan.Link(u.env(sample.AtCheck, b.Pos)); err != nil {
		u.alert(b.Pos, conf.Loose, "%v", err)
	}
}

// ruleCompiler is what compiles the expressions of a server that is added at run time; what is wrong goes to d.
func (b *Backend) ruleCompiler(d *conf.Diagnostics) *ruleCompiler {
	return &ruleCompiler{compiler: &compiler{g: b.gateway, lists: &b.gateway.Lists, diag: d, late: true}, proxy: b.Proxy, acls: &sample.ACLs{}}
}

package proxy

import (
	"os"

	"metergate/internal/conf"
	"metergate/internal/sample"
	"metergate/internal/syslog"
)

// journal compiles what a proxy says of logs; nil when it has no target. Formats are read even then, so that one that
// cannot be read shows before somebody adds the target.
func (u *ruleCompiler) journal() *journal {
	b := u.proxy.Bag
	forms := u.formats()
	targets := u.targets(b)
	if len(targets) == 0 {
		if forms.format != nil || forms.data != nil {
			u.warn(conf.Pos{}, conf.Bare, "log format ignored for %s since it has no log address.", u.proxy.title())
		}
		return nil
	}
	global := u.file.Global.Bag
	j := &journal{
		formats:        forms,
		voices:         u.voices(targets),
		asked:          map[*logProfile]choir{},
		skipNormal:     optDontLogNormal.Or(b, false),
		separateErrors: optSeparateErrs.Or(b, false),
		id:             ownIdentity(dirLogTag.Or(b, dirLogTag.Or(global, defaultTag))),
	}
	j.id.Host = dirLogSendHostname.Or(global, "")
	u.profilesKnown(targets)
	u.ringsKnown(u.proxy.Pos, targets)
	if u.proxy.Front != nil {
		u.proxy.Front.logsServer = logsServer(j.format) || logsServer(j.errors) || logsServer(j.data) || u.g.profilesShowServer
	}
	return j
}

// formats compiles the texts of lines about requests; a proxy without clients has none.
func (u *ruleCompiler) formats() (f formats) {
	if u.proxy.Front != nil {
		b := u.proxy.Bag
		f.format = u.logFormat(u.formatKey(b))
		f.errors = u.logFormat(dirErrorFormat, b)
		f.data = u.logFormat(dirLogData, b)
	}
	return f
}

// ownIdentity is what lines of this process say of who wrote them.
func ownIdentity(tag string) syslog.Identity { return syslog.Identity{Tag: tag, PID: os.Getpid()} }

// profilesKnown reports targets whose profile is no section.
func (u *ruleCompiler) profilesKnown(targets []*syslog.Target) {
	for _, t := range targets {
		if t.Profile != "" && u.g.profiles[t.Profile] == nil {
			u.alert(u.proxy.Pos, conf.Loose, "%s: 'log' : unable to find log-profile '%s'.", u.proxy.title(), t.Profile)
		}
	}
}

// formatKey returns the line that says what is logged of a request, and where it holds. In mode tcp there is no HTTP to tell of.
func (u *ruleCompiler) formatKey(b *conf.Bag) (*conf.Key[string], *conf.Bag) {
	key := lastOf(b, dirLogFormat, optHTTPLog, optHTTPSLog, optTCPLog)
	if _, on := key.Get(b); on && u.proxy.Mode == ModeTCP && (key == optHTTPLog || key == optHTTPSLog) {
		u.warn(key.At(b), conf.Loose, "'%s' not usable with %s (needs 'mode http'). Falling back to 'option tcplog'.", key.Name(), u.proxy.title())
		b = conf.NewBag(b)
		optTCPLog.Set(b, conf.TCPLogFormat)
		return optTCPLog, b
	}
	return key, b
}

// targets returns the targets of a proxy; those of the global section are taken once.
func (c *compiler) targets(b *conf.Bag) (all []*syslog.Target) {
	global := false
	for _, line := range dirLog.All(b) {
		switch {
		case !line.Value.global:
			all = append(all, line.Value.target)
		case !global:
			global = true
			for _, g := range dirLog.All(c.file.Global.Bag) {
				all = append(all, g.Value.target)
			}
		}
	}
	return all
}

// lastOf returns, of keys that override each other, the one that was given last; one that b was given itself goes
// before one that it inherits. It is the first key when none was given.
func lastOf(b *conf.Bag, keys ...*conf.Key[string]) *conf.Key[string] {
	last := keys[0]
	for _, k := range keys[1:] {
		if _, ok := k.Get(b); ok && conf.Later(b, k, last) {
			last = k
		}
	}
	return last
}

// logFormat compiles the format that a key holds in b, nil without one.
func (u *ruleCompiler) logFormat(k *conf.Key[string], b *conf.Bag) *sample.Format {
	text, ok := k.Get(b)
	if !ok {
		return nil
	}
	f, err := sample.ParseFormat(text, u.env(sample.AtLog, k.At(b)))
	if err != nil {
		u.alert(k.At(b), conf.Loose, "failed to parse %s : %v.", k.Name(), err)
	}
	return f
}

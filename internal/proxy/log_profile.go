package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/sample"
)

// A logProfile is a section log-profile. A nil one changes nothing.
type logProfile struct {
	name, tag string
	steps     map[logStep]*profileStep
	any       *profileStep
}

// A profileStep is what a profile writes at a step: nothing, or its own formats where they are not nil.
type profileStep struct {
	drop       bool
	line, data *sample.Format
}

// at returns what the profile changes at a step, nil for nothing.
func (p *logProfile) at(step logStep) *profileStep {
	if p == nil {
		return nil
	}
	if step == stepKilled {
		step = stepError
	}
	if st := p.steps[step]; st != nil {
		return st
	}
	return p.any
}

// logProfiles compiles the sections log-profile.
func (c *compiler) logProfiles() {
	for s := range c.file.Each("log-profile") {
		p := &logProfile{name: s.Name, tag: dirLogTag.Or(s.Bag, ""), steps: map[logStep]*profileStep{}}
		for _, line := range dirProfileStep.All(s.Bag) {
			p.take(line.Value, func(text string) *sample.Format { return c.profileFormat(s, text, line.Pos) })
		}
		c.g.profiles[s.Name] = p
	}
}

// take adds a line of the section to the profile; lines on the same step build on each other.
func (p *logProfile) take(line profileLine, compile func(string) *sample.Format) {
	st := p.steps[line.step]
	if line.step == stepNone {
		st = p.any
	}
	if st == nil {
		st = &profileStep{}
	}
	st.drop = line.drop
	if line.format != nil {
		st.line = compile(*line.format)
	}
	if line.data != nil {
		st.data = compile(*line.data)
	}
	if line.step == stepNone {
		p.any = st
		return
	}
	p.steps[line.step] = st
}

func (c *compiler) profileFormat(s *conf.Section, text string, at conf.Pos) *sample.Format {
	u := &ruleCompiler{compiler: c, proxy: &Proxy{Name: s.Name, Bag: s.Bag}, acls: &sample.ACLs{}}
	f, err := sample.ParseFormat(text, u.env(sample.AtLog, at))
	if err != nil {
		c.alert(at, conf.Loose, "failed to parse logformat: %v.", err)
	}
	c.g.profilesShowServer = c.g.profilesShowServer || logsServer(f)
	return f
}

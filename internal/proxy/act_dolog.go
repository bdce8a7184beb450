package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "do-log", In: rule.All, Usage: "do-log [profile <name>]",
		Help: "Writes a line to the log of the frontend, beside those that are written anyway; with the profile in place of those of the `log` lines.",
		Parse: func(p *rule.Parser) (rule.Action, error) {
			a := doLog{step: stepOf(p.Set)}
			if !p.Accept("profile") {
				return a, nil
			}
			name, err := p.Word("<name>")
			if err != nil {
				return nil, err
			}
			ref, err := p.Env.Resolve(sample.ArgLogProfile, name)
			a.profile, _ = ref.(*logProfile)
			return a, err
		},
	})
}

// A doLog writes a line.
type doLog struct {
	step    logStep
	profile *logProfile // nil leaves it to the targets
}

// Run writes it.
func (a doLog) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	if j := s.front.journal(); j != nil && !s.unlogged {
		s.step = a.step
		j.write(s, a.profile)
	}
	return rule.Continue
}

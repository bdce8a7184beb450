package proxy

import (
	"fmt"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
	"metergate/internal/syslog"
)

func init() {
	rule.Register(rule.Spec{
		Name: "set-log-level", In: rule.HTTP | rule.TCPContent | rule.TCPResponse, Usage: "set-log-level { emerg | alert | crit | err | warning | notice | info | debug | silent }",
		Help: "Sets the level of the request's log line; silent logs nothing.",
		Parse: func(p *rule.Parser) (rule.Action, error) {
			word, err := p.Word("<level>")
			if err != nil || word == "silent" {
				return rule.Func(func(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
					streamOf(cx).Unlog()
					return rule.Continue
				}), err
			}
			level, ok := syslog.ParseLevel(word)
			if !ok {
				return nil, fmt.Errorf("unknown log level '%s'", word)
			}
			return setLogLevel(level), nil
		},
	})
}

// A setLogLevel sets the level of the request's log line.
type setLogLevel syslog.Level

// Run sets it.
func (a setLogLevel) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	s.unlogged, s.logLevel = false, int8(a)+1
	return rule.Continue
}

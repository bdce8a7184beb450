package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	verdict := func(v rule.Verdict) func(*rule.Parser) (rule.Action, error) {
		run := rule.Func(func(*netio.Task, *sample.Ctx) rule.Verdict { return v })
		return func(*rule.Parser) (rule.Action, error) { return run, nil }
	}
	rule.Register(
		rule.Spec{
			Name: "allow", In: rule.HTTP, Final: true, Usage: "allow",
			Help:  "Skips the rest of the section's rules of this kind.",
			Parse: verdict(rule.Stop),
		},
		rule.Spec{
			Name: "reject", In: rule.HTTPRequest, Final: true, Usage: "reject",
			Help:  "Closes the client's connection without an answer.",
			Parse: verdict(rule.Abort),
		},
	)
}

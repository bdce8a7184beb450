package rule

import (
	"errors"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

func init() {
	Register(Spec{
		Name: "strict-mode", In: HTTP, Usage: "strict-mode { on | off }",
		Help: "Says whether a rule that cannot do its work ends the message, which is so at first, or is passed over; for the rules " +
			"of the section that follow.",
		Parse: func(p *Parser) (Action, error) {
			switch p.Next() {
			case "on":
				return strictness(Stricten), nil
			case "off":
				return strictness(Relax), nil
			}
			return nil, errors.New("expects 'on' or 'off'")
		},
	})
}

// A strictness changes what becomes of failures.
type strictness Verdict

// Run says so.
func (s strictness) Run(*netio.Task, *sample.Ctx) Verdict { return Verdict(s) }

// settle is what a verdict means for the rules that follow it, given and setting their strictness.
func settle(v Verdict, relaxed *bool) Verdict {
	switch {
	case v == Stricten || v == Relax:
		*relaxed = v == Relax
		return Continue
	case v == Failed && *relaxed:
		return Continue
	}
	return v
}

package proxy

import (
	"fmt"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "set-status", In: rule.HTTPResponse | rule.HTTPAfter, Usage: "set-status <status> [reason <str>]",
		Help:  "Sets the status of the response, and the phrase behind it.",
		Parse: parseSetStatus,
	})
}

// A setStatus changes the status of a response.
type setStatus struct {
	code   int
	reason string
}

func parseSetStatus(p *rule.Parser) (rule.Action, error) {
	word, err := p.Word("<status>")
	if err != nil {
		return nil, err
	}
	code, err := strconv.Atoi(word)
	if err != nil || code < 200 || code > 599 {
		return nil, fmt.Errorf("'%s' is no status between 200 and 599", word)
	}
	a := setStatus{code: code}
	if p.Accept("reason") {
		a.reason, err = p.Word("<str>")
	}
	return a, err
}

// Run changes the status.
func (a setStatus) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	s.res.SetStatus(a.code, a.reason)
	s.status = a.code
	return rule.Continue
}

package proxy

import (
	"errors"
	"fmt"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "capture", In: rule.HTTPRequest | rule.TCPContent, Usage: "capture <expression> { len <length> | id <number> }",
			Help:  "Keeps a text for the log, in a place of its own or in one that was declared.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseCapture(p, ofRequest) },
		},
		rule.Spec{
			Name: "capture", In: rule.HTTPResponse | rule.HTTPAfter, Usage: "capture <expression> id <number>",
			Help:  "Keeps a text for the log, in a place that was declared.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseCapture(p, ofResponse) },
		},
	)
}

// A captureAction keeps the value of an expression as a capture of the frontend.
type captureAction struct {
	expr      *sample.Expr
	direction int
	len       int // of a place of its own, else 0
	slot      int
}

func parseCapture(p *rule.Parser, direction int) (rule.Action, error) {
	e, err := p.Expr()
	if err != nil {
		return nil, err
	}
	a := &captureAction{expr: e, direction: direction}
	switch {
	case p.Accept("len"):
		if direction == ofResponse || p.Env.At&(sample.AtHTTPReq|sample.AtTCPReq) == 0 {
			return nil, errors.New("'len' needs a rule for requests in a frontend; elsewhere 'id' tells the place")
		}
		if a.len, err = strconv.Atoi(p.Next()); err != nil || a.len <= 0 {
			return nil, errors.New("length must be > 0")
		}
	case p.Env.At&(sample.AtTCPReq|sample.AtTCPReqBackend) != 0:
		return nil, errors.New("a positive 'len' argument is mandatory")
	case p.Accept("id"):
		id := p.Next()
		if a.slot, err = strconv.Atoi(id); err != nil || a.slot < 0 {
			return nil, fmt.Errorf("cannot parse id '%s'", id)
		}
	default:
		return nil, errors.New("expects 'len' or 'id'")
	}
	return a, nil
}

// Run keeps the value, when there is one and the frontend has the place.
func (a *captureAction) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	places := s.front.Captures[a.direction]
	if a.slot >= len(places) {
		return rule.Continue
	}
	if v, ok := a.expr.EvalAs(cx, sample.Str); ok {
		s.captured[a.direction].put(a.slot, v.Bytes(), places[a.slot].Len)
	}
	return rule.Continue
}

package proxy

import (
	"errors"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "set-var", In: rule.All, Args: true, Usage: "set-var(<name>[,<cond>...]) <expr>",
			Help:  "Stores a sample in a variable. Conditions are ifexists, ifnotexists, ifempty, ifnotempty, ifset, ifnotset, ifgt and iflt.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseSetVar(p, false) },
		},
		rule.Spec{
			Name: "set-var-fmt", In: rule.All, Args: true, Usage: "set-var-fmt(<name>[,<cond>...]) <fmt>",
			Help:  "Stores a text in a variable, under the conditions of set-var.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseSetVar(p, true) },
		},
		rule.Spec{
			Name: "unset-var", In: rule.All, Args: true, Usage: "unset-var(<name>)",
			Help: "Forgets a variable.",
			Parse: func(p *rule.Parser) (rule.Action, error) {
				v, err := sample.ParseVar(p.Args)
				return unsetVar{v}, err
			},
		},
	)
}

// A setVar stores a sample, or a text, in a variable.
type setVar struct {
	to   *sample.Var
	when sample.VarConds
	expr *sample.Expr
	text *sample.Format // in place of expr
}

func parseSetVar(p *rule.Parser, text bool) (rule.Action, error) {
	words := p.ArgList()
	if len(words) == 0 {
		return nil, errors.New("missing name of the variable")
	}
	a := &setVar{}
	var err error
	if a.to, err = sample.ParseVar(words[0]); err != nil {
		return nil, err
	}
	if a.when, err = sample.ParseVarConds(words[1:]); err != nil {
		return nil, err
	}
	if text {
		a.text, err = p.Format("<fmt>")
	} else {
		a.expr, err = p.Expr()
	}
	return a, err
}

// Run stores the value, when there is one and the conditions hold. What takes long to find, such as the content of a token,
// is waited for.
func (a *setVar) Run(t *netio.Task, cx *sample.Ctx) rule.Verdict {
	cx.CanWait = t != nil
	now, ok := a.value(cx)
	cx.CanWait = false
	if ok {
		a.when.Store(cx, a.to, now)
	}
	return rule.Continue
}

func (a *setVar) value(cx *sample.Ctx) (sample.Value, bool) {
	if a.text != nil {
		return sample.StrOf(streamOf(cx).format(a.text)), true
	}
	return a.expr.Eval(cx)
}

// An unsetVar forgets a variable.
type unsetVar struct{ *sample.Var }

// Run forgets it.
func (a unsetVar) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	a.Unset(cx)
	return rule.Continue
}

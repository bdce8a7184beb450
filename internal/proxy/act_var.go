package proxy

import (
	"errors"
	"fmt"

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
	when []varCond
	expr *sample.Expr
	text *sample.Format // in place of expr
}

// A varCond says whether a value is to take the place of the one before.
type varCond func(before sample.Value, isSet bool, now sample.Value) bool

var varConds = map[string]varCond{
	"ifexists":    func(_ sample.Value, isSet bool, _ sample.Value) bool { return isSet },
	"ifnotexists": func(_ sample.Value, isSet bool, _ sample.Value) bool { return !isSet },
	"ifset":       func(_ sample.Value, isSet bool, _ sample.Value) bool { return isSet },
	"ifnotset":    func(_ sample.Value, isSet bool, _ sample.Value) bool { return !isSet },
	"ifempty":     func(_ sample.Value, _ bool, now sample.Value) bool { return isText(now) && len(now.Bytes()) == 0 },
	"ifnotempty":  func(_ sample.Value, _ bool, now sample.Value) bool { return !isText(now) || len(now.Bytes()) > 0 },
	"ifgt": func(before sample.Value, isSet bool, now sample.Value) bool {
		return !isSet || before.Int() > now.Int()
	},
	"iflt": func(before sample.Value, isSet bool, now sample.Value) bool {
		return !isSet || before.Int() < now.Int()
	},
}

func isText(v sample.Value) bool { return v.Type() == sample.Str || v.Type() == sample.Bin }

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
	for _, w := range words[1:] {
		c := varConds[w]
		if c == nil {
			return nil, fmt.Errorf("unknown condition '%s'", w)
		}
		a.when = append(a.when, c)
	}
	if text {
		a.text, err = p.Format("<fmt>")
	} else {
		a.expr, err = p.Expr()
	}
	return a, err
}

// Run stores the value, when there is one and the conditions hold.
func (a *setVar) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	now, ok := a.value(cx)
	if !ok {
		return rule.Continue
	}
	before, isSet := a.to.Get(cx)
	for _, c := range a.when {
		if !c(before, isSet, now) {
			return rule.Continue
		}
	}
	a.to.Set(cx, now)
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

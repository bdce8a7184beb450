package check

import (
	"errors"
	"fmt"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/sample"
)

const setVarHelp = "Gives a variable of scope check or proc the value of "

func init() {
	for _, f := range []*family{tcpRules, httpRules} {
		f.declareCall("set-var", "set-var(<name>) <expression>", setVarHelp+"an expression.", parseSetVar)
		f.declareCall("set-var-fmt", "set-var-fmt(<name>) <format>", setVarHelp+"a log-format.", parseSetVarFormat)
		f.declareCall("unset-var", "unset-var(<name>)", "Forgets a variable.", parseUnsetVar)
	}
}

// varStep sets a variable, or forgets it.
type varStep struct {
	position
	to    *sample.Var
	words []string // of the expression
	expr  *sample.Expr
	text  formula
	unset bool
}

func (s *varStep) label() string { return "set-var" }

func (s *varStep) linked(env *sample.Env) (step, error) {
	c := *s
	if len(s.words) == 0 {
		return &c, c.text.link(env)
	}
	expr, used, err := sample.ParseExpr(s.words, env)
	if err == nil && used < len(s.words) {
		err = fmt.Errorf("unexpected argument '%s'", s.words[used])
	}
	c.expr = expr
	return &c, err
}

func (s *varStep) run(p *probe) *Result {
	cx := p.context()
	mark := cx.Mark()
	defer cx.Release(mark)
	switch {
	case s.unset:
		s.to.Unset(cx)
	case s.expr == nil:
		s.to.Set(cx, sample.StrOf(s.text.text(p)))
	default:
		if v, ok := s.expr.Eval(cx); ok {
			s.to.Set(cx, v)
		}
	}
	return nil
}

// parseVar reads the name in the parentheses behind the keyword.
func parseVar(a *conf.Args) (*varStep, error) {
	name, ok := strings.CutSuffix(a.Call(), ")")
	if !ok {
		return nil, fmt.Errorf("'%s' expects a variable name between parentheses", a.Name())
	}
	v, err := sample.ParseVar(name)
	if err == nil && v.Scope != sample.CheckScope && v.Scope != sample.ProcScope {
		err = errors.New("only variables of scope check and proc are there in checks")
	}
	if err != nil {
		return nil, fmt.Errorf("'%s': %w", a.Name(), err)
	}
	return &varStep{to: v}, nil
}

func parseSetVar(a *conf.Args) (rule, error) {
	s, err := parseVar(a)
	if err != nil {
		return rule{}, err
	}
	s.words, err = conf.Words(a)
	return rule{step: s}, err
}

func parseSetVarFormat(a *conf.Args) (rule, error) {
	s, err := parseVar(a)
	if err != nil {
		return rule{}, err
	}
	src, err := a.Text("a log-format")
	if err == nil {
		s.text, err = parseFormula(src)
	}
	return rule{step: s}, err
}

func parseUnsetVar(a *conf.Args) (rule, error) {
	s, err := parseVar(a)
	if err != nil {
		return rule{}, err
	}
	s.unset = true
	return rule{step: s}, nil
}

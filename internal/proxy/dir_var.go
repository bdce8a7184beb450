package proxy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"metergate/internal/conf"
	"metergate/internal/sample"
)

// Variables of the process, set before there is any traffic.
var (
	dirSetVar = conf.List(conf.Spec{
		Name: "set-var", In: conf.Global, Usage: "set-var <proc.name> <expr>",
		Help: "Stores the value of an expression in a variable of the process (`proc.`), in the order of the lines.",
	}, keepVarLine("set-var"))
	dirSetVarFmt = conf.List(conf.Spec{
		Name: "set-var-fmt", In: conf.Global, Usage: "set-var-fmt <proc.name> <fmt>",
		Help: "Stores a text in a variable of the process (`proc.`), in the order of the lines.",
	}, keepVarLine("set-var-fmt"))
)

// A varLine is a line that sets a variable of the process.
type varLine struct {
	name  string // of the directive
	words []string
}

func keepVarLine(name string) func(*conf.Args) (varLine, error) {
	return func(a *conf.Args) (varLine, error) {
		words, err := keepWords(a)
		return varLine{name, words}, err
	}
}

// variables sets the variables of the process.
func (c *compiler) variables() {
	b := c.file.Global.Bag
	lines := append(slices.Clone(dirSetVar.All(b)), dirSetVarFmt.All(b)...)
	slices.SortStableFunc(lines, func(x, y conf.Entry[varLine]) int { return cmp.Compare(x.Line, y.Line) })
	for _, l := range lines {
		env := &sample.Env{At: sample.AtConfig, File: l.File, Line: l.Line, Lists: &c.g.Lists}
		if err := l.Value.set(env); err != nil {
			c.alert(l.Pos, conf.Loose, "%v.", err)
		}
	}
}

// set evaluates the line, which must name a variable of the process.
func (l varLine) set(env *sample.Env) error {
	text := l.name == "set-var-fmt"
	if len(l.words) < 2 {
		what := "sample expression"
		if text {
			what = "format string"
		}
		return fmt.Errorf("'%s' requires a process-wide variable name ('proc.<name>') and a %s", l.name, what)
	}
	v, err := sample.ParseVar(l.words[0])
	if err != nil {
		return err
	}
	if v.Scope != sample.ProcScope {
		return fmt.Errorf("'%s': cannot set variable '%s', only scope 'proc' is permitted in the global section", l.name, v.Name)
	}
	return SetVar(v, text, l.words[1:], env)
}

// SetVar sets a variable of the process to the value of an expression, or to a text. An expression without a value sets
// nothing.
func SetVar(v *sample.Var, text bool, words []string, env *sample.Env) error {
	cx := &sample.Ctx{Now: time.Now().UnixNano()}
	if text {
		f, err := sample.ParseFormat(words[0], env)
		if err != nil {
			return err
		}
		v.Set(cx, sample.StrOf(f.Append(nil, cx)))
		return nil
	}
	e, used, err := sample.ParseExpr(words, env)
	if err == nil && used < len(words) {
		err = fmt.Errorf("unexpected word '%s' behind the expression", words[used])
	}
	if err != nil {
		return err
	}
	if val, ok := e.Eval(cx); ok {
		v.Set(cx, val)
	}
	return nil
}

package check

import (
	"fmt"

	"metergate/internal/sample"
)

// A measure is an expression for a number, the code of a result.
type measure struct {
	words []string
	expr  *sample.Expr // from Plan.Link on
}

// link puts a compiled copy at to. A nil measure needs none.
func (m *measure) link(env *sample.Env, to **measure) error {
	if m == nil {
		return nil
	}
	expr, used, err := sample.ParseExpr(m.words, env)
	if err == nil && used < len(m.words) {
		err = fmt.Errorf("unexpected argument '%s'", m.words[used])
	}
	*to = &measure{m.words, expr}
	return err
}

// or returns the number, or another one where there is no measure or it has no value.
func (m *measure) or(p *probe, other int) int {
	if m == nil || m.expr == nil {
		return other
	}
	cx := p.context()
	mark := cx.Mark()
	defer cx.Release(mark)
	v, ok := m.expr.Eval(cx)
	if ok {
		v, ok = v.Cast(cx, sample.Int)
	}
	if !ok {
		return other
	}
	return int(v.Int())
}

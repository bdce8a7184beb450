package sample

// Expr is a compiled expression: a fetch and its converters.
type Expr struct {
	fetch *Fetch
	args  Args
	steps []step
	out   Type
	src   string
}

// step is one converter of an expression.
type step struct {
	conv *Converter
	args Args
}

// Type returns the type of the result; Any or Addr when only the value knows.
func (e *Expr) Type() Type { return e.out }

// Needs returns what the expression draws from.
func (e *Expr) Needs() Source { return e.fetch.Needs }

// Fetch returns what the expression takes its sample with, and Args what it is called with.
func (e *Expr) Fetch() *Fetch { return e.fetch }

// Args returns the arguments of the fetch.
func (e *Expr) Args() Args { return e.args }

// Converted reports whether converters refine the sample.
func (e *Expr) Converted() bool { return len(e.steps) > 0 }

// String returns the canonical text of the expression; parsing it gives an equal one.
func (e *Expr) String() string { return e.src }

// Eval computes the expression. The value is valid until the arena is released or its owner changes.
func (e *Expr) Eval(cx *Ctx) (Value, bool) {
	v, ok := e.fetch.Get(cx, e.args)
	for i := range e.steps {
		if !ok {
			return Value{}, false
		}
		s := &e.steps[i]
		if v, ok = v.Cast(cx, s.conv.In); ok {
			v, ok = s.conv.Apply(cx, v, s.args)
		}
	}
	return v, ok
}

// EvalAs computes the expression and casts the result to t.
func (e *Expr) EvalAs(cx *Ctx, t Type) (Value, bool) {
	v, ok := e.Eval(cx)
	if !ok {
		return v, false
	}
	return v.Cast(cx, t)
}

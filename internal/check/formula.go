package check

import (
	"fmt"

	"metergate/internal/sample"
)

// A formula is a text of the configuration: as it stands or, when it is a log-format, made anew for each check.
type formula struct {
	src    string
	varies bool           // it is a log-format
	format *sample.Format // from Plan.Link on
}

// literal is the formula of a text as it stands.
func literal(src string) formula { return formula{src: src} }

// parseFormula reads a log-format. Names in it are looked up later, but its form is checked here.
func parseFormula(src string) (formula, error) {
	f, err := sample.ParseFormat(src, &sample.Env{Resolve: anyName})
	if err != nil {
		return formula{}, err
	}
	if text, ok := f.Literal(); ok {
		return literal(text), nil
	}
	return formula{src: src, varies: true}, nil
}

// anyName takes every name for that of an object.
func anyName(sample.ArgKind, string) (any, error) { return nil, nil }

// link compiles the formula for the section that env describes.
func (f *formula) link(env *sample.Env) (err error) {
	if f.varies {
		f.format, err = sample.ParseFormat(f.src, env)
	}
	return err
}

func (f *formula) empty() bool { return f.src == "" }

// or returns the formula, or another one when it is empty.
func (f formula) or(other formula) formula {
	if f.empty() {
		return other
	}
	return f
}

// text returns what the formula says now.
func (f *formula) text(p *probe) []byte {
	if !f.varies || f.format == nil {
		return []byte(f.src)
	}
	return f.format.Append(nil, p.context())
}

// A linker is a step with formulas or expressions. linked returns a copy in which they are compiled: the step itself may
// belong to several plans, where names mean other things.
type linker interface {
	linked(env *sample.Env) (step, error)
}

// Link compiles what of the plan depends on the names of the whole configuration. It is called once, before the plan is
// run.
func (p *Plan) Link(env *sample.Env) error {
	for i, s := range p.steps {
		l, ok := s.(linker)
		if !ok {
			continue
		}
		linked, err := l.linked(env)
		if err != nil {
			return fmt.Errorf("error detected in %s while parsing a check's '%s' rule : %w.", env.Proxy, s.label(), err)
		}
		p.steps[i] = linked
	}
	return nil
}

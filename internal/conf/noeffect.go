package conf

import "fmt"

// A Form checks the arguments of a directive without effect.
type Form func(a *Args) error

// NoEffect declares a directive that only tunes HAProxy's own machinery. Its
// arguments are checked, so that a slip is found here as there; -dD and the
// manual list it.
func NoEffect(s Spec, form Form) {
	register(&Directive{Spec: s, Class: WithoutEffect, apply: func(a *Args, _ *Bag) error {
		if err := form(a); err != nil {
			return err
		}
		a.loader.diag.Add(Message{Level: Diag, Shape: Loose, Pos: a.pos, Text: fmt.Sprintf("'%s' has no effect here.", a.name)})
		return nil
	}})
}

// Refuse declares a directive that is known and deliberately not supported.
func Refuse(name string, in Scope, why string) {
	register(&Directive{Spec: Spec{Name: name, In: in, Usage: name, No: true}, Class: Refused, Reason: why, apply: func(a *Args, _ *Bag) error {
		a.Rest()
		return fmt.Errorf("'%s' is not supported: %s", a.name, why)
	}})
}

// RefuseSection declares a kind of section that is known and not supported.
func RefuseSection(kind, why string) {
	DeclareSection(SectionKind{Kind: kind, Name: MayName, Reason: why})
}

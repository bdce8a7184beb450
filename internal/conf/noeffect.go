package conf

import (
	"fmt"
	"strings"
)

// NoEffect declares a directive that only tunes HAProxy's own machinery. Its
// arguments are checked, so that a slip is found here as there; -dD and the
// manual list it. Usage is made from the form.
func NoEffect(s Spec, form Form) {
	s.Usage = strings.TrimSpace(s.Name + " " + form.Usage)
	register(&Directive{Spec: s, Class: WithoutEffect, apply: func(a *Args, _ *Bag) error {
		if a.prefix == "" {
			if err := form.check(a); err != nil {
				return err
			}
		}
		a.Diagf("'%s' has no effect here.", a.name)
		return nil
	}})
}

// Refuse declares a directive that is known and deliberately not supported.
func Refuse(name string, in Scope, why string) {
	d := &Directive{Spec: Spec{Name: name, In: in, Usage: name, No: true}, Class: Refused, Reason: why}
	d.apply = func(a *Args, _ *Bag) error {
		a.Rest()
		return fmt.Errorf("'%s' is not supported: %s.", a.name, why)
	}
	register(d)
}

// retire declares a directive that HAProxy itself no longer knows. text says
// since when, and what took its place.
func retire(name string, in Scope, text string) {
	d := &Directive{Spec: Spec{Name: name, In: in, Usage: name, No: true}, Class: Refused, Reason: text}
	d.apply = func(a *Args, _ *Bag) error {
		a.Rest()
		return fmt.Errorf("%s", text)
	}
	register(d)
}

// RefuseSection declares a kind of section that is known and not supported.
func RefuseSection(kind, why string) {
	DeclareSection(SectionKind{Kind: kind, Name: MayName, Reason: why})
}

package conf

import (
	"errors"
	"fmt"
)

// immediate declares a global directive that acts on the environment of the
// lines below it and leaves no setting behind.
func immediate(s Spec, do func(a *Args) error) {
	s.In = Global
	register(&Directive{Spec: s, apply: func(a *Args, _ *Bag) error { return do(a) }})
}

func init() {
	immediate(Spec{Name: "setenv", Usage: "setenv <name> <value>",
		Help: "Sets an environment variable for the lines below and for child processes."},
		func(a *Args) error { return setVariable(a, a.Env().Set) })
	immediate(Spec{Name: "presetenv", Usage: "presetenv <name> <value>",
		Help: "Sets an environment variable unless it is set."},
		func(a *Args) error { return setVariable(a, a.Env().Preset) })
	immediate(Spec{Name: "unsetenv", Usage: "unsetenv <name> ...",
		Help: "Removes environment variables."},
		func(a *Args) error {
			if a.Done() {
				return Shaped(Tight, errors.New("'unsetenv' expects at least one variable name."))
			}
			for !a.Done() {
				a.Env().Unset(a.Next().Text)
			}
			return nil
		})
	immediate(Spec{Name: "resetenv", Usage: "resetenv [<name> ...]",
		Help: "Removes all environment variables but the named ones."},
		func(a *Args) error {
			var keep []string
			for _, w := range a.Rest() {
				keep = append(keep, w.Text)
			}
			a.Env().Keep(keep...)
			return nil
		})
}

func setVariable(a *Args, set func(name, value string)) error {
	if a.Len() < 2 {
		return Shaped(Tight, fmt.Errorf("'%s' expects a name and a value.", a.Name()))
	}
	set(a.Next().Text, a.Next().Text)
	return nil
}

package sample

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// states are what converter when can ask of whom an expression is evaluated for, by name; init functions fill it.
var states = map[string]func(*Ctx) bool{}

// RegisterState adds a state to converter when; only init functions may call it. It panics on a name that is taken.
func RegisterState(name string, holds func(*Ctx) bool) {
	if states[name] != nil || name == "acl" {
		panic(fmt.Sprintf("sample: state %q declared twice", name))
	}
	states[name] = holds
}

func init() {
	RegisterConverter(Converter{
		Name: "when", Args: []Arg{{Name: "[!]condition", Optional: true}, {Name: "acl", Optional: true}}, In: Any, Out: Same,
		Help: "Hands the sample on while the condition holds: error, normal, forwarded, toapplet, processed, stopping, or acl and the name of " +
			"one. An exclamation mark turns it around.",
		Check: checkWhen,
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) { return v, a[0].Ref.(func(*Ctx) bool)(cx) },
	})
}

func checkWhen(a Args, env *Env) error {
	name, not := strings.CutPrefix(a.Str(0), "!")
	holds := states[name]
	switch {
	case name == "acl" && !a.Has(1):
		return fmt.Errorf("'acl' selector requires an extra argument with the ACL name")
	case name == "acl":
		acl, err := env.find(a.Str(1))
		if err != nil {
			return fmt.Errorf("ACL '%s' not found", a.Str(1))
		}
		term := []literal{{false, acl}}
		holds = func(cx *Ctx) bool { return evalTerm(term, cx) == Pass }
	case holds == nil:
		known := append(slices.Sorted(maps.Keys(states)), "acl")
		return fmt.Errorf("expects a supported keyword among {%s} but got '%s'", strings.Join(known, ","), name)
	}
	a[0].Ref = func(cx *Ctx) bool { return holds(cx) != not }
	return nil
}
